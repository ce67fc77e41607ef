"""Moving, cancelling and reinstating dates: what calendars see of it (law 4)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.scheduling import (
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    reinstate_occurrence,
    update_event,
)
from tafelrunde_events.engine import Frequency, Rule, ScheduleError, ZoneError
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_events.signals import Change, event_changed
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY, count=4)


def at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


def move(occurrence: Occurrence, *, days: int, hour: int = 9, **options) -> None:
    day = occurrence.start_date + dt.timedelta(days=days)
    move_occurrence(occurrence, start=at(day, hour), end=at(day, hour + 2), **options)


@pytest.fixture
def changes():
    seen = []

    def receive(event, changes, **kwargs):
        seen.append(changes)

    event_changed.connect(receive)
    yield seen
    event_changed.disconnect(receive)


def test_a_new_event_has_dates_calendar_text_and_its_first_sequence(changes):
    event = make_event()
    entry = event.entries.get()
    occurrence = event.occurrences.get()
    assert (entry.sequence, occurrence.sequence) == (0, 0)
    assert "SUMMARY:Forum Gemeinsinn" in entry.vevent
    assert occurrence.visibility == Visibility.PUBLIC
    assert event.first_public_at is not None
    assert changes == []


def test_an_event_for_the_table_only_was_never_public():
    event = make_event(visibility=Visibility.TABLE)
    assert event.first_public_at is None
    assert event.occurrences.get().visibility == Visibility.TABLE


def test_a_session_that_cannot_be_is_refused_and_leaves_nothing():
    day = coming_day()
    backwards = session(day, hour=20, hours=-2)
    with pytest.raises(ScheduleError):
        make_event(backwards)
    with pytest.raises(ZoneError):
        make_event(session(zone="Europe/Anklam"))
    assert not Event.objects.exists()


def test_two_sessions_of_one_key_are_refused():
    with pytest.raises(ScheduleError):
        make_event(session(key="a"), session(coming_day(40), key="a"))


def test_moving_the_only_date_of_a_session_moves_the_session(changes):
    event = make_event()
    occurrence, uid = event.occurrences.get(), event.entries.get().uid
    move(occurrence, days=10)
    entry = event.entries.get()
    assert (entry.uid, entry.sequence, occurrence.sequence) == (uid, 1, 1)
    assert entry.start_wall == occurrence.start_wall
    assert "RECURRENCE-ID" not in entry.vevent
    assert changes == [{Change.TIME}]


def test_moving_a_date_of_a_series_makes_it_an_exception_with_a_sequence_of_its_own():
    event = make_event(session(rule=WEEKLY))
    first, second, *_rest = event.occurrences.all()
    original = second.original_start
    move(second, days=1)
    entry = event.entries.get()
    assert (entry.sequence, second.sequence, first.sequence) == (0, 1, 0)
    assert second.original_start == original
    assert entry.vevent.count("BEGIN:VEVENT") == 2
    assert entry.vevent.count("SEQUENCE:1") == 1
    assert f"RECURRENCE-ID;TZID=Europe/Berlin:{original[:10].replace('-', '')}T180000" in entry.vevent


def test_moving_back_raises_the_sequence_again_and_never_lowers_it():
    event = make_event(session(rule=WEEKLY))
    second = event.occurrences.all()[1]
    start, end = second.start_wall, second.end_wall
    move(second, days=1)
    move_occurrence(second, start=start, end=end)
    assert second.sequence == 2
    assert event.entries.get().vevent.count("BEGIN:VEVENT") == 2


def test_moving_to_where_it_is_changes_nothing(changes):
    event = make_event()
    occurrence = event.occurrences.get()
    text = event.entries.get().vevent
    move_occurrence(occurrence, start=occurrence.start_wall, end=occurrence.end_wall)
    assert event.entries.get().vevent == text
    assert not occurrence.changed_by_hand
    assert changes == []


def test_a_date_moved_to_another_zone_keeps_what_was_entered_and_tells_the_right_moment():
    event = make_event(session(rule=WEEKLY))
    occurrence = event.occurrences.all()[1]
    day = occurrence.start_date
    move_occurrence(occurrence, start=at(day, 17), end=at(day, 18), zone="Europe/London")
    assert (occurrence.start_wall, occurrence.zone) == (at(day, 17), "Europe/London")
    assert "T180000\r\nDTEND" in event.entries.get().vevent


def test_a_date_gets_a_venue_of_its_own_and_loses_it_again(changes):
    event = make_event(venue=VenueFactory())
    occurrence, other = event.occurrences.get(), VenueFactory(name="Speicher")
    move_occurrence(occurrence, start=occurrence.start_wall, end=occurrence.end_wall, venue=other)
    assert "LOCATION:Speicher" in event.entries.get().vevent
    assert event.entries.get().sequence == 1
    move_occurrence(occurrence, start=occurrence.start_wall, end=occurrence.end_wall)
    assert occurrence.venue == other
    move_occurrence(occurrence, start=occurrence.start_wall, end=occurrence.end_wall, venue=None)
    assert event.entries.get().sequence == 2
    assert changes == [{Change.PLACE}, {Change.PLACE}]


def test_a_date_of_a_series_at_another_venue_takes_the_position_along():
    event = make_event(session(rule=WEEKLY), venue=VenueFactory(latitude="53.860000", longitude="13.680000"))
    second, third = event.occurrences.all()[1:3]
    here = {"start": second.start_wall, "end": second.end_wall}
    move_occurrence(second, **here, venue=VenueFactory(latitude="53.620000", longitude="11.410000"))
    move_occurrence(third, start=third.start_wall, end=third.end_wall, venue=VenueFactory())
    lines = event.entries.get().vevent.splitlines()
    assert [line for line in lines if line.startswith("GEO")] == [
        "GEO:53.860000;13.680000",
        "GEO:53.620000;11.410000",
    ]


@pytest.mark.parametrize(
    "facts", [{"title": "Forum am Hafen"}, {"summary": "Neu."}, {"contact_email": "b@example.org"}]
)
def test_text_raises_the_stamp_and_not_the_sequence(facts, changes):
    event = make_event()
    before = event.entries.get()
    update_event(event, **facts)
    after = event.entries.get()
    assert after.sequence == before.sequence
    assert after.dtstamp > before.dtstamp
    assert after.vevent != before.vevent
    assert changes == [{Change.TEXT}]


def test_a_change_of_place_raises_the_sequence(changes):
    event = make_event(venue=VenueFactory(), room="Saal 1")
    update_event(event, room="Saal 2")
    assert event.entries.get().sequence == 1
    assert changes == [{Change.PLACE}]


def test_saying_the_same_again_changes_no_byte():
    venue, organisation = VenueFactory(), OrganisationFactory()
    event = make_event(venue=venue, organisers=[organisation])
    before = list(event.entries.values())
    updated = event.updated_at
    update_event(event, title=event.title, venue=venue, organisers=[organisation])
    assert list(event.entries.values()) == before
    assert event.updated_at == updated


def test_organisers_keep_their_order(changes):
    first, second = OrganisationFactory(), OrganisationFactory()
    event = make_event(organisers=[second, first])
    assert [row.organisation for row in event.organiser_rows.all()] == [second, first]
    update_event(event, organisers=[first, second])
    assert [row.organisation for row in event.organiser_rows.all()] == [first, second]
    assert changes == [{Change.TEXT}]


def test_cancelling_one_date_of_a_series_leaves_the_others():
    event = make_event(session(rule=WEEKLY))
    second = event.occurrences.all()[1]
    cancel_occurrence(second, reason="Saal gesperrt")
    entry = event.entries.get()
    assert (second.status, second.sequence, entry.status, entry.sequence) == ("CANCELLED", 1, "CONFIRMED", 0)
    assert "DESCRIPTION:Saal gesperrt" in entry.vevent
    assert "SUMMARY:Abgesagt: Forum Gemeinsinn" in entry.vevent
    reinstate_occurrence(second)
    assert (second.status, second.status_reason, second.sequence) == ("CONFIRMED", "", 2)


def test_cancelling_the_only_date_of_a_session_cancels_the_session():
    event = make_event()
    occurrence = event.occurrences.get()
    cancel_occurrence(occurrence, reason="Krankheit")
    entry = event.entries.get()
    assert (entry.status, entry.status_reason, entry.sequence) == ("CANCELLED", "Krankheit", 1)
    assert "STATUS:CANCELLED" in entry.vevent


def test_cancelling_and_reinstating_the_event_restores_all_but_dates_cancelled_by_themselves(changes):
    event = make_event(session(rule=WEEKLY), session(coming_day(50)))
    alone = event.occurrences.all()[1]
    cancel_occurrence(alone, reason="Saal gesperrt")
    cancel_event(event, reason="Alles fällt aus")
    assert set(event.occurrences.values_list("status", flat=True)) == {EventStatus.CANCELLED}
    assert all("STATUS:CONFIRMED" not in entry.vevent for entry in event.entries.all())
    reinstate_event(event)
    alone.refresh_from_db()
    assert (alone.status, alone.status_reason) == ("CANCELLED", "Saal gesperrt")
    assert event.occurrences.filter(status=EventStatus.CONFIRMED).count() == 4
    assert [entry.sequence for entry in event.entries.all()] == [2, 2]
    assert changes == [{Change.STATUS}] * 3


def test_an_exception_is_never_older_than_its_series():
    event = make_event(session(rule=WEEKLY))
    second = event.occurrences.all()[1]
    move(second, days=1)
    for room in ("1", "2", "3"):
        update_event(event, room=room)
    second.refresh_from_db()
    assert event.entries.get().sequence == 3
    assert second.sequence >= 3


def test_the_first_statement_of_a_change_writes():
    """The write takes the lock on both databases, before anything is read (law 9)."""
    event = make_event()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        cancel_event(event, reason="Sturm")
    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "BEGIN"))]
    assert statements[0].startswith('UPDATE "tafelrunde_events_event"')


def test_what_fails_leaves_everything_as_it_was(changes):
    event = make_event()
    occurrence = event.occurrences.get()
    before = list(event.entries.values())
    with pytest.raises(ScheduleError):
        move_occurrence(occurrence, start=at(coming_day(), 20), end=at(coming_day(), 18))
    assert list(event.entries.values()) == before
    assert changes == []


def test_a_change_needs_as_many_queries_for_forty_dates_as_for_four():
    def count(event: Event) -> int:
        with CaptureQueriesContext(connection) as queries:
            cancel_event(event, reason="Sturm")
        return len(queries)

    short = make_event(session(rule=WEEKLY))
    long = make_event(session(rule=Rule(Frequency.WEEKLY, count=40)))
    assert count(short) == count(long)


def test_the_zone_of_the_event_decides_what_utc_is():
    day = dt.date(2028, 7, 3)
    event = make_event(session(day), session(day, zone="America/New_York"))
    berlin, york = event.occurrences.all()
    assert berlin.start == dt.datetime(2028, 7, 3, 16, tzinfo=dt.UTC)
    assert york.start == dt.datetime(2028, 7, 3, 22, tzinfo=dt.UTC)
