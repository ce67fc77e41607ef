"""What people do to single dates, to the rest of a series, and to all of it: move, relocate, cancel, reinstate.

An operation is a value that says what shall be done, so that it can be looked at (`preview`) before it is carried out
(`carry_out`). "This and following" splits a series: see `domain.splitting`.
"""

import datetime as dt
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.drafts import keep_drafts_in_step
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, load_plans, original_of
from tafelrunde_events.domain.scheduling import move_in_plan
from tafelrunde_events.domain.splitting import move_series, split_series
from tafelrunde_events.enums import EventStatus, Reach
from tafelrunde_events.models import Occurrence, Venue

__all__ = ["Cancel", "Move", "Operation", "Outcome", "Reinstate", "carry_out", "preview", "ways_to_reinstate"]


@dataclass(slots=True)
class Outcome:
    """What an operation did, or would do: which dates it touched, and which exceptions of a series stay as they are.

    `parted` names, for the key of a series that was split off, the key of the one it was part of.
    """

    dates: list[Occurrence] = field(default_factory=list)
    kept: list[Occurrence] = field(default_factory=list)
    parted: dict[str, str] = field(default_factory=dict)
    event_moved_house: bool = False


class Operation(Protocol):
    """Something that can be done to a date, and from there to others."""

    @property
    def occurrence(self) -> Occurrence:
        """The date that somebody pointed at."""

    @property
    def venue(self) -> Venue | EllipsisType | None:
        """A venue that it takes place at from then on; `...` where it is none of its business."""

    def apply(self, plan: EventPlan) -> Outcome:
        """Do it to a plan in memory. Raises engine.ScheduleError for dates that cannot be."""


@dataclass(frozen=True, slots=True)
class Move:
    """Other times for a date, and another venue (None: none but the event's own).

    ALL moves the series of the date; the place is that of the whole event then. Dates that were moved, relocated or
    cancelled by themselves stay so.
    """

    occurrence: Occurrence
    reach: Reach
    start: dt.date
    end: dt.date
    venue: Venue | EllipsisType | None = ...

    def apply(self, plan: EventPlan) -> Outcome:
        """See `Operation.apply`."""
        entry_plan, row = plan.find(self.occurrence)
        keeps_times = (row.start_wall, row.end_wall) == (self.start, self.end)
        if self.reach == Reach.ONE or not entry_plan.entry.rule:
            return self._apply_to_one(plan, entry_plan, row)
        venue = ... if self.venue is ... or self.venue == (row.venue or plan.event.venue) else self.venue
        if keeps_times and venue is ...:
            return Outcome()
        outcome, target = _reached(plan, entry_plan, row, reach=self.reach)
        if not keeps_times:
            moved, kept = move_series(target, row, start=self.start, end=self.end, zone=row.zone)
            outcome.dates, outcome.kept = moved, kept
        if venue is not ... and self.reach == Reach.ALL:
            _relocate_event(plan, row, venue, outcome)
        elif venue is not ...:
            _relocate_series(plan, target, row, venue, outcome)
        return outcome

    def _apply_to_one(self, plan: EventPlan, entry_plan: EntryPlan, row: Occurrence) -> Outcome:
        before = (row.start_wall, row.end_wall, row.venue)
        outcome = Outcome()
        everywhere = self.reach == Reach.ALL and self.venue is not ...
        own = ... if everywhere else _own_venue(plan, self.venue)
        move_in_plan(plan, row, start=self.start, end=self.end, venue=own)
        if (row.start_wall, row.end_wall, row.venue) != before:
            outcome.dates.append(row)
        if everywhere and not isinstance(self.venue, EllipsisType):
            _relocate_event(plan, row, self.venue, outcome)
        return outcome


@dataclass(frozen=True, slots=True)
class Cancel:
    """A date is called off, with a reason that everybody reads. ALL is the whole event."""

    occurrence: Occurrence
    reach: Reach
    reason: str
    venue = ...

    def apply(self, plan: EventPlan) -> Outcome:
        """See `Operation.apply`."""
        entry_plan, row = plan.find(self.occurrence)
        if self.reach == Reach.ALL:
            plan.event.status, plan.event.status_reason = EventStatus.CANCELLED, self.reason
            return Outcome(_taking_place(*plan.entries))
        if self.reach == Reach.ONE or not entry_plan.entry.rule:
            row.cancelled_alone = row.changed_by_hand = True
            row.status_reason = self.reason
            return Outcome([row])
        outcome, target = _reached(plan, entry_plan, row, reach=self.reach)
        target.entry.cancelled_alone, target.entry.status_reason = True, self.reason
        outcome.dates = _taking_place(target)
        return outcome


