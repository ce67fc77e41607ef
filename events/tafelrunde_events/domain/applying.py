"""The difference between a drafted schedule and the one applied last (law 1), worked out on a plan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from dateutil.relativedelta import relativedelta

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.plan import (
    EntryPlan,
    EventPlan,
    applied_mark,
    load_plans,
    original_of,
    row_of,
    session_of,
    write_times,
)
from tafelrunde_events.enums import Answer, RegistrationState
from tafelrunde_events.models import Event, Occurrence


@dataclass(slots=True)
class ScheduleChange:
    """What applying a schedule did: keys of entries. `kept` ones differ from the draft and had to stay."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def apply_to_plan(
    plan: EventPlan, sessions: Sequence[engine.Session], *, now: dt.datetime, removal_reason: str = ""
) -> ScheduleChange:
    """Bring the plan's entries in line with the sessions; see `scheduling.apply_schedule`."""
    check_sessions(sessions)
    change = ScheduleChange()
    known = {entry_plan.entry.key: entry_plan for entry_plan in plan.entries if not entry_plan.entry.split_off}
    answered = has_answers(plan.event)
    for session in sessions:
        entry_plan = known.pop(session.key, None)
        if entry_plan is None:
            _add(plan, session, now=now)
            change.added.append(session.key)
        elif applied_mark(session) != entry_plan.entry.applied:
            kept = _must_stay(entry_plan, session, answered=answered)
            if not kept:
                _change(plan, entry_plan, session, now=now)
            entry_plan.entry.applied = applied_mark(session)
            (change.kept if kept else change.changed).append(session.key)
    for key, entry_plan in known.items():
        if not entry_plan.entry.is_removed:
            _remove(plan, entry_plan, reason=removal_reason)
            change.removed.append(key)
    return change


def check_sessions(sessions: Sequence[engine.Session]) -> None:
    """Raise engine.ScheduleError for a session that cannot be, or (``key_twice``) for two of one key."""
    for session in sessions:
        session.validate()
    if len({session.key for session in sessions}) != len(sessions):
        raise engine.ScheduleError("key_twice", "two sessions have the same key")


def frozen_keys(event: Event, sessions: Sequence[engine.Session]) -> list[str]:
    """Return the keys of sessions that differ from the schedule applied last and could not be applied."""
    answered = has_answers(event)
    known = {entry_plan.entry.key: entry_plan for entry_plan in load_plans([event])[0].entries}
    return [
        session.key
        for session in sessions
        if session.key in known and _must_stay(known[session.key], session, answered=answered)
    ]


def has_answers(event: Event) -> bool:
    """Tell whether somebody answered an invitation or registered: then people have these dates in their calendars.

    An address that was typed into the form and never confirmed is nobody's yet.
    """
    registered = event.registrations.filter(ended_at__isnull=True).exclude(state=RegistrationState.UNCONFIRMED)
    return event.invitations.exclude(answer=Answer.NEEDS_ACTION).exists() or registered.exists()


def may_vanish(event: Event) -> bool:
    """Tell whether nobody can know of the dates: never public, nobody invited, nobody ever registered (law 2)."""
    return event.first_public_at is None and not (event.invitations.exists() or event.registrations.exists())


def _must_stay(entry_plan: EntryPlan, session: engine.Session, *, answered: bool) -> bool:
    """Tell whether an entry must keep its times although its draft changed and says others (law 1)."""
    differs = applied_mark(session) != entry_plan.entry.applied and session != entry_plan.session
    return differs and (answered or bool(entry_plan.single and entry_plan.single.changed_by_hand))


def extend_rules(plan: EventPlan, *, now: dt.datetime) -> int:
    """Add the dates that rules have up to the horizon and that are not stored yet; return how many."""
    added = 0
    for entry_plan in plan.entries:
        if entry_plan.entry.rule and not entry_plan.entry.is_removed:
            stored = {row.original_start for row in entry_plan.rows}
            slots = engine.expand(entry_plan.session, horizon=horizon(now))
            new = [slot for slot in slots if slot.original_start.isoformat() not in stored]
            entry_plan.rows += [row_of(slot, zone=entry_plan.entry.zone, now=now) for slot in new]
            added += len(new)
    return added


def horizon(now: dt.datetime) -> dt.date:
    """Return the last day for which dates of rules are stored."""
    return now.date() + relativedelta(months=conf.horizon_months())


def _add(plan: EventPlan, session: engine.Session, *, now: dt.datetime) -> None:
    entry_plan = plan.add_entry(session, now=now)
    entry_plan.entry.applied = applied_mark(session)
    slots = engine.expand(session, horizon=horizon(now))
    entry_plan.rows = [row_of(slot, zone=session.zone, now=now) for slot in slots]


def _remove(plan: EventPlan, entry_plan: EntryPlan, *, reason: str) -> None:
    if may_vanish(plan.event):
        plan.drop_entry(entry_plan)
    else:
        entry_plan.entry.applied, entry_plan.entry.status_reason = "", reason


def _change(plan: EventPlan, entry_plan: EntryPlan, session: engine.Session, *, now: dt.datetime) -> None:
    """Give an entry other times or another rule; its dates keep their rows as far as they still belong to it."""
    pairs, gone, new = _match(entry_plan, session, now=now)
    entry_plan.session = session
    for row, slot in pairs:
        row.original_start = slot.original_start.isoformat()
        if not row.changed_by_hand:
            write_times(row, start=slot.start, end=slot.end, zone=session.zone)
    for row in gone:
        if row.changed_by_hand:
            _split_off(plan, entry_plan, row, now=now)
        else:
            plan.drop_row(entry_plan, row)
    entry_plan.rows += [row_of(slot, zone=session.zone, now=now) for slot in new]
    entry_plan.rows.sort(key=lambda row: row.original_start)


def _match(
    entry_plan: EntryPlan, session: engine.Session, *, now: dt.datetime
) -> tuple[list[tuple[Occurrence, engine.Slot]], list[Occurrence], list[engine.Slot]]:
    """Pair the dates with the slots of another session: the same day is the same date, whatever its time."""
    slots = engine.expand(session, horizon=horizon(now))
    if session.rule is None and (single := entry_plan.single):
        return [(single, slots[0])], [], []
    by_day = {engine.day_of(slot.original_start): slot for slot in slots}
    pairs, gone = [], []
    for row in entry_plan.rows:
        slot = by_day.pop(engine.day_of(original_of(row)), None)
        if slot is None:
            gone.append(row)
        else:
            pairs.append((row, slot))
    return pairs, gone, list(by_day.values())


def _split_off(plan: EventPlan, entry_plan: EntryPlan, row: Occurrence, *, now: dt.datetime) -> None:
    """Make a date that must stay a free session of its own: its series no longer has it (law 4)."""
    session = replace(session_of(row), key=str(uuid4()))
    own = plan.add_entry(session, now=now, split_off=True)
    own.entry.first_public_at = entry_plan.entry.first_public_at
    entry_plan.rows.remove(row)
    row.fingerprint = ""
    own.rows = [row]
