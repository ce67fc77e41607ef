"""The stored calendar text of events: what feeds join and invitations carry."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from tafelrunde_events import engine
from tafelrunde_events.domain.calendar_text import build_component, is_current, neutral_component
from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.plan import EventPlan, derive_utc, event_batches, load_plans
from tafelrunde_events.models import Event


def refresh_calendar_text(event: Event) -> None:
    """Render the event's calendar text from its rows, in one transaction; what says the same keeps its bytes."""
    with changing(event):
        pass


def event_calendar(event: Event) -> bytes:
    """Return an event as a calendar file: its stored text, which asks nobody for an answer.

    The file has no name: with one Outlook would add a calendar of its own.
    """
    return calendar_of(load_plans([event])[0])


def calendar_of(plan: EventPlan, *, method: str | None = None) -> bytes:
    """Return the stored text of an event that is in memory already as a calendar file.

    Those who take part get it as METHOD:PUBLISH (RFC 5546 3.2.1).
    """
    zones = [zone for entry_plan in plan.entries for zone in build_component(plan, entry_plan).zones]
    return engine.calendar_bytes((entry_plan.entry.vevent for entry_plan in plan.entries), zones=zones, method=method)


def neutral_event_calendar(event: Event) -> bytes:
    """Return an event that is not public as a calendar file that may leave this site: only when it is."""
    plan = load_plans([event])[0]
    components = [neutral_component(event, entry_plan) for entry_plan in plan.entries]
    zones = [zone for component in components for zone in component.zones]
    return engine.calendar_bytes(map(engine.component_text, components), zones=zones)


def rebuild_calendar() -> tuple[int, int]:
    """Render all events anew; return how many were looked at and how many had other text.

    Unchanged events keep bytes, DTSTAMP and SEQUENCE, and are only read.
    """
    seen = stale = 0
    for events in event_batches(Event.objects.all()):
        seen += len(events)
        stale += refresh_stale(events)
    return seen, stale


def follow_names(events: QuerySet[Event]) -> int:
    """Let the calendar text of events follow what they name (an institution, a topic); return how many changed.

    Without it, an institution that no longer agrees to be named would stand in calendars until somebody changes the
    event.
    """
    with transaction.atomic():
        return sum(refresh_stale(batch) for batch in event_batches(events))


def refresh_stale(events: Sequence[Event]) -> int:
    """Render those of the events anew whose stored text says something else; return how many, the others are only read.

    The events come with their venues, as `event_batches` yields them.
    """
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
