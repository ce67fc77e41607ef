from dataclasses import replace
from datetime import date

import icalendar
import pytest

from tafelrunde_events.engine import (
    AddressError,
    Attendee,
    Component,
    Frequency,
    Organizer,
    Override,
    Rule,
    Session,
    cancel_text,
    request_text,
)
from tests.events.engine.factories import component, properties, session, wall
from tests.events.engine.strategies import STAMP

GUEST = Attendee("Müller, Jörg", "joerg.mueller@example.com")
HOST = Organizer("Runder Tisch Nord", "antwort+abc@example.org")


def request(entry: Component | None = None, attendee: Attendee = GUEST, organizer: Organizer = HOST) -> str:
    return request_text(entry or component(), attendee=attendee, organizer=organizer)


def test_a_request_has_what_rfc_5546_asks_for_once():
    text = request()

    assert properties(text, "METHOD") == ["METHOD:REQUEST"]
    assert properties(text, "UID") == ["UID:4f1c@example.org"]
    assert properties(text, "SEQUENCE") == ["SEQUENCE:2"]
    assert properties(text, "DTSTAMP") == ["DTSTAMP:20261102T093000Z"]
    assert properties(text, "ORGANIZER") == ['ORGANIZER;CN="Runder Tisch Nord":mailto:antwort+abc@example.org']
    parameters = 'CN="Müller, Jörg";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE'
    assert properties(text, "ATTENDEE") == [f"ATTENDEE;{parameters}:mailto:joerg.mueller@example.com"]


def test_the_number_is_sent_even_when_it_is_zero():
    assert properties(request(component(sequence=0)), "SEQUENCE") == ["SEQUENCE:0"]


def test_a_message_has_no_calendar_name_and_its_zone():
    text = request()

    assert not properties(text, "NAME")
    assert not properties(text, "X-WR-CALNAME")
    assert properties(text, "TZID") == ["TZID:Europe/Berlin"]


def test_an_all_day_date_needs_no_zone():
    day = Session("s1", date(2027, 3, 9), date(2027, 3, 9), "Europe/Berlin")

    assert "VTIMEZONE" not in request(component(session=day))


def test_the_organizer_of_the_message_is_the_only_one():
    entry = component(organizer=Organizer("Jemand", "other@example.org"))

    assert "other@example.org" not in request(entry)


def test_a_hostile_name_stays_inside_its_quotes():
    text = request(attendee=Attendee('Eva "E." ^x\r\nATTENDEE:mailto:spy@example.net', "eva@example.com"))
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]

    assert "CN=\"Eva ^'E.^' ^^x ATTENDEE:mailto:spy@example.net\"" in text.replace("\r\n ", "")
    assert event["ATTENDEE"] == "mailto:eva@example.com"
    assert event["ATTENDEE"].params["CN"] == 'Eva "E." ^x ATTENDEE:mailto:spy@example.net'


def test_a_backslash_in_a_name_cannot_hide_the_address():
    event = icalendar.Calendar.from_ical(request(attendee=Attendee("Eva\\", "eva@example.com"))).walk("VEVENT")[0]

    assert event["ATTENDEE"] == "mailto:eva@example.com"
    assert event["ATTENDEE"].params["CN"] == "Eva"


def test_a_person_without_a_name_has_no_cn():
    assert properties(request(attendee=Attendee("", "eva@example.com")), "ATTENDEE")[0].startswith("ATTENDEE;CUTYPE=")


@pytest.mark.parametrize("email", ["eva", "eva@example.com\r\nX:1", "eva maria@example.com", "évà@example.com"])
def test_an_impossible_address_is_refused_on_both_sides(email: str):
    with pytest.raises(AddressError):
        request(attendee=Attendee("Eva", email))
    with pytest.raises(AddressError):
        request(organizer=Organizer("Tisch", email))


def test_a_series_goes_out_whole_under_one_uid():
    moved = Override(
        original_start=wall("2027-03-16 18:00"),
        start=wall("2027-03-17 18:00"),
        end=wall("2027-03-17 20:00"),
        status="CONFIRMED",
        sequence=3,
        dtstamp=STAMP,
        last_modified=STAMP,
    )
    text = request(component(session=session(rule=Rule(Frequency.WEEKLY)), overrides=(moved,)))

    assert len(set(properties(text, "UID"))) == 1
    assert len(properties(text, "ATTENDEE")) == len(properties(text, "ORGANIZER")) == text.count("BEGIN:VEVENT") == 2


def test_a_cancellation_says_so_with_its_reason_and_number():
    entry = component(sequence=3, summary="Abgesagt: Runder Tisch", cancel_reason="Saal gesperrt")
    text = cancel_text(entry, attendee=GUEST, organizer=HOST)

    assert properties(text, "METHOD") == ["METHOD:CANCEL"]
    assert properties(text, "STATUS") == ["STATUS:CANCELLED"]
    assert properties(text, "SEQUENCE") == ["SEQUENCE:3"]
    assert properties(text, "SUMMARY") == ["SUMMARY:Abgesagt: Runder Tisch"]
    assert properties(text, "DESCRIPTION") == ["DESCRIPTION:Saal gesperrt"]
    assert "RSVP" not in text


def test_a_person_who_is_no_longer_asked_gets_no_status():
    text = cancel_text(component(), attendee=GUEST, organizer=HOST, uninvite=True)

    assert properties(text, "METHOD") == ["METHOD:CANCEL"]
    assert not properties(text, "STATUS")
    assert len(properties(text, "ATTENDEE")) == 1


def test_the_same_input_is_the_same_message():
    assert request(replace(component())) == request()
