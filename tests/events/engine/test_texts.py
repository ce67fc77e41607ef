import pytest
from hypothesis import given

from tafelrunde_events.engine.texts import clean_line, clean_text
from tests.events.engine.strategies import texts


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_a_newline(line_break: str):
    assert clean_text(f"Tee{line_break}Kaffee") == "Tee\nKaffee"


def test_control_characters_vanish_and_tabs_stay():
    assert clean_text("a\0b\x07c\x1fd\x7fe\x9ff\ufeffg\ud800h\tTab") == "abcdefgh\tTab"


def test_joined_emoji_stay_whole():
    assert clean_text("👩‍👩‍👧 🏳️‍🌈") == "👩‍👩‍👧 🏳️‍🌈"


def test_a_line_is_joined_from_its_stripped_parts():
    assert clean_line("  Bürgerhaus \r\n\r\n Am Markt 1\t", joint=", ") == "Bürgerhaus, Am Markt 1"


@given(texts)
def test_clean_text_is_one_line_for_every_parser_that_splits_at_newlines(text: str):
    assert clean_text(text).splitlines() == clean_text(text).removesuffix("\n").split("\n") or not clean_text(text)
    assert len(clean_line(text).splitlines()) <= 1
    clean_text(text).encode()
