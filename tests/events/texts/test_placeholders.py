"""Placeholders: checked when words are saved, filled with text that stays text."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_events.domain.mail_texts import PLACEHOLDERS, RECIPIENT_VALUES, as_html, fill, fill_html, fill_subject
from tafelrunde_events.domain.placeholders import SHARED_PLACEHOLDERS, check_words
from tafelrunde_members.domain.mail.queue import PLACEHOLDER


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_placeholder_says_what_it_stands_for(language):
    with override(language):
        for placeholder in PLACEHOLDERS.values():
            assert str(placeholder.meaning)
            assert str(placeholder.sample)
    assert set(SHARED_PLACEHOLDERS) | set(RECIPIENT_VALUES) == set(PLACEHOLDERS)


def test_an_unknown_placeholder_is_named_and_the_possible_ones_are_listed():
    with pytest.raises(ValidationError) as error:
        check_words("Hallo {tittel}", allowed=["title", "day"])

    assert error.value.code == "placeholder"
    assert error.value.messages == ["Den Platzhalter {tittel} gibt es nicht. Möglich sind: {title} {day}"]


def test_a_placeholder_in_the_wrong_place_is_told_from_an_unknown_one():
    with pytest.raises(ValidationError) as error:
        check_words("{answer_url}", allowed=["title"])

    assert error.value.messages == ["{answer_url} kann hier nicht stehen. Möglich sind: {title}"]


@pytest.mark.parametrize(("text", "brace"), [("{title", "{"), ("title}", "}"), ("{{title}}", "{"), ("{\ntitle}", "{")])
def test_a_stray_brace_is_refused(text, brace):
    with pytest.raises(ValidationError) as error:
        check_words(text, allowed=["title"])

    assert error.value.code == "brace"
    assert f"geschweifte Klammer {brace}" in error.value.messages[0]


@pytest.mark.parametrize("text", ["", "Ohne", "{title}{day} {title}", "100 % [ ] <b> %(title)s"])
def test_plain_words_and_known_placeholders_pass(text):
    check_words(text, allowed=["title", "day"])


def test_what_is_filled_in_is_never_expanded_again():
    assert fill("{title} am {day}", {"title": "{day} {title}", "day": "5. März"}) == "{day} {title} am 5. März"


def test_lines_of_placeholders_without_values_leave_no_gap():
    text = "{salutation},\n\n{organisation}\nOrt: {place}\n\n{reason}\n\nEnde"

    assert fill(text, {"salutation": "Guten Tag"}) == "Guten Tag,\n\nOrt:\n\nEnde"


def test_what_differs_from_reader_to_reader_passes_on_to_the_outbox():
    assert fill("{salutation},\n\n{you} {answer_url}", RECIPIENT_VALUES) == "[[salutation]],\n\n[[you]] [[answer_url]]"


@pytest.mark.parametrize("title", ["[[answer_url]]", "[[[answer_url]]]", "[", "answer_url]]", "[[", "\0you\0"])
def test_data_never_passes_for_a_placeholder_of_the_outbox(title):
    for words in ("{title}", "[{title}", "[[{title}]]", "{title}[[answer_url]]", "[{title}answer_url]]"):
        assert not PLACEHOLDER.search(fill(words, {"title": title}))


@given(st.text(alphabet="[]{}ay_\0\n ", max_size=30), st.text(alphabet="[]{}ay_\0\n ", max_size=30))
def test_nothing_typed_anywhere_makes_a_placeholder_of_the_outbox(words, title):
    filled = fill(words + "{title}" + words, {"title": title})

    assert not PLACEHOLDER.search(filled)


def test_subjects_stay_on_one_line_and_hold_nothing_personal():
    values = RECIPIENT_VALUES | {"title": "Eins\r\nBcc: x@example.org"}

    assert fill_subject("A: {title} {salutation}{answer_url}", values) == "A: Eins Bcc: x@example.org"


def test_html_says_the_same_and_nothing_becomes_markup():
    html = fill_html("Hallo {title},\nzweite Zeile\n\n<b>{place}</b>", {"title": "<i>", "place": "A & B"})

    assert html == "<p>Hallo &lt;i&gt;,<br>zweite Zeile</p>\n<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>"


def test_addresses_are_links_in_html():
    html = as_html("Siehe https://example.org/a?b=1&c=2. Oder tisch@example.org, [[answer_url]]")

    assert '<a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.' in html
    assert '<a href="mailto:tisch@example.org">tisch@example.org</a>,' in html
    assert '<a href="[[answer_url]]">[[answer_url]]</a>' in html


def test_only_web_addresses_are_links():
    html = as_html("javascript:alert(1) data:text/html,x https://x.example/\"onclick='")

    assert html.count("<a ") == 1
    assert 'href="https://x.example/"' in html
