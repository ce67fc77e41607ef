from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import icalendar
import pytest

from tafelrunde_events.engine import (
    AddressError,
    EngineError,
    Frequency,
    Organizer,
    Override,
    Rule,
    ScheduleError,
    Session,
    component_text,
)
from tests.events.engine.factories import component, properties, session, wall
from tests.events.engine.strategies import STAMP

WEEKLY = session(rule=Rule(Frequency.WEEKLY, count=5))
MOVED = Override(
    original_start=wall("2027-03-16 18:00"),
    start=wall("2027-03-17 19:00"),
    end=wall("2027-03-17 21:00"),
    status="CONFIRMED",
    sequence=4,
    dtstamp=STAMP + timedelta(days=1),
    last_modified=STAMP + timedelta(days=2),
)
HARBOUR = (53.866667, 13.683333)
AT_HARBOUR, AT_STORE = "GEO:53.866667;13.683333", "GEO:53.500000;13.250000"
MEETING = """BEGIN:VEVENT
UID:4f1c@example.org
SEQUENCE:2
DTSTAMP:20261102T093000Z
LAST-MODIFIED:20261102T093000Z
DTSTART;TZID=Europe/Berlin:20270309T180000
DTEND;TZID=Europe/Berlin:20270309T200000
SUMMARY:Runder Tisch Nord
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://example.org/t/7/
LOCATION:Bürgerhaus\\, Am Markt 1
END:VEVENT
"""


def line(name: str, **options) -> str:
    """Return the one content line of a property."""
    (found,) = properties(component_text(component(**options)), name)
    return found


def test_a_single_date_is_exactly_this_text():
    text = component_text(component(location="Bürgerhaus, Am Markt 1", url="https://example.org/t/7/"))

    assert text == MEETING.replace("\n", "\r\n")


def test_stamps_are_written_in_utc():
    zoned = STAMP.astimezone(timezone(timedelta(hours=2)))

    assert line("DTSTAMP", dtstamp=zoned) == "DTSTAMP:20261102T093000Z"
    assert line("CREATED", created=zoned) == "CREATED:20261102T093000Z"


def test_an_all_day_end_is_the_day_after():
    day = Session("s1", date(2027, 3, 9), date(2027, 3, 10), "Europe/Berlin")

    assert line("DTSTART", session=day) == "DTSTART;VALUE=DATE:20270309"
    assert line("DTEND", session=day) == "DTEND;VALUE=DATE:20270311"


def test_utc_has_no_zone():
    assert line("DTSTART", session=session(zone="Etc/UTC")) == "DTSTART:20270309T180000Z"


def test_the_zone_is_named_as_it_was_entered():
    assert line("DTSTART", session=session(zone="Europe/Vienna")).startswith("DTSTART;TZID=Europe/Vienna:")


@pytest.mark.parametrize(
    ("start", "end", "until"),
    [
        (wall("2027-03-09 18:00"), wall("2027-03-09 20:00"), "20270504T215959Z"),
        (date(2027, 3, 9), date(2027, 3, 9), "20270504"),
    ],
)
def test_the_end_of_a_rule_is_in_the_form_of_the_start(start: date, end: date, until: str):
    series = Session("s1", start, end, "Europe/Berlin", Rule(Frequency.WEEKLY, until=date(2027, 5, 4)))

    assert line("RRULE", session=series) == f"RRULE:FREQ=WEEKLY;UNTIL={until}"


def test_a_series_whose_first_night_is_an_hour_shorter_states_its_length():
    night = session("2027-03-27 22:00", "2027-03-28 06:00", Rule(Frequency.WEEKLY))
    text = component_text(component(session=night))

    assert properties(text, "DURATION") == ["DURATION:PT8H"]
    assert not properties(text, "DTEND")


def test_text_is_escaped_and_nothing_else():
    assert line("SUMMARY", summary='a\\b;c,d:e"f') == 'SUMMARY:a\\\\b\\;c\\,d:e"f'
    assert line("DESCRIPTION", description="Eins\r\nZwei\rDrei") == "DESCRIPTION:Eins\\nZwei\\nDrei"