@dataclass(frozen=True, slots=True)
class Reinstate:
    """A date that was called off takes place again, as it was called off: see `ways_to_reinstate`."""

    occurrence: Occurrence
    reach: Reach
    venue = ...

    def apply(self, plan: EventPlan) -> Outcome:
        """See `Operation.apply`."""
        entry_plan, row = plan.find(self.occurrence)
        if self.reach == Reach.ONE:
            row.cancelled_alone = False
            return Outcome([row])
        if plan.event.is_cancelled:
            event = plan.event
            event.status, event.status_reason, event.withdrawn_at = EventStatus.CONFIRMED, "", None
            return Outcome(_cancelled_with_others(*plan.entries))
        outcome, target = _reached(plan, entry_plan, row, reach=self.reach)
        outcome.dates = _cancelled_with_others(target)
        target.entry.cancelled_alone, target.entry.status_reason = False, ""
        return outcome


def carry_out(operation: Operation, *, by: AbstractBaseUser | None = None) -> Outcome:
    """Do it, in one transaction with the drafts of the event's page and its history.

    Raises engine.ScheduleError for dates that cannot be. An unsaved venue is stored first.
    """
    venue = operation.venue
    with changing(operation.occurrence.event, by=by) as plan:
        if isinstance(venue, Venue) and venue.pk is None:
            venue.save()
        sessions = {entry_plan.entry.key: entry_plan.session for entry_plan in plan.entries}
        outcome = operation.apply(plan)
        keep_drafts_in_step(plan, sessions, parted=outcome.parted, with_venue=outcome.event_moved_house)
    return outcome


def preview(operation: Operation) -> Outcome:
    """Return what carrying it out would do; nothing is stored. Raises engine.ScheduleError as `carry_out` does."""
    return operation.apply(load_plans([operation.occurrence.event])[0])


def ways_to_reinstate(occurrence: Occurrence) -> list[Reach]:
    """Return how far a date can be reinstated: alone, with its series, or with the event, as it was called off.

    An event whose page was unpublished is reinstated by publishing the page, and what was taken out of the schedule by
    entering it again.
    """
    entry, event = occurrence.entry, occurrence.event
    if not occurrence.is_cancelled or event.withdrawn_at or entry.is_removed:
        return []
    if event.is_cancelled:
        return [Reach.ALL]
    if occurrence.cancelled_alone:
        return [] if entry.cancelled_alone else [Reach.ONE]
    is_first = original_of(occurrence) <= entry.start_wall
    return [Reach.ALL] if is_first else [Reach.FOLLOWING, Reach.ALL]


def _reached(plan: EventPlan, entry_plan: EntryPlan, row: Occurrence, *, reach: Reach) -> tuple[Outcome, EntryPlan]:
    """Return the series that an operation reaches; it is split off before the date where it reaches no earlier one."""
    if reach == Reach.ALL:
        return Outcome(), entry_plan
    target = split_series(plan, entry_plan, row, now=timezone.now())
    is_new = target is not entry_plan
    return Outcome(parted={target.entry.key: entry_plan.entry.key} if is_new else {}), target


def _own_venue(plan: EventPlan, venue: Venue | EllipsisType | None) -> Venue | EllipsisType | None:
    """Return the venue that a row has for itself: none where it is the event's own."""
    return None if isinstance(venue, Venue) and venue == plan.event.venue else venue


def _relocate_series(
    plan: EventPlan, target: EntryPlan, row: Occurrence, venue: Venue | None, outcome: Outcome
) -> None:
    own = None if venue == plan.event.venue else venue
    before = target.entry.venue
    target.entry.venue = own
    for one in target.rows:
        if one is row or one.venue == before:
            _hold_at(one, own, outcome, was=one.venue or plan.event.venue, becomes=venue)
        elif one not in outcome.dates and one not in outcome.kept:
            outcome.kept.append(one)


def _relocate_event(plan: EventPlan, row: Occurrence, venue: Venue | None, outcome: Outcome) -> None:
    """Hold all dates elsewhere, but for those with a venue of their own; the room belonged to the venue before."""
    old = plan.event.venue
    if venue != old:
        plan.event.venue, plan.event.room = venue, ""
        outcome.event_moved_house = True
    for entry_plan in plan.entries:
        before, entry_plan.entry.venue = entry_plan.entry.venue, None
        for one in entry_plan.rows:
            follows_series = bool(entry_plan.entry.rule) and one.venue == before
            if one is row or one.venue is None or follows_series:
                _hold_at(one, None, outcome, was=one.venue or old, becomes=venue)
            elif one not in outcome.dates and one not in outcome.kept:
                outcome.kept.append(one)


def _hold_at(row: Occurrence, own: Venue | None, outcome: Outcome, *, was: Venue | None, becomes: Venue | None) -> None:
    row.venue = own
    if was != becomes and row not in outcome.dates:
        outcome.dates.append(row)


def _taking_place(*entry_plans: EntryPlan) -> list[Occurrence]:
    return [row for entry_plan in entry_plans for row in entry_plan.rows if not row.is_cancelled]


def _cancelled_with_others(*entry_plans: EntryPlan) -> list[Occurrence]:
    rows = (row for entry_plan in entry_plans for row in entry_plan.rows)
    return [row for row in rows if row.is_cancelled and not row.cancelled_alone]
