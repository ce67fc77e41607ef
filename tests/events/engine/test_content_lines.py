"""Content lines fold by octets, at the very places where icalendar folds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from tafelrunde_events.engine.content_lines import fold
from tafelrunde_events.engine.texts import clean_line
from tests.events.engine.strategies import texts


@given(st.lists(texts.map(clean_line), min_size=1, max_size=3).map("".join))
def test_lines_fold_where_icalendar_folds_them(line: str):
    assert fold(line).encode() == Contentline(line).to_ical()


@pytest.mark.parametrize("character", ["a", "ü", "€", "🎉"])
@pytest.mark.parametrize("before", range(4))
def test_pieces_are_as_long_as_allowed_and_cut_no_character(character: str, before: int):
    pieces = fold("x" * before + character * 200).encode().split(b"\r\n ")

    assert all(74 - len(character.encode()) < len(piece) <= 74 for piece in pieces[:-1])
    assert b"".join(pieces).decode() == "x" * before + character * 200


def test_a_line_stays_whole_as_long_as_it_can():
    assert fold("x" * 74) == "x" * 74
    assert fold("x" * 75) == "x" * 74 + "\r\n x"


@pytest.mark.parametrize("escape", ["\\n", "^n"])
def test_an_escape_is_not_cut(escape: str):
    assert fold("x" * 73 + escape) == "x" * 73 + "\r\n " + escape
