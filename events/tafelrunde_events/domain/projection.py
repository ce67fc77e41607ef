"""The stored calendar text of events: what feeds join and invitations carry."""

from collections.abc import Sequence

from tafelrunde_events import engine
from tafelrunde_events.domain.calendar_text import build_component, is_current
from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.plan import EventPlan, derive_utc, event_batches, load_plans
from tafelrunde_events.models import Event, ScheduleEntry


def refresh_calendar_text(event: Event) -> None:
    """Render the event's calendar text from its rows, in one transaction; what says the same keeps its bytes."""
    with changing(event):
        pass


def event_components(event: Event) -> list[engine.Component]:
    """Return the calendar components of an event, one for each free session or series, as stored."""
    plan = load_plans([event])[0]
    return [build_component(plan, entry_plan) for entry_plan in plan.entries]


def component_of(entry: ScheduleEntry) -> engine.Component:
    """Return the calendar component of one entry; `engine.request_text` and `engine.cancel_text` take it."""
    return next(component for component in event_components(entry.event) if component.uid == entry.uid)


def rebuild_calendar() -> tuple[int, int]:
    """Render all events anew; return how many were looked at and how many had other text.

    Unchanged events keep bytes, DTSTAMP and SEQUENCE, and are only read.
    """
    seen = stale = 0
    for events in event_batches(Event.objects.all()):
        seen += len(events)
        stale += _refresh_stale(events)
    return seen, stale


def _refresh_stale(events: Sequence[Event]) -> int:
    stale = [plan.event for plan in load_plans(events) if _is_stale(plan)]
    for event in stale:
        refresh_calendar_text(event)
    return len(stale)


def _is_stale(plan: EventPlan) -> bool:
    """Tell whether calendar text or moments in UTC are no longer what the rows and the time-zone data say."""
    rows = [row for entry_plan in plan.entries for row in entry_plan.rows]
    stored = [(row.start, row.end) for row in rows]
    for row in rows:
        derive_utc(row)
    if stored != [(row.start, row.end) for row in rows]:
        return True
    return not all(is_current(plan, entry_plan) for entry_plan in plan.entries)
