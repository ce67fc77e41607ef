"""The two lines of an iTIP message that differ from person to person, written apart from the rest."""

import re
from dataclasses import replace
from urllib.parse import unquote

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelrunde_events.engine import (
    Attendee,
    Frequency,
    Organizer,
    Override,
    Rule,
    attendee_line,
    cancel_body,
    insert_people,
    organizer_line,
    request_body,
    request_text,
)
from tafelrunde_events.engine.addresses import display_name
from tests.events.engine.factories import component, properties, session, wall
from tests.events.engine.strategies import STAMP, components, texts

ATTENDEE, ORGANIZER = "[[attendee]]", "[[organizer]]"
#: What the outbox accepts as the value of such a placeholder.
FOLDED_LINE = re.compile(r"[A-Z][A-Z-]*[;:][^\r\n]*(\r\n [^\r\n]*)*")
local_parts = st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}", fullmatch=True)


def moved(status="CONFIRMED", **changes):
    date = Override(
        original_start=wall("2027-03-16 18:00"),
        start=wall("2027-03-17 18:00"),
        end=wall("2027-03-17 20:00"),
        status=status,
        sequence=3,
        dtstamp=STAMP,
        last_modified=STAMP,
    )
    return replace(date, **changes)


@given(name=texts, local_part=local_parts)
def test_any_name_and_address_make_one_folded_line_that_says_them(name, local_part):
    email = f"{local_part}@example.org"
    for line in (attendee_line(Attendee(name, email)), organizer_line(Organizer(name, email))):
        assert FOLDED_LINE.fullmatch(line)
        assert all(len(piece.encode()) <= 75 for piece in line.split("\r\n"))
    event = icalendar.Calendar.from_ical(
        request_text(component(), attendee=Attendee(name, email), organizer=Organizer("Tisch", "t@example.org"))
    ).walk("VEVENT")[0]
    assert unquote(event["ATTENDEE"]) == f"mailto:{email}"
    assert event["ATTENDEE"].params.get("CN", "") == display_name(name)


@given(entry=components(), name=texts)
def test_a_message_written_once_and_completed_later_is_the_same_message(entry, name):
    attendee, organizer = Attendee(name, "eva@example.org"), Organizer("Tisch", "tisch@example.org")
    once = insert_people(request_body(entry), organizer=ORGANIZER, attendee=ATTENDEE)
    later = once.replace(f"\r\n{ATTENDEE}\r\n", f"\r\n{attendee_line(attendee)}\r\n")
    later = later.replace(f"\r\n{ORGANIZER}\r\n", f"\r\n{organizer_line(organizer)}\r\n")

    assert later == request_text(entry, attendee=attendee, organizer=organizer)
    assert once.count(f"\r\n{ATTENDEE}\r\n") == once.count("\r\nBEGIN:VEVENT\r\n")


def test_a_known_answer_goes_along_and_a_cancellation_asks_nothing():
    eva = Attendee("Eva", "eva@example.org")

    assert "PARTSTAT=ACCEPTED;RSVP=TRUE" in attendee_line(eva, partstat="ACCEPTED").replace("\r\n ", "")
    assert attendee_line(eva, answers=False).replace("\r\n ", "") == (
        "ATTENDEE;CN=Eva;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:eva@example.org"
    )


def test_a_request_for_a_series_leaves_out_what_is_called_off():
    series = component(session=session(rule=Rule(Frequency.WEEKLY)), overrides=(moved("CANCELLED"),))
    text = request_body(series)

    assert properties(text, "EXDATE") == ["EXDATE;TZID=Europe/Berlin:20270316T180000"]
    assert not properties(text, "RECURRENCE-ID")
    assert properties(text, "STATUS") == ["STATUS:CONFIRMED"]


@pytest.mark.parametrize("write", [request_body, cancel_body])
def test_one_date_of_a_series_goes_out_alone(write):
    date = moved()
    series = component(session=session(rule=Rule(Frequency.WEEKLY)), overrides=(date,))
    text = write(series, only=date)

    assert text.count("BEGIN:VEVENT") == 1
    assert properties(text, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20270316T180000"]
    assert properties(text, "SEQUENCE") == ["SEQUENCE:3"]
    assert "\r\nRRULE" not in text.partition("BEGIN:VEVENT")[2]
    assert properties(text, "STATUS") == [f"STATUS:{'CONFIRMED' if write is request_body else 'CANCELLED'}"]


def test_a_body_names_nobody():
    entry = component(organizer=Organizer("Jemand", "jemand@example.org"))

    for text in (request_body(entry), cancel_body(entry), cancel_body(entry, uninvite=True)):
        assert "mailto:" not in text
        assert "jemand@example.org" not in text
