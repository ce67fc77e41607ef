"""The difference between a schedule and the one applied last (law 1)."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.projection import rebuild_calendar
from tafelrunde_events.domain.scheduling import (
    apply_schedule,
    cancel_occurrence,
    create_event,
    extend_horizon,
    move_occurrence,
)
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import Answer, EventKind
from tafelrunde_events.models import Occurrence, ScheduleEntry
from tafelrunde_members.enums import Visibility
from tests.factories.events import coming_day, invite, make_event, session

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
WEEKLY = Rule(Frequency.WEEKLY, count=4)


def later(planned, **delta: int):
    moved = dt.timedelta(**delta)
    return replace(planned, start=planned.start + moved, end=planned.end + moved)


def test_the_same_schedule_again_changes_nothing():
    planned = [session(), session(rule=WEEKLY)]
    event = make_event(*planned)
    before = list(event.entries.values())
    change = apply_schedule(event, planned)
    assert (change.added, change.changed, change.removed, change.kept) == ([], [], [], [])
    assert list(event.entries.values()) == before


def test_a_changed_session_keeps_row_and_uid():
    planned = session()
    event = make_event(planned)
    entry, occurrence = event.entries.get(), event.occurrences.get()
    assert apply_schedule(event, [later(planned, days=7)]).changed == [planned.key]
    occurrence.refresh_from_db()
    assert occurrence.start_date == planned.start.date() + 7 * DAY
    after = event.entries.get()
    assert (after.pk, after.uid, after.sequence) == (entry.pk, entry.uid, 1)


def test_a_new_session_gets_a_uid_of_its_own_and_touches_no_other():
    planned = session()
    event = make_event(planned)
    text = event.entries.get().vevent
    other = session(coming_day(40))
    assert apply_schedule(event, [planned, other]).added == [other.key]
    assert event.entries.get(key=planned.key).vevent == text
    assert len(set(event.entries.values_list("uid", flat=True))) == 2


def test_a_removed_session_stays_as_cancelled_once_it_was_public():
    first, second = session(), session(coming_day(40))
    event = make_event(first, second)
    change = apply_schedule(event, [first], removal_reason="Entfällt")
    entry = event.entries.get(key=second.key)
    assert change.removed == [second.key]
    assert (entry.status, entry.status_reason, entry.sequence) == ("CANCELLED", "Entfällt", 1)
    assert entry.occurrences.get().is_cancelled
    assert apply_schedule(event, [first], removal_reason="Noch einmal").removed == []


def test_a_removed_session_comes_back_under_its_uid():
    first, second = session(), session(coming_day(40))
    event = make_event(first, second)
    uid = event.entries.get(key=second.key).uid
    apply_schedule(event, [first])
    apply_schedule(event, [first, second])
    entry = event.entries.get(key=second.key)
    assert (entry.uid, entry.status, entry.sequence) == (uid, "CONFIRMED", 2)


def test_a_removed_session_vanishes_when_nobody_ever_saw_it():
    first, second = session(), session(coming_day(40))
    event = make_event(first, second, visibility=Visibility.TABLE)
    apply_schedule(event, [first])
    assert event.entries.count() == 1


def test_a_removed_session_stays_for_those_who_were_invited():
    first, second = session(), session(coming_day(40))
    event = make_event(first, second, visibility=Visibility.TABLE)
    invite(event)
    apply_schedule(event, [first])
    assert event.entries.get(key=second.key).is_cancelled


def test_a_date_moved_by_hand_is_not_moved_back():
    planned = session()
    event = make_event(planned)
    occurrence = event.occurrences.get()
    target = occurrence.start_wall + 3 * DAY
    move_occurrence(occurrence, start=target, end=target + dt.timedelta(hours=1))
    assert apply_schedule(event, [planned]).kept == []
    assert apply_schedule(event, [later(planned, days=9)]).kept == [planned.key]
    occurrence.refresh_from_db()
    assert occurrence.start_wall == target


def test_a_date_cancelled_by_hand_is_not_reinstated():
    planned = session()
    event = make_event(planned)
    cancel_occurrence(event.occurrences.get(), reason="Sturm")
    apply_schedule(event, [planned])
    assert event.occurrences.get().is_cancelled


def test_a_date_that_was_answered_stays():
    planned = session()
    event = make_event(planned)
    invite(event, answer=Answer.ACCEPTED)
    assert apply_schedule(event, [later(planned, hours=1)]).kept == [planned.key]
    assert event.entries.get().sequence == 0


def test_an_unanswered_invitation_holds_nothing_back():
    planned = session()
    event = make_event(planned)
    invite(event)
    assert apply_schedule(event, [later(planned, hours=1)]).changed == [planned.key]


def test_a_series_at_another_time_keeps_its_rows():
    planned = session(rule=WEEKLY)
    event = make_event(planned)
    rows = list(event.occurrences.values_list("pk", flat=True))
    apply_schedule(event, [later(planned, hours=1)])
    assert list(event.occurrences.values_list("pk", flat=True)) == rows
    assert {row.start_time.hour for row in event.occurrences.all()} == {19}
    assert event.entries.get().sequence == 1


def test_a_moved_date_of_a_series_survives_another_time_of_the_series():
    planned = session(rule=WEEKLY)
    event = make_event(planned)
    second = event.occurrences.all()[1]
    target = second.start_wall + DAY
    move_occurrence(second, start=target, end=target + dt.timedelta(hours=1))
    apply_schedule(event, [later(planned, hours=1)])
    second.refresh_from_db()
    assert second.start_wall == target
    assert second.original_start.endswith("T19:00:00")
    assert event.entries.get().vevent.count("RECURRENCE-ID") == 1


def test_what_must_stay_when_the_rule_drops_it_is_split_off_with_a_new_uid():
    planned = session(rule=Rule(Frequency.WEEKLY, count=4))
    event = make_event(planned)
    fourth = event.occurrences.all()[3]
    target = fourth.start_wall + DAY
    move_occurrence(fourth, start=target, end=target + dt.timedelta(hours=1))
    sequence = fourth.sequence
    shorter = replace(planned, rule=Rule(Frequency.WEEKLY, count=2))
    apply_schedule(event, [shorter])
    fourth.refresh_from_db()
    assert fourth.entry.split_off
    assert fourth.start_wall == target
    assert fourth.sequence >= sequence
    assert event.occurrences.count() == 3
    assert len(set(event.entries.values_list("uid", flat=True))) == 2
    assert apply_schedule(event, [shorter]).removed == []


def test_taking_out_many_dates_needs_as_many_queries_as_taking_out_few():
    def count(dates: int) -> int:
        planned = session(rule=Rule(Frequency.WEEKLY, count=40))
        event = make_event(planned)
        with CaptureQueriesContext(connection) as queries:
            apply_schedule(event, [replace(planned, rule=Rule(Frequency.WEEKLY, count=40 - dates))])
        assert event.occurrences.count() == 40 - dates
        return len(queries)

    assert count(30) == count(1)


def test_a_rule_without_end_reaches_the_horizon_and_no_further():
    event = make_event(session(rule=Rule(Frequency.MONTHLY)))
    last = event.occurrences.order_by("start").last()
    assert dt.timedelta(days=690) < last.start_date - timezone.localdate() <= dt.timedelta(days=732)


def test_the_horizon_moves_on_without_changing_what_calendars_see():
    with time_machine.travel("2027-01-10 12:00:00+00:00", tick=False):
        planned = session(dt.date(2027, 1, 12), rule=Rule(Frequency.WEEKLY))
        event = make_event(planned)
        seen = [field.name for field in ScheduleEntry._meta.concrete_fields if field.name != "last_end"]
        before, count = list(event.entries.values(*seen)), event.occurrences.count()
    with time_machine.travel("2027-03-10 12:00:00+00:00", tick=False):
        assert extend_horizon() > 0
        assert extend_horizon() == 0
    assert event.occurrences.count() > count
    assert list(event.entries.values(*seen)) == before


def test_the_horizon_of_a_series_moves_on_beside_a_session_of_its_event():
    with time_machine.travel("2027-01-10 12:00:00+00:00", tick=False):
        event = make_event(
            session(dt.date(2027, 1, 13)), session(dt.date(2027, 1, 12), rule=Rule(Frequency.WEEKLY)), title="Beides"
        )
        count = event.occurrences.count()
    with time_machine.travel("2027-03-10 12:00:00+00:00", tick=False):
        assert extend_horizon() > 0
    assert event.occurrences.count() > count


def test_events_without_new_dates_are_only_read_and_in_batches():
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert extend_horizon() == 0
        return [query["sql"] for query in queries]

    make_event(session(), session(rule=WEEKLY))
    one = statements()
    for _ in range(3):
        make_event(session(rule=Rule(Frequency.WEEKLY)))
    assert all(statement.startswith("SELECT") for statement in one)
    assert len(statements()) == len(one)


def test_rebuilding_keeps_bytes_stamps_and_numbers():
    event = make_event(session(), session(rule=WEEKLY))
    before = list(event.entries.values())
    assert rebuild_calendar() == (1, 0)
    assert list(event.entries.values()) == before


def test_rebuilding_mends_a_stale_text_and_nothing_else():
    event = make_event(session(), session(coming_day(40)))
    stale, fresh = event.entries.all()
    event.entries.filter(pk=stale.pk).update(vevent="")
    assert rebuild_calendar() == (1, 1)
    assert event.entries.get(pk=stale.pk).vevent == stale.vevent
    assert event.entries.get(pk=fresh.pk).vevent == fresh.vevent


def test_utc_is_derived_again_when_time_zone_data_changed():
    event = make_event()
    right = event.occurrences.get().start
    Occurrence.objects.update(start=right - dt.timedelta(hours=1))
    rebuild_calendar()
    assert event.occurrences.get().start == right


def test_all_day_dates_and_nights_keep_what_was_entered():
    day = coming_day()
    whole = replace(session(), start=day, end=day + DAY)
    night = replace(
        session(), start=dt.datetime.combine(day, dt.time(22)), end=dt.datetime.combine(day + DAY, dt.time(2))
    )
    event = create_event(kind=EventKind.EVENT, title="Fest", visibility=Visibility.PUBLIC, sessions=[whole, night])
    all_day = event.occurrences.get(start_time=None)
    assert (all_day.start_wall, all_day.end_wall) == (day, day + DAY)
    assert event.occurrences.exclude(pk=all_day.pk).get().end_wall == night.end
