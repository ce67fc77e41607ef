import datetime as dt

import pytest

from tafelrunde_events.domain.scheduling import (
    apply_schedule,
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    reinstate_occurrence,
    update_event,
)
from tafelrunde_events.engine import Frequency, Rule
from tests.factories.events import VenueFactory, coming_day, make_event, session

pytestmark = pytest.mark.django_db


def at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


def test_a_new_event_has_dates_and_calendar_text():
    event = make_event()
    entry = event.entries.get()
    assert (entry.sequence, entry.occurrences.count()) == (0, 1)
    assert "SUMMARY:Forum Gemeinsinn" in entry.vevent
    assert event.first_public_at


def test_moving_the_only_date_of_a_session_moves_the_session():
    event = make_event()
    occurrence = event.occurrences.get()
    uid = event.entries.get().uid
    move_occurrence(occurrence, start=at(coming_day(40), 9), end=at(coming_day(40), 11))
    entry = event.entries.get()
    assert (entry.uid, entry.sequence) == (uid, 1)
    assert entry.start_wall == at(coming_day(40), 9) == occurrence.start_wall
    assert "RECURRENCE-ID" not in entry.vevent
