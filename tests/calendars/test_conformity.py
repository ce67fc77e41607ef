"""Line by line: our streams keep to what the facts about calendar programs say, and the checks see what does not."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings

from tafelrunde_events.domain.projection import event_calendar
from tafelrunde_events.domain.scheduling import cancel_occurrence, move_occurrence
from tafelrunde_events.engine import Component, Frequency, Organizer, Override, Rule, calendar_bytes, component_text
from tests.calendars.clients import calendar_of
from tests.calendars.conformity import Stream, complaints
from tests.calendars.schedules import schedule
from tests.events.engine.factories import component, session, wall
from tests.events.engine.strategies import STAMP, worded
from tests.factories.events import VenueFactory, coming_day, make_event
from tests.factories.events import session as planned
from tests.factories.members import OrganisationFactory

SERIES = component(
    session=session(rule=Rule(Frequency.WEEKLY, count=5)),
    conference_url="https://meet.example.org/nord",
    organizer=Organizer("Büro, Nord", "rt@example.org"),
    categories=("Sitzung", "Recht, Schule"),
    geo=(53.5, 13.25),
    cancelled_dates=(wall("2027-03-30 18:00"),),
    overrides=(
        Override(
            original_start=wall("2027-03-16 18:00"),
            start=wall("2027-03-17 19:00"),
            end=wall("2027-03-17 21:00"),
            status="CANCELLED",
            sequence=3,
            dtstamp=STAMP,
            last_modified=STAMP,
        ),
    ),
)
FEED = calendar_bytes([component_text(SERIES)], zones=SERIES.zones, name="Termine", refresh="PT6H")


def test_two_thousand_schedules_conform():
    assert complaints(calendar_of(entry for number in range(2000) for entry in schedule(number).entries)) == []


@settings(max_examples=60, deadline=None)
@given(worded)
def test_whatever_people_type_conforms(entry: Component):
    assert complaints(calendar_of([entry], name=entry.summary, refresh="PT6H")) == []


@pytest.mark.django_db
def test_the_feed_of_the_site_conforms_and_names_no_mailbox_but_the_role(client: Client):
    host = OrganisationFactory(released=True)
    facts = {"venue": VenueFactory(latitude="53.860000", longitude="13.680000"), "organisers": [host]}
    series = make_event(planned(rule=Rule(Frequency.WEEKLY, count=5)), online_url="https://meet.example.org/x", **facts)
    make_event(planned(zone="America/New_York"), planned(coming_day(40), zone="UTC"), online_url="https://meet.test/y")
    first, second, *_rest = series.occurrences.all()
    cancel_occurrence(first, reason="Saal; gesperrt")
    move_occurrence(second, start=second.start_wall, end=second.end_wall, venue=VenueFactory())

    feed = client.get(reverse("tafelrunde_events:feed"))

    assert complaints(feed.content) == []
    parts = Stream(feed.content)
    assert parts.calendar.value("NAME") == parts.calendar.value("X-WR-CALNAME") != ""
    assert parts.calendar.value("REFRESH-INTERVAL") == "PT6H"
    assert {line.value for event in parts.events for line in event.all("ORGANIZER")} == {"mailto:forum@example.org"}
    assert feed.content.replace(b"\r\n ", b"").count(b"@") == len(parts.events)
    for event in parts.events:
        assert event.value("URL").startswith("http")
        assert (event.value("STATUS") == "CANCELLED") == event.value("SUMMARY").startswith("Abgesagt: ")


@pytest.mark.django_db
def test_the_file_of_one_event_conforms_and_has_no_name():
    """Outlook would add a calendar of its own for a file with a name."""
    parts = Stream(event_calendar(make_event()))

    assert complaints(parts.data) == []
    assert not parts.calendar.all("NAME")
    assert not parts.calendar.all("X-WR-CALNAME")


def test_the_feed_that_is_broken_below_conforms():
    assert complaints(FEED) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
        (b"Runder Tisch Nord", b"Runder Tisch Nord" * 5),
        (b"Runder Tisch Nord", b"Runder\x07Tisch"),
        (b"Runder Tisch Nord", b"Runder; Tisch"),
        (b"Recht\\, Schule", b"Recht; Schule"),
        (b"GEO:53.500000;", b"GEO:53.500000\\;"),
        (b"VERSION:2.0\r\n", b""),
        (b"END:VEVENT\r\nEND:VCALENDAR", b"END:VEVENT\r\nNAME:Termine\r\nEND:VCALENDAR"),
        (b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH"),
        (b"X-WR-CALNAME:Termine", b"X-WR-CALNAME:Dates"),
        (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
        (b"X-PUBLISHED-TTL:PT6H", b"X-PUBLISHED-TTL:P6H"),
        (b"UID:4f1c@example.org\r\n", b""),
        (b"DTSTAMP:20261102T093000Z", b"DTSTAMP:20261102T093000"),
        (b"SEQUENCE:3", b"SEQUENCE:-1"),
        (b"DTEND;TZID=Europe/Berlin:20270309T200000", b"DTEND;TZID=Europe/Berlin:20270309T180000"),
        (b"DTEND;TZID=Europe/Berlin:20270309T200000", b"DTEND:20270309T190000Z"),
        (b"DTSTART;TZID=Europe/Berlin:20270317T190000", b"DTSTART:20270317T190000"),
        (b"EXDATE;TZID=Europe/Berlin:20270330T180000", b"EXDATE:20270330T160000Z"),
        (b"EXDATE;TZID=Europe/Berlin:20270330T180000", b"EXDATE;TZID=Europe/Berlin:20270316T180000"),
        (b"RECURRENCE-ID;TZID=Europe/Berlin:20270316T180000", b"RECURRENCE-ID;VALUE=DATE:20270316"),
        (b"RECURRENCE-ID;TZID=Europe/Berlin:20270316T180000\r\n", b""),
        (b"TZID:Europe/Berlin", b"TZID:Europe/Vienna"),
        (b"TZOFFSETTO:+0200\r\n", b""),
        (b"TZOFFSETTO:+0200", b"TZOFFSETTO:+005328"),
        (b"COUNT=5", b"COUNT=5;UNTIL=20270401T000000Z"),
        (b"COUNT=5", b"UNTIL=20270401T000000"),
        (b"FREQ=WEEKLY;COUNT=5", b"FREQ=YEARLY;BYDAY=20MO"),
        (b"FREQ=WEEKLY;COUNT=5", b"FREQ=YEARLY;BYWEEKNO=20"),
        (b"STATUS:CANCELLED", b"STATUS:CANCELED"),
        (b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE"),
        (b"DESCRIPTION:https://meet.example.org/nord", b"DESCRIPTION:Online"),
        (b"CONFERENCE;VALUE=URI;", b"CONFERENCE;"),
    ],
)
def test_what_programs_stumble_over_is_seen(right: bytes, wrong: bytes):
    assert right in FEED
    assert complaints(FEED.replace(right, wrong)) != []
