"""How times and place of an event stand: an answer was given to one such state and holds as long as it does."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.utils import timezone

from tafelrunde_events.domain.plan import EntryPlan, EventPlan, load_plans
from tafelrunde_events.models import Event, Occurrence


def is_answerable(event: Event, dates: Iterable[Occurrence], now: dt.datetime | None = None) -> bool:
    """Tell whether invitees can still answer: one of the event's dates takes place and has not begun."""
    now = now or timezone.now()
    return not event.is_cancelled and any(date.start > now and not date.is_cancelled for date in dates)


def open_state(event: Event) -> str:
    """Return a hash over times and venue of the dates that take place: when it differs, answers are asked for anew.

    Title, agenda, room and the link of an online meeting do not count, nor do dates that a rule brings with time.
    """
    return open_state_of(load_plans([event])[0])


def open_state_of(plan: EventPlan) -> str:
    """Return the same for an event that is in memory already."""
    states = sorted(state for entry_plan in plan.entries for state in _entry_states(plan.event, entry_plan))
    return hashlib.sha256("\n".join(states).encode()).hexdigest()


def _entry_states(event: Event, entry_plan: EntryPlan) -> list[str]:
    entry = entry_plan.entry
    if not entry.rule:
        return [
            f"{row.start.isoformat()} {row.end.isoformat()} {row.venue_id or event.venue_id}"
            for row in entry_plan.rows
            if not row.is_cancelled
        ]
    if entry.cancelled_alone or entry.is_removed:
        return []
    # The stored dates of a rule grow with the horizon: the rule itself is what was agreed to.
    times = f"{entry.start_wall.isoformat()} {entry.end_wall.isoformat()} {entry.zone}"
    states = [f"{entry.pk} {entry.rule} {times} {entry.venue_id or event.venue_id}"]
    for row in entry_plan.overrides:
        when = "-" if row.is_cancelled else f"{row.start.isoformat()} {row.end.isoformat()}"
        states.append(f"{entry.pk} {row.original_start} {when} {row.venue_id or event.venue_id}")
    return states
