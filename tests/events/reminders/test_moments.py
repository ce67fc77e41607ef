"""From a rule to its moment: counted on the wall clock of the event's zone."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.reminders import add_reminder, described_reminders, spans_of, window_of
from tafelrunde_events.domain.scheduling import cancel_occurrence, move_occurrence
from tafelrunde_events.enums import ReminderAudience
from tafelrunde_events.models import Reminder
from tests.factories.events import make_event, session

pytestmark = pytest.mark.django_db

BEFORE, AFTER = Reminder.Direction.BEFORE, Reminder.Direction.AFTER


@pytest.fixture(autouse=True)
def _on_new_years_day():
    with time_machine.travel(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


def window(event, **facts):
    return window_of(Reminder(event=event, **facts), spans_of([event.pk])[event.pk])


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_days_are_counted_on_the_wall_clock_across_changes_of_the_clocks():
    # Clocks go forward on 28 March 2027: the same 09:00 is another hour in UTC on either side.
    event = make_event(session(dt.date(2027, 3, 30)))

    assert window(event, days=1, direction=BEFORE, time=dt.time(9)).opens == utc(2027, 3, 29, 7)
    assert window(event, days=3, direction=BEFORE, time=dt.time(9)).opens == utc(2027, 3, 27, 8)
    assert window(event, days=2, direction=BEFORE, time=dt.time(2, 30)).opens == utc(2027, 3, 28, 1, 30)


def test_the_zone_of_the_event_decides():
    event = make_event(session(dt.date(2027, 2, 10), zone="America/New_York"))

    assert window(event, days=1, direction=BEFORE, time=dt.time(9)).opens == utc(2027, 2, 9, 14)


def test_what_is_for_before_closes_with_the_beginning_and_the_rest_14_days_late():
    event = make_event(session(dt.date(2027, 2, 10)))

    assert window(event, days=7, direction=BEFORE, time=dt.time(9)).closes == utc(2027, 2, 10, 17)
    after = window(event, days=1, direction=AFTER, time=dt.time(9))
    assert (after.opens, after.closes) == (utc(2027, 2, 11, 8), utc(2027, 2, 25, 8))
    assert window(event, at=utc(2027, 2, 9, 8)).closes == utc(2027, 2, 10, 17)
    assert window(event, at=utc(2027, 2, 12, 8)).closes == utc(2027, 2, 26, 8)


def test_nothing_for_after_the_end_opens_before_the_end():
    event = make_event(session(dt.date(2027, 2, 10)))

    assert window(event, days=0, direction=AFTER, time=dt.time(9)).opens == utc(2027, 2, 10, 19)


def test_whole_days_count_from_their_first_and_last_day(db):
    day = dt.date(2027, 5, 10)
    event = make_event(session(day))
    entry = event.occurrences.get()
    move_occurrence(entry, start=day, end=day + dt.timedelta(days=2))

    assert window(event, days=1, direction=BEFORE, time=dt.time(9)).opens == utc(2027, 5, 9, 7)
    assert window(event, days=1, direction=AFTER, time=dt.time(9)).opens == utc(2027, 5, 13, 7)


def test_dates_that_are_called_off_do_not_count():
    event = make_event(session(dt.date(2027, 2, 10)), session(dt.date(2027, 2, 17)), session(dt.date(2027, 2, 24)))
    first, _, last = event.occurrences.order_by("start")
    cancel_occurrence(first, reason="Eis")
    cancel_occurrence(last, reason="Eis")

    span = spans_of([event.pk])[event.pk]

    assert (span.first.start_date, span.last.start_date) == (dt.date(2027, 2, 17), dt.date(2027, 2, 17))


def test_the_moment_follows_a_date_that_is_moved():
    event = make_event(session(dt.date(2027, 2, 10)))
    reminder = add_reminder(event, days=7, by=None)
    assert described_reminders(event)[0].moment == "Mittwoch, 3. Februar 2027, 09:00 Uhr"

    date = event.occurrences.get()
    day = dt.date(2027, 2, 20)
    move_occurrence(date, start=dt.datetime.combine(day, dt.time(18)), end=dt.datetime.combine(day, dt.time(20)))

    (described,) = described_reminders(event)
    assert described.reminder == reminder
    assert described.moment == "Samstag, 13. Februar 2027, 09:00 Uhr"
    assert described.rule == "7 Tage vor Beginn um 09:00 Uhr, an: alle, die noch nicht geantwortet haben"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"days": 60}, "late"),
        ({"days": 0, "time": dt.time(19)}, "late"),
        ({"at": dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)}, "late"),
        ({"days": 1, "direction": AFTER, "message": "Danke"}, "audience"),
        ({"days": 1, "direction": AFTER, "audience": ReminderAudience.ATTENDING}, "message"),
    ],
)
def test_a_rule_that_would_never_be_written_is_refused(facts, code):
    event = make_event(session(dt.date(2027, 2, 10)))

    with pytest.raises(ValidationError) as refusal:
        add_reminder(event, by=None, **facts)

    error = refusal.value
    codes = [one.code for errors in error.error_dict.values() for one in errors] if hasattr(error, "error_dict") else []
    assert code in (codes or [error.code])
    assert not Reminder.objects.exists()


def test_the_list_costs_the_same_for_one_rule_and_for_many(django_assert_num_queries):
    event = make_event(session(dt.date(2027, 6, 10)))
    for days in range(1, 21):
        add_reminder(event, days=days, by=None)

    with django_assert_num_queries(3):
        assert len(described_reminders(event)) == 20