def test_a_backslash_before_an_n_is_no_line_break():
    text = component_text(component(description="N:\\Netz\\neu", location="N:\\Netz", categories=("N:\\Netz",)))
    event = icalendar.Event.from_ical(text)

    assert event["DESCRIPTION"] == "N:\\Netz\\neu"
    assert event["LOCATION"] == "N:\\Netz"
    assert [str(category) for category in event["CATEGORIES"].cats] == ["N:\\Netz"]


def test_summary_and_location_are_one_line():
    assert line("SUMMARY", summary="Runder\nTisch") == "SUMMARY:Runder Tisch"
    assert line("LOCATION", location="Bürgerhaus\nAm Markt 1") == "LOCATION:Bürgerhaus\\, Am Markt 1"


def test_a_category_may_contain_a_comma():
    assert line("CATEGORIES", categories=("Recht, Schule", " ", "Sport")) == "CATEGORIES:Recht\\, Schule,Sport"


def test_a_position_is_two_plain_numbers():
    assert line("GEO", geo=(53.6294, -0.00001)) == "GEO:53.629400;-0.000010"


def test_the_organizer_is_a_role_with_its_name_quoted():
    organizer = Organizer('Runder Tisch "Nord", Büro', "rt+nord@example.org")

    assert line("ORGANIZER", organizer=organizer) == (
        "ORGANIZER;CN=\"Runder Tisch ^'Nord^', Büro\":mailto:rt+nord@example.org"
    )


def test_a_conference_is_repeated_where_programs_look():
    text = component_text(component(conference_url="https://meet.example.org/nord", description="Um sechs."))

    assert properties(text, "CONFERENCE") == [
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=meet.example.org:https://meet.example.org/nord"
    ]
    assert properties(text, "DESCRIPTION") == ["DESCRIPTION:Um sechs.\\n\\nhttps://meet.example.org/nord"]
    assert properties(text, "LOCATION") == ["LOCATION:https://meet.example.org/nord"]


def test_a_room_stays_the_location_and_a_link_in_the_description_stays_alone():
    text = component_text(
        component(
            conference_url="https://meet.example.org/n", description="https://meet.example.org/n", location="Saal"
        )
    )

    assert properties(text, "LOCATION") == ["LOCATION:Saal"]
    assert properties(text, "DESCRIPTION") == ["DESCRIPTION:https://meet.example.org/n"]


def test_a_cancelled_date_stays_with_its_reason_and_keeps_nobody_busy():
    text = component_text(component(status="CANCELLED", description="Wir reden.", cancel_reason="Der Saal\nist zu."))

    assert properties(text, "STATUS") == ["STATUS:CANCELLED"]
    assert properties(text, "TRANSP") == ["TRANSP:TRANSPARENT"]
    assert properties(text, "DESCRIPTION") == ["DESCRIPTION:Der Saal ist zu.\\n\\nWir reden."]


