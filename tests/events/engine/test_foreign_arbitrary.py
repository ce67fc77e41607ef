"""Bytes that nobody thought of: whatever they are, they are a calendar or refused."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_events.engine import EngineError, ForeignCalendar
from tafelrunde_events.engine.foreign import REASONS
from tafelrunde_events.engine.foreign.texts import LONGEST_TEXT, LONGEST_TITLE
from tests.events.engine.foreign_samples import SAMPLES, SINCE, UNTIL, calendar, read

GOOD = [path.read_bytes() for path in sorted(SAMPLES.glob("*.ics")) if path.stem != "bombs"]
WORDS = (
    *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE"),
    *("BEGIN:STANDARD", "END:STANDARD", "BEGIN:VALARM", "END:VALARM", "UID:", "SUMMARY:", "DESCRIPTION:", "URL:"),
    *("DTSTART:", "DTSTART;TZID=", "DTSTART;VALUE=DATE:", "DTEND:", "DURATION:", "RRULE:", "EXRULE:", "RDATE:"),
    *("EXDATE;VALUE=DATE:", "RECURRENCE-ID:", "RECURRENCE-ID;RANGE=THISANDFUTURE:", "SEQUENCE:", "DTSTAMP:", "TZID:"),
    *("TZOFFSETFROM:", "TZOFFSETTO:", "20270504T180000Z", "20270504", "00010101T000000", "99991231T235959Z", "P1D"),
    *("-P9999999W", "FREQ=", "DAILY", "YEARLY", "SECONDLY", ";COUNT=", ";UNTIL=", ";BYDAY=", ";BYMONTHDAY=", "-1MO"),
    *(
        "+0100",
        "-2359",
        "Europe/Berlin",
        "/",
        ",",
        ";",
        ":",
        '"',
        "\\",
        "\r\n",
        "\n",
        "\n ",
        "\0",
        "\ufeff",
        "é",
        "\ud800",
    ),
)


def check(data: bytes) -> None:
    code, found = "", None
    try:
        found = read(data)
    except EngineError as error:
        code = error.code
    if found is None:
        assert code == "not_a_calendar"
    else:
        check_values(found)


def check_values(found: ForeignCalendar) -> None:
    assert {skipped.reason for skipped in found.skipped} <= set(REASONS)
    assert len({event.uid for event in found.events}) == len(found.events)
    for event in found.events:
        assert event.uid
        assert len(event.title) <= LONGEST_TITLE
        assert len(event.description) <= LONGEST_TEXT
        assert len({one.recurrence_id for one in event.dates}) == len(event.dates)
        for one in event.dates:
            assert isinstance(one.start, datetime) == isinstance(one.end, datetime)
            assert one.start <= one.end
            assert SINCE.isoformat() <= one.end.isoformat()
            assert one.start.isoformat()[:10] <= UNTIL.isoformat()
            assert not isinstance(one.start, datetime) or one.start.tzinfo is None


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_words_of_calendars_in_any_order_raise_nothing_else(words: list[str]) -> None:
    check("".join(words).encode("utf-8", "surrogatepass"))


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.lists(st.sampled_from(WORDS), max_size=12))
def test_words_of_calendars_in_an_entry_raise_nothing_else(first: list[str], second: list[str]) -> None:
    text = ["".join(words).encode("utf-8", "surrogatepass").decode("latin-1") for words in (first, second)]
    check(calendar("BEGIN:VEVENT", "UID:a", "DTSTART:20270504T180000", *text, "END:VEVENT"))


@given(st.sampled_from(GOOD), st.data())
def test_good_files_with_mistakes_raise_nothing_else(good: bytes, data: st.DataObject) -> None:
    mutated = bytearray(good)
    for _mistake in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(mutated)))
        length = data.draw(st.integers(0, 30))
        mutated[position : position + length] = data.draw(
            st.binary(max_size=4) | st.sampled_from(WORDS).map(lambda word: word.encode("utf-8", "replace"))
        )
    check(bytes(mutated))
