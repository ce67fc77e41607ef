"""Our bytes hold what RFC 5545 asks of a stream, whatever people type, and other parsers read back what was meant."""

from collections.abc import Callable
from dataclasses import replace

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vdirsyncer.vobject import Item, split_collection

from tafelrunde_events.engine import Attendee, Component, Organizer, request_text
from tafelrunde_events.engine.texts import clean_line, clean_text
from tests.calendars.clients import calendar_of
from tests.events.engine.factories import component
from tests.events.engine.strategies import texts, worded

quick = settings(max_examples=60, deadline=None)


@quick
@given(worded, texts)
def test_lines_are_short_end_in_crlf_and_split_no_character(entry: Component, name: str):
    data = calendar_of([entry], name=name)

    assert data.endswith(b"\r\n")
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@quick
@given(worded)
def test_streams_hold_no_control_character_but_tab(entry: Component):
    for line in calendar_of([entry]).decode().split("\r\n"):
        assert not any(ord(character) < 32 or ord(character) == 127 for character in line.replace("\t", ""))
        assert len(line.splitlines()) <= 1


@quick
@given(worded)
def test_the_same_entry_gives_the_same_bytes(entry: Component):
    assert calendar_of([entry]) == calendar_of([replace(entry)])


@quick
@given(worded)
def test_icalendar_reads_back_every_text(entry: Component):
    events = icalendar.Calendar.from_ical(calendar_of([entry])).walk("VEVENT")

    assert len(events) == 1 + len(entry.overrides)
    first = events[0]
    assert not first.errors
    assert first["SUMMARY"] == clean_line(entry.summary)
    assert first.get("LOCATION", "") == clean_line(entry.location, joint=", ")
    description = [clean_line(entry.cancel_reason), clean_text(entry.description).strip()]
    assert first.get("DESCRIPTION", "") == "\n\n".join(part for part in description if part)
    categories = [str(category) for category in first["CATEGORIES"].cats] if "CATEGORIES" in first else []
    assert categories == [category for category in map(clean_line, entry.categories) if category]


@quick
@given(texts)
def test_icalendar_reads_back_every_name_of_a_person(name: str):
    text = request_text(
        component(), attendee=Attendee(name, "eva@example.com"), organizer=Organizer(name, "rt@example.org")
    )

    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert event["ATTENDEE"] == "mailto:eva@example.com"
    assert event["ORGANIZER"] == "mailto:rt@example.org"
    assert event["ATTENDEE"].params.get("CN", "") == clean_line(name.replace("\\", ""))


@quick
@given(st.lists(worded, min_size=1, max_size=4))
def test_vdirsyncer_splits_a_feed_into_our_entries(drawn: list[Component]):
    entries = [replace(entry, uid=f"{number}@example.org") for number, entry in enumerate(drawn)]
    text = calendar_of(entries, name="Termine").decode()

    assert Item(text).parsed is not None
    items = [Item(part) for part in split_collection(text)]

    assert [item.uid for item in items] == [entry.uid for entry in entries]
    assert [item.raw.count("BEGIN:VEVENT") for item in items] == [1 + len(entry.overrides) for entry in entries]


def test_ical_js_reads_texts_and_knows_every_zone(parse_with_ical_js: Callable[[bytes], dict]):
    entry = component(
        summary='Runder Tisch; "Nord", Büro 🎉',
        description="N:\\Netz\nZweite Zeile " + "ü" * 200,
        location="Bürgerhaus\nAm Markt 1",
        organizer=Organizer('Büro "Nord"', "rt@example.org"),
    )

    understood = parse_with_ical_js(calendar_of([entry], name="Termine Nord", refresh="PT6H"))

    (event,) = understood["events"]
    assert event["summary"] == entry.summary
    assert event["description"] == entry.description
    assert event["location"] == "Bürgerhaus, Am Markt 1"
    assert event["start"] == "2027-03-09T17:00:00.000Z"
    assert event["organizer"] == "mailto:rt@example.org"
    assert understood["timezones"] == ["Europe/Berlin"]
    assert understood["properties"]["name"] == understood["properties"]["x-wr-calname"] == "Termine Nord"
    assert not understood["warnings"]


@pytest.mark.parametrize("status", ["CONFIRMED", "TENTATIVE", "CANCELLED"])
def test_khal_imports_a_feed_without_a_complaint(list_with_khal: Callable[..., list[dict]], status: str):
    entry = component(status=status, summary="Runder Tisch, Nord", location="Saal")

    (shown,) = list_with_khal(calendar_of([entry], name="Termine"), start="2027-03-01", end="2027-04-01")

    assert shown["title"] == "Runder Tisch, Nord"
    assert (shown["start-date"], shown["start-time"], shown["end-time"]) == ("2027-03-09", "18:00", "20:00")
    assert shown["uid"] == entry.uid
