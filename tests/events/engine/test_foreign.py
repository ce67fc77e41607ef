# ruff: noqa: DTZ001 - dates live on the wall clock
"""Foreign calendars as they are met: each sample has one thing wrong with it, and is read all the same."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from tafelrunde_events.engine import EngineError, ForeignDate, ZoneError, read_calendar
from tafelrunde_events.engine.foreign import REASONS
from tests.events.engine.foreign_samples import SAMPLES, calendar, entry, only, read, reasons, sample, starts


def test_a_series_gives_its_dates_its_moved_and_its_cancelled_ones() -> None:
    found = sample("series")
    event = only(found)
    assert (found.name, found.skipped) == ("Kalender der Stadt", ())
    assert event.uid == "reihe@example.org"
    assert event.title == "Offener Abend"
    assert event.description == "Wir reden, hören zu\nund planen."
    assert event.location == "Bürgersaal; Markt 3"
    assert event.url == "https://www.example.org/abend?nr=1"
    assert event.categories == ("Beteiligung", "Abend, offen")
    assert event.status == "CONFIRMED"
    assert event.last_modified == datetime(2027, 1, 2, 9, 30, tzinfo=UTC)
    assert event.dates == tuple(
        ForeignDate(
            recurrence_id=name,
            start=datetime(2027, month, day, hour),
            end=datetime(2027, month, day, hour + 2),
            zone="Europe/Berlin",
            cancelled=cancelled,
        )
        for name, month, day, hour, cancelled in (
            ("2027-03-02T18:00", 3, 2, 18, False),
            ("2027-03-16T18:00", 3, 17, 19, False),
            ("2027-03-23T18:00", 3, 23, 18, True),
            ("2027-03-30T18:00", 3, 30, 18, False),
            ("2027-04-06T18:00", 4, 6, 18, False),
        )
    )


@pytest.mark.parametrize(
    "name",
    [
        "bare_carriage_returns",
        "bare_line_feeds",
        "byte_order_mark",
        "double_line_breaks",
        "folded_badly",
        "latin_1",
        "line_breaks_not_escaped",
        "lower_case",
        "names_on_their_own_lines",
        "not_folded",
        "utf_16",
        "utf_16_without_mark",
        "without_calendar",
    ],
)
def test_one_evening_is_the_same_however_it_is_written(name: str) -> None:
    found = sample(name)
    event = only(found)
    assert (event.title, event.location) == ("Gespräch über Grünflächen", "Bürgersaal")
    (evening,) = event.dates
    assert (evening.start, evening.end) == (datetime(2027, 5, 4, 18), datetime(2027, 5, 4, 20))
    assert (evening.recurrence_id, evening.zone, evening.cancelled) == ("", "Europe/Berlin", False)
    assert found.skipped == ()


def test_line_breaks_that_nobody_escaped_belong_to_the_text() -> None:
    assert only(sample("line_breaks_not_escaped")).description == "Erster Absatz\nzweiter Absatz\nOrt: Saal"


def test_several_calendars_in_a_file_are_read_each_with_its_method() -> None:
    found = sample("several_calendars")
    assert found.name == "Erster"
    assert [(event.uid[:4], event.status) for event in found.events] == [("eins", "CONFIRMED"), ("zwei", "CANCELLED")]
    assert [event.dates[0].cancelled for event in found.events] == [False, True]


def test_times_that_float_or_are_in_utc_are_shown_on_the_default_clock() -> None:
    floating, universal, iso = sample("floating_and_utc").events
    assert starts(floating) == ["2027-05-04T18:00"]
    # On both sides of the change of clocks.
    assert starts(universal) == ["2027-03-23T18:00", "2027-03-30T19:00"]
    assert [date.recurrence_id for date in universal.dates] == ["2027-03-23T17:00", "2027-03-30T17:00"]
    assert starts(iso) == ["2027-05-04T20:00"]
    assert {found.zone for event in (floating, universal, iso) for found in event.dates} == {"Europe/Berlin"}


def test_days_and_times_may_be_mixed() -> None:
    spans = {
        event.uid.partition("@")[0]: [(found.start, found.end) for found in event.dates]
        for event in sample("days_and_times_mixed").events
    }
    first = date(2027, 5, 4)
    assert spans["tag"] == spans["gleich"] == [(first, first)]
    assert spans["tage"] == [(first, date(2027, 5, 6))]
    assert spans["dauer"] == spans["bis"] == spans["outlook"] == [(first, date(2027, 5, 5))]
    assert spans["abends"] == [(datetime(2027, 5, 4, 18), datetime(2027, 5, 5))]
    assert [start.day for start, _end in spans["reihe"]] == [4, 6, 7]
    assert [start.day for start, _end in spans["zeiten"]] == [4, 6, 7]


def test_an_entry_without_an_end_takes_an_hour() -> None:
    ends = [found.end.isoformat()[11:16] for event in sample("no_end").events for found in event.dates]
    assert ends == ["19:00", "19:00", "20:30", "19:00"]


def test_dates_of_a_series_that_is_not_there_are_dates_all_the_same() -> None:
    event = only(sample("dates_without_series"))
    assert event.status == "CONFIRMED"
    assert [(found.recurrence_id, found.start.day, found.cancelled) for found in event.dates] == [
        ("2027-05-04T18:00", 5, False),
        ("2027-05-11T18:00", 11, True),
    ]


def test_a_date_that_stands_for_all_after_it_moves_them_and_leaves_them_their_names() -> None:
    event = only(sample("this_and_future"))
    assert starts(event) == ["2027-05-04T18:00", "2027-05-11T18:00", "2027-05-19T19:00", "2027-05-26T19:00"]
    assert [found.recurrence_id[8:10] for found in event.dates] == ["04", "11", "18", "25"]
    assert [(found.end - found.start).seconds // 3600 for found in event.dates] == [2, 2, 1, 1]


def test_of_two_entries_with_one_uid_the_newer_one_counts() -> None:
    found = sample("same_uid_twice")
    assert [event.title for event in found.events] == ["Neu", "Später gestempelt"]
    assert [(skipped.title, skipped.reason, skipped.line) for skipped in found.skipped] == [
        ("Alt", "duplicate_uid", 12),
        ("Früher gestempelt", "duplicate_uid", 25),
    ]


def test_what_is_no_event_or_not_public_is_skipped_and_alarms_are_not_looked_at() -> None:
    found = sample("other_entries")
    assert reasons(found) == {
        "aufgabe": "not_an_event",
        "notiz": "not_an_event",
        "frei": "not_an_event",
        "privat": "not_public",
    }
    assert "Arzttermin" not in repr(found)
    assert (only(found).title, starts(only(found))) == ("Mit Wecker", ["2027-05-04T18:00"])


def test_broken_entries_are_reported_with_their_lines_and_cost_no_other() -> None:
    found = sample("broken_entries")
    assert [(skipped.line, skipped.title, skipped.reason) for skipped in found.skipped] == [
        (4, "Ohne UID", "no_uid"),
        (9, "Ohne Beginn", "no_start"),
        (14, "Unlesbarer Beginn", "no_start"),
        (20, "Ende vor Beginn", "end_before_start"),
        (27, "Zwei Jahre lang", "too_long"),
        (34, "Am Ende der Zeit", "out_of_range"),
        (41, "Unlesbare Regel", "rule_unreadable"),
    ]
    assert [event.uid.partition("@")[0] for event in found.events] == ["regel", "offen", "gut"]
    assert starts(found.events[0]) == ["2027-05-04T18:00", "2027-05-06T18:00"]


def test_an_entry_in_which_the_file_ends_is_not_taken_over() -> None:
    found = sample("cut_off")
    assert reasons(found) == {"halb": "unreadable"}
    assert only(found).uid == "ganz@example.org"


def test_a_date_that_does_not_say_which_it_is_does_not_take_the_place_of_its_series() -> None:
    found = read(calendar(*entry("RRULE:FREQ=DAILY;COUNT=3"), *entry("RECURRENCE-ID:gestern", "SEQUENCE:9")))
    assert len(only(found).dates) == 3
    assert [(skipped.line, skipped.reason) for skipped in found.skipped] == [(9, "unreadable")]


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200b", "\u00ad", "&#8203;"])
def test_what_nobody_sees_turns_no_words_around_and_hides_no_address(unseen: str) -> None:
    event = only(read(calendar(*entry(f"SUMMARY:<b>Abend</b>{unseen} mit eva@exam{unseen}ple.org"))))
    assert event.title == "Abend mit […]"


def test_addresses_of_people_markup_and_control_characters_are_not_taken_over() -> None:
    found = sample("people_and_markup")
    people, link = found.events
    assert people.title == "Bei […] melden"
    assert people.location == "Raum 3, anmelden: […]"
    assert people.url == ""
    assert people.description == ("Guten Tag,\n\nKaffee & Kuchen\nSeite (https://www.example.org/abend)\nFragen an […]")
    assert link.title == "Zeichen und Tabs"
    assert link.description == "5 < 6 und 7 > 2\n\nhttps://calendar.example.com/?src=[…]"
    assert link.url == ""
    texts = json.dumps([{**asdict(event), "uid": ""} for event in found.events], default=str)
    for trace in ("mustermann", "Muster", "max.", "mailto", "@", "%40", "alert", "color"):
        assert trace not in texts


def test_unusual_rules_are_expanded() -> None:
    found = sample("odd_rules")
    days = {
        event.uid.partition("@")[0]: [date.start.isoformat()[5:10] for date in event.dates] for event in found.events
    }
    assert days == {
        "woche": ["05-10", "05-08"],
        "zwei": ["05-03", "05-10", "05-31", "06-30"],
        "ohne": ["05-04", "05-06", "05-07"],
        "liste": ["05-03", "05-05", "05-06"],
        "immer": ["05-04", "05-04"],
        "leer": ["05-03"],
    }
    assert [(date.end - date.start).seconds // 3600 for date in found.events[3].dates] == [1, 3, 2]
    assert found.skipped == ()


def test_only_dates_that_touch_the_days_asked_for_are_given() -> None:
    data = calendar(
        *entry("RRULE:FREQ=DAILY"),
        "BEGIN:VEVENT",
        "UID:lager@example.org",
        "DTSTART;VALUE=DATE:20270501",
        "DTEND;VALUE=DATE:20270601",
        "END:VEVENT",
        *entry(uid="vorbei@example.org"),
    )
    found = read(data, since=date(2027, 5, 10), until=date(2027, 5, 11))
    series, camp, past = found.events
    assert starts(series) == ["2027-05-10T18:00", "2027-05-11T18:00"]
    assert starts(camp) == ["2027-05-01"]
    assert past.dates == ()
    assert found.skipped == ()


def test_a_night_across_the_edge_of_the_days_is_given() -> None:
    night = calendar("BEGIN:VEVENT", "UID:a", "DTSTART:20270504T220000Z", "DTEND:20270505T010000Z", "END:VEVENT")
    # On the default clock it is the night to 5 May, from 0 to 3 o'clock.
    assert only(read(night, since=date(2027, 5, 4), until=date(2027, 5, 4))).dates == ()
    assert starts(only(read(night, since=date(2027, 5, 5), until=date(2027, 5, 5)))) == ["2027-05-05T00:00"]


class TestFingerprint:
    """The fingerprint changes with what is taken over, and with nothing else."""

    @pytest.mark.parametrize(
        "line",
        ["DTSTAMP:20280101T000000Z", "LAST-MODIFIED:20280101T000000Z", "SEQUENCE:9", "ATTENDEE:mailto:a@example.org"],
    )
    def test_it_stays(self, line: str) -> None:
        plain = only(read(calendar(*entry())))
        assert only(read(calendar(*entry(line)))).fingerprint == plain.fingerprint

    @pytest.mark.parametrize(
        "line",
        [
            "SUMMARY:Titel",
            "DESCRIPTION:Text",
            "LOCATION:Ort",
            "URL:https://www.example.org/",
            "STATUS:TENTATIVE",
            "STATUS:CANCELLED",
            "CATEGORIES:Thema",
            "RRULE:FREQ=DAILY;COUNT=2",
            "RDATE:20270506T180000",
        ],
    )
    def test_it_changes(self, line: str) -> None:
        plain = only(read(calendar(*entry())))
        assert only(read(calendar(*entry(line)))).fingerprint != plain.fingerprint


def test_long_texts_are_cut() -> None:
    event = only(read(calendar(*entry("SUMMARY:" + "a" * 9_000, "DESCRIPTION:" + "b\\, " * 9_000))))
    assert (len(event.title), event.title[-1]) == (255, "…")
    assert len(event.description) <= 4_000
    assert event.description.endswith("…")


def test_a_uid_too_long_to_be_stored_is_replaced_by_its_hash() -> None:
    first, second = read(calendar(*entry(uid="a" * 501), *entry(uid="a" * 502))).events
    assert len(first.uid) == len(second.uid) == 64
    assert first.uid != second.uid


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"<!doctype html><title>404</title>", b"END:VCALENDAR", b"\xff\xfe"]
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(EngineError) as caught:
        read(data)
    assert caught.value.code == "not_a_calendar"


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(calendar()).events == ()


def test_an_unknown_default_zone_is_refused() -> None:
    with pytest.raises(ZoneError):
        read_calendar(calendar(), since=date(2027, 1, 1), until=date(2027, 1, 2), default_zone="Mittelerde/Bree")


def test_every_sample_is_read_and_gives_known_reasons() -> None:
    names = sorted(path.stem for path in SAMPLES.glob("*.ics"))
    assert len(names) >= 30
    for name in names:
        assert {skipped.reason for skipped in sample(name).skipped} <= set(REASONS)