def test_a_moved_date_is_a_full_entry_of_its_own():
    text = component_text(component(session=WEEKLY, overrides=(MOVED,), description="Wir reden."))
    series, moved = text.split("END:VEVENT\r\n")[:2]

    assert properties(series, "SEQUENCE") == ["SEQUENCE:2"]
    assert properties(series, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=5"]
    assert properties(moved, "UID") == properties(series, "UID")
    assert properties(moved, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20270316T180000"]
    assert properties(moved, "DTSTART") == ["DTSTART;TZID=Europe/Berlin:20270317T190000"]
    assert properties(moved, "SEQUENCE") == ["SEQUENCE:4"]
    assert properties(moved, "DTSTAMP") == ["DTSTAMP:20261103T093000Z"]
    assert properties(moved, "LAST-MODIFIED") == ["LAST-MODIFIED:20261104T093000Z"]
    assert properties(moved, "SUMMARY") == ["SUMMARY:Runder Tisch Nord"]
    assert properties(moved, "DESCRIPTION") == ["DESCRIPTION:Wir reden."]
    assert not properties(moved, "RRULE")


def test_an_override_may_say_everything_anew():
    changed = replace(
        MOVED,
        status="CANCELLED",
        summary="Abgesagt: Tisch",
        location="Rathaus",
        description="Neu",
        cancel_reason="Krank",
    )
    override = component_text(component(session=WEEKLY, overrides=(changed,), location="Saal")).split("BEGIN:VEVENT")[2]

    assert properties(override, "SUMMARY") == ["SUMMARY:Abgesagt: Tisch"]
    assert properties(override, "LOCATION") == ["LOCATION:Rathaus"]
    assert properties(override, "DESCRIPTION") == ["DESCRIPTION:Krank\\n\\nNeu"]
    assert properties(override, "STATUS") == ["STATUS:CANCELLED"]


def test_overrides_and_vanished_dates_are_in_order_of_time():
    later = replace(MOVED, original_start=wall("2027-03-23 18:00"))
    vanished = (wall("2027-04-06 18:00"), wall("2027-03-30 18:00"))
    one = component(session=WEEKLY, overrides=(MOVED, later), cancelled_dates=vanished)
    other = component(session=WEEKLY, overrides=(later, MOVED), cancelled_dates=vanished[::-1])

    assert component_text(one) == component_text(other)
    assert properties(component_text(one), "EXDATE") == [
        "EXDATE;TZID=Europe/Berlin:20270330T180000",
        "EXDATE;TZID=Europe/Berlin:20270406T180000",
    ]


def test_exceptions_of_an_all_day_series_are_dates():
    series = Session("s1", date(2027, 3, 9), date(2027, 3, 9), "Europe/Berlin", Rule(Frequency.WEEKLY))
    moved = replace(MOVED, original_start=date(2027, 3, 16), start=date(2027, 3, 17), end=date(2027, 3, 17))
    text = component_text(component(session=series, overrides=(moved,), cancelled_dates=(date(2027, 3, 23),)))

    assert properties(text, "EXDATE") == ["EXDATE;VALUE=DATE:20270323"]
    assert properties(text, "RECURRENCE-ID") == ["RECURRENCE-ID;VALUE=DATE:20270316"]
    assert properties(text, "DTEND")[1] == "DTEND;VALUE=DATE:20270318"


@pytest.mark.parametrize(
    ("options", "error", "code"),
    [
        ({"uid": ""}, EngineError, "uid_malformed"),
        ({"uid": "ü" * 128}, EngineError, "uid_malformed"),
        ({"uid": "a\r\nb"}, EngineError, "uid_malformed"),
        ({"sequence": -1}, EngineError, "sequence_negative"),
        ({"dtstamp": datetime(2027, 1, 1)}, EngineError, "naive_stamp"),  # noqa: DTZ001
        ({"url": "https://example.org/\r\nX:1"}, EngineError, "url_malformed"),
        ({"url": "https://example.org/a b"}, EngineError, "url_malformed"),
        ({"conference_url": "https://example.org/\n"}, EngineError, "url_malformed"),
        ({"conference_url": "https://[meet"}, EngineError, "url_malformed"),
        ({"organizer": Organizer("RT", "rt@example.org\nX:1")}, AddressError, "address_malformed"),
        ({"session": WEEKLY, "cancelled_dates": (date(2027, 3, 16),)}, ScheduleError, "exception_form"),
        (
            {"session": WEEKLY, "cancelled_dates": (MOVED.original_start,), "overrides": (MOVED,)},
            ScheduleError,
            "exception_twice",
        ),
    ],
)
def test_what_would_break_the_stream_is_refused(options: dict, error: type[EngineError], code: str):
    with pytest.raises(error) as refusal:
        component_text(component(**options))

    assert refusal.value.code == code


def test_a_uid_may_have_255_octets():
    assert component_text(component(uid="u" * 255)).replace("\r\n ", "").count("u" * 255) == 1


@pytest.mark.parametrize(
    ("override", "positions"),
    [
        (MOVED, [AT_HARBOUR, AT_HARBOUR]),
        (replace(MOVED, location="Speicher"), [AT_HARBOUR]),
        (replace(MOVED, location="Speicher", geo=(53.5, 13.25)), [AT_HARBOUR, AT_STORE]),
    ],
)
def test_a_date_at_another_place_has_the_position_of_that_place(override: Override, positions: list[str]):
    text = component_text(component(session=WEEKLY, location="Hafen", geo=HARBOUR, overrides=(override,)))

    assert properties(text, "GEO") == positions
