"""The one way to change an event: lock it, let the caller change the plan, settle what follows, store, tell others."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tafelrunde_events import engine
from tafelrunde_events.domain.calendar_text import place_of, refresh_text, walls_in_zone
from tafelrunde_events.domain.history import record_changes, state_of
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, derive_utc, load_plans
from tafelrunde_events.domain.versions import note_change
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_events.signals import Change, event_changed
from tafelrunde_members.enums import Visibility


@contextmanager
def changing(event: Event, *, by: AbstractBaseUser | None = None, keep_history: bool = True) -> Iterator[EventPlan]:
    """Open one transaction around a change of an event and settle everything that follows from it.

    What differs afterwards stands in the history, as done `by` somebody (None: whoever is at work in the admin).

    The first statement writes to the event's row, so that two changes wait for each other on both databases. The given
    instance is read anew: what the caller had set on it before is lost. Raises Event.DoesNotExist.
    """
    with transaction.atomic():
        lock_event(event)
        plan = load_plans([event])[0]
        before, history = _facts(plan), state_of(plan)
        yield plan
        settle(plan, now=timezone.now())
        changes = before.changes_to(_facts(plan))
        if keep_history:
            record_changes(event, history, state_of(plan), by=by)
        if changes:
            event_changed.send(sender=Event, event=event, changes=changes)


def lock_event(event: Event) -> None:
    """Take the event's row lock by a write that changes nothing, then read the row anew."""
    Event.objects.filter(pk=event.pk).update(status=F("status"))
    event.refresh_from_db(from_queryset=Event.objects.select_related("venue"))


def settle(plan: EventPlan, *, now: dt.datetime) -> None:
    """Derive status, UTC, visibility, SEQUENCE and calendar text of all dates, and store what changed."""
    event = plan.event
    was_public = any(entry_plan.entry.visibility == Visibility.PUBLIC for entry_plan in plan.entries)
    if event.visibility == Visibility.PUBLIC and event.first_public_at is None:
        event.first_public_at = now
    for entry_plan in plan.entries:
        _settle_status(event, entry_plan)
        _settle_venue(entry_plan)
        for row in entry_plan.rows:
            derive_utc(row)
            row.visibility = event.visibility
        entry_plan.entry.visibility = event.visibility
        if event.visibility == Visibility.PUBLIC and entry_plan.entry.first_public_at is None:
            entry_plan.entry.first_public_at = now
        entry_plan.entry.last_end = max((row.end for row in entry_plan.rows), default=None)
        _settle_sequence(event, entry_plan)
        refresh_text(plan, entry_plan, now=now)
    if plan.save() and (was_public or event.visibility == Visibility.PUBLIC):
        note_change()


def _settle_status(event: Event, entry_plan: EntryPlan) -> None:
    """Say for each date what holds for it: cancelled alone, with its entry, or with the whole event."""
    entry = entry_plan.entry
    called_off = entry.is_removed or entry.cancelled_alone
    for row in entry_plan.rows:
        if row.cancelled_alone:
            row.status = EventStatus.CANCELLED
        elif called_off:
            row.status, row.status_reason = EventStatus.CANCELLED, entry.status_reason
        else:
            row.status = event.status
            row.status_reason = event.status_reason if event.is_cancelled else ""
    if called_off:
        entry.status = EventStatus.CANCELLED
    elif single := entry_plan.single:
        entry.status, entry.status_reason = single.status, single.status_reason
    else:
        entry.status = event.status
        entry.status_reason = event.status_reason if event.is_cancelled else ""


def _settle_venue(entry_plan: EntryPlan) -> None:
    """Hold the dates of a series where the series is held, but for those that were changed by themselves."""
    entry = entry_plan.entry
    for row in entry_plan.rows:
        if entry.rule and not row.changed_by_hand and row.venue_id != entry.venue_id:
            row.venue = entry.venue


def _settle_sequence(event: Event, entry_plan: EntryPlan) -> None:
    """Raise SEQUENCE where start, end, place, rule or status differ from what was applied last, never otherwise.

    A date of a series with a component of its own counts for itself, and is never older than its series.
    """
    entry = entry_plan.entry
    before = entry.sequence
    fingerprint = engine.fingerprint(entry_plan.session, place=place_of(event, entry_plan), status=entry.status)
    if entry.fingerprint and entry.fingerprint != fingerprint:
        entry.sequence += 1
    entry.fingerprint = fingerprint
    for row in entry_plan.overrides:
        own = _override_fingerprint(event, entry_plan, row)
        if own != row.fingerprint:
            row.fingerprint = own
            row.sequence = max(row.sequence, before) + 1
    for row in entry_plan.rows:
        row.sequence = max(row.sequence, entry.sequence)


def _override_fingerprint(event: Event, entry_plan: EntryPlan, row: Occurrence) -> str:
    start, end = walls_in_zone(row, entry_plan.entry.zone)
    session = replace(entry_plan.session, start=start, end=end, rule=None)
    return engine.fingerprint(session, place=place_of(event, row), status=row.status)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What others are told about when it differs. Dates that a rule adds or drops are no change of their own."""

    event: dict[Change, Any]
    dates: dict[int, dict[Change, Any]]

    def changes_to(self, after: "_Facts") -> frozenset[Change]:
        """Return in what the facts differ from earlier ones, comparing the dates that both know."""
        pairs = [(self.event, after.event)]
        pairs += [(fact, after.dates[pk]) for pk, fact in self.dates.items() if pk in after.dates]
        return frozenset(change for old, new in pairs for change in new if old[change] != new[change])


def _lists(plan: EventPlan) -> tuple[list[Any], ...]:
    return list(plan.organisers), list(plan.audiences), list(plan.topics)


def _facts(plan: EventPlan) -> _Facts:
    event = plan.event
    return _Facts(
        event={
            Change.TIME: {entry_plan.entry.key: entry_plan.session for entry_plan in plan.entries},
            Change.PLACE: (event.venue_id, event.place, event.online_url),
            Change.STATUS: (event.status, event.status_reason),
            Change.TEXT: (event.title, event.summary, event.language, event.contact_email, *_lists(plan)),
            Change.VISIBILITY: event.visibility,
        },
        dates={
            row.pk: {
                Change.TIME: (row.start_wall, row.end_wall, row.zone),
                Change.PLACE: row.venue_id,
                Change.STATUS: (row.status, row.status_reason),
            }
            for entry_plan in plan.entries
            for row in entry_plan.rows
        },
    )
