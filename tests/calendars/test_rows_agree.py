"""Sixty stored events, moved, split, cancelled, reinstated and renamed: our feed says what our rows say."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tafelrunde_events.domain.dates import Move, carry_out
from tafelrunde_events.domain.scheduling import (
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    reinstate_occurrence,
    update_event,
)
from tafelrunde_events.engine import Override, ScheduleError
from tafelrunde_events.enums import Reach
from tafelrunde_events.models import Event, Occurrence, ScheduleEntry, Venue
from tests.calendars.clients import (
    UNKNOWN_TO_KHAL,
    Dates,
    before,
    dates_of_ical_js,
    dates_of_khal,
    dates_of_recurring_ical_events,
    text,
    without_ends,
)
from tests.calendars.schedules import HORIZON, Schedule, schedule
from tests.factories.events import VenueFactory, make_event

NUMBERS = range(60)
#: Which date of a series takes all or all later ones along.
POSITION = 3
#: Two years before the last day that is compared: that far rows are stored.
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def rows(db) -> Iterator[list[Occurrence]]:
    """The dates of sixty public events, operated on; the title of each says which schedule it is."""
    with time_machine.travel(NOW):
        elsewhere = VenueFactory(name="Speicher")
        for number in NUMBERS:
            planned = schedule(number)
            operate(store(planned), planned, elsewhere)
        yield list(Occurrence.objects.select_related("entry", "event").order_by("start", "end"))


def store(planned: Schedule) -> Event:
    """Create an event whose sessions have the UIDs of the drawn entries as keys."""
    return make_event(*(replace(entry.session, key=entry.uid) for entry in planned.entries), title=str(planned))


def operate(event: Event, planned: Schedule, elsewhere: Venue) -> None:
    """Do to the rows what the drawn exceptions say, and something to the whole event."""
    for entry in planned.entries:
        dates = event.occurrences.filter(entry__key=entry.uid)
        for override in entry.overrides:
            change(dates.get(original_start=override.original_start.isoformat()), override, elsewhere)
        for start in entry.cancelled_dates:
            date = dates.get(original_start=start.isoformat())
            cancel_occurrence(date, reason="Saal gesperrt")
            reinstate_occurrence(date)
        if dates.count() > POSITION and planned.number % 3:
            shift(dates.order_by("original_start")[POSITION], Reach.FOLLOWING if planned.number % 3 == 1 else Reach.ALL)
    match planned.number % 4:
        case 0:
            update_event(event, title=f"{event.title}, neu")
        case 1:
            cancel_event(event, reason="Sturm")
        case 2:
            cancel_event(event, reason="Sturm")
            reinstate_event(event)


def change(date: Occurrence, override: Override, elsewhere: Venue) -> None:
    if override.status == "CANCELLED":
        cancel_occurrence(date, reason="Referentin erkrankt")
    else:
        venue = elsewhere if override.location else None
        move_occurrence(date, start=override.start, end=override.end, venue=venue)


def shift(date: Occurrence, reach: Reach) -> None:
    """Move a date and others with it, by a quarter of an hour or a day, unless a change of the clocks is in the way."""
    by = dt.timedelta(days=1) if date.all_day else dt.timedelta(minutes=15)
    with suppress(ScheduleError):
        carry_out(Move(date, reach, date.start_wall + by, date.end_wall + by))


def dates_of(rows: list[Occurrence]) -> Dates:
    dates: Dates = {}
    for row in rows:
        pair = (row.start_date, row.end_date + dt.timedelta(days=1)) if row.all_day else (row.start, row.end)
        dates.setdefault(row.entry.uid, []).append((text(pair[0]), text(pair[1])))
    return before(HORIZON, dates)


def disagreements(theirs: Dates, ours: Dates) -> list[str]:
    """Return for each entry of which others make other dates what only they and what only we have."""
    return [
        f"{ScheduleEntry.objects.get(uid=uid).event}: only theirs {found - expected}, only ours {expected - found}"
        for uid in sorted(theirs.keys() | ours.keys())
        if (found := set(theirs.get(uid, []))) != (expected := set(ours.get(uid, [])))
    ]


def test_programs_make_the_dates_of_our_rows_from_the_feed(rows: list[Occurrence], client: Client):
    feed = client.get(reverse("tafelrunde_events:feed")).content

    ours = dates_of(rows)
    planned = sum(len(schedule(number).entries) for number in NUMBERS)
    assert len(ours) > planned + 5, "too few series were split"
    assert disagreements(before(HORIZON, dates_of_ical_js(feed, horizon=HORIZON)), ours) == []
    assert disagreements(before(HORIZON, dates_of_recurring_ical_events(feed, horizon=HORIZON)), ours) == []


def test_what_vdirsyncer_and_khal_store_are_our_rows(rows: list[Occurrence], client: Client):
    feed = client.get(reverse("tafelrunde_events:feed")).content

    unknown = {row.entry.uid for row in rows if row.zone == UNKNOWN_TO_KHAL}
    ours = {uid: pairs for uid, pairs in dates_of(rows).items() if uid not in unknown}
    theirs = {uid: pairs for uid, pairs in before(HORIZON, dates_of_khal(feed)).items() if uid not in unknown}
    # Over changes of the clocks khal repeats the hours that pass, and we the times on the wall.
    apart = {(row.entry.uid, text(row.start)) for row in rows if row.end - row.start != row.end_wall - row.start_wall}
    assert disagreements(without_ends(theirs, apart), without_ends(ours, apart)) == []
