"""What can happen to an event and its dates. Views, pages, admin, commands and higher plugins call these functions.

Every function is one transaction that locks the event first, and leaves UID, SEQUENCE and calendar text as law 4
asks; the history says who did it (`by`; None: whoever is at work in the admin). Instances that are handed over are
read anew. Times are naive datetimes on the wall clock of an IANA zone, or plain days (the last one included) when they
are whole.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import EllipsisType
from typing import Any, TypedDict, Unpack

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag

from tafelrunde_events import engine
from tafelrunde_events.domain.applying import ScheduleChange, apply_to_plan, extend_rules
from tafelrunde_events.domain.changing import changing, settle
from tafelrunde_events.domain.plan import EventPlan, event_batches, load_plans, session_of, write_times
from tafelrunde_events.enums import EventKind, EventStatus, Trait
from tafelrunde_events.models import Event, EventAudience, EventOrganiser, EventTrait, Occurrence, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation

__all__ = [
    "EventFacts",
    "ScheduleChange",
    "apply_schedule",
    "cancel_event",
    "cancel_occurrence",
    "create_event",
    "extend_horizon",
    "move_occurrence",
    "reinstate_event",
    "reinstate_occurrence",
    "update_event",
]


class EventFacts(TypedDict, total=False):
    """Facts of an event beside its dates and its status; `organisers` in the order to be shown.

    `audiences` are values of `Audience`; nobody named means everybody. `traits` are pairs of a `Trait` and its value.
    """

    title: str
    summary: str
    language: str
    visibility: Visibility
    venue: Venue | None
    room: str
    online_url: str
    contact_email: str
    guests_allowed: int
    booking: str
    organisers: Sequence[Organisation]
    audiences: Sequence[str]
    topics: Sequence[Tag]
    traits: Sequence[tuple[Trait, str]]


#: Facts that are rows of their own.
_LISTS = ("organisers", "audiences", "topics", "traits")


def create_event(*, kind: EventKind, sessions: Sequence[engine.Session], **facts: Unpack[EventFacts]) -> Event:
    """Create an event with its dates; `title` and `visibility` are required.

    Raises engine.ScheduleError for sessions that cannot be, and when two have the same key.
    """
    now = timezone.now()
    lists: dict[str, Any] = {name: facts.pop(name) for name in _LISTS if name in facts}  # type: ignore[misc]
    with transaction.atomic():
        event = Event.objects.create(kind=kind, **facts)
        plan = EventPlan(event)
        write_facts(plan, lists)
        apply_to_plan(plan, sessions, now=now)
        settle(plan, now=now)
    return event


def update_event(event: Event, *, by: AbstractBaseUser | None = None, **facts: Unpack[EventFacts]) -> None:
    """Change facts of an event; place and room raise SEQUENCE, texts do not."""
    with changing(event, by=by) as plan:
        write_facts(plan, facts)


def write_facts(plan: EventPlan, facts: Mapping[str, Any]) -> None:
    """Write facts (see `EventFacts`) into a plan that is open for changes."""
    for name, value in facts.items():
        match name:
            case "organisers":
                _set_organisers(plan, value)
            case "audiences":
                _set_audiences(plan, value)
            case "topics":
                _set_topics(plan, value)
            case "traits":
                _set_traits(plan, value)
            case _:
                setattr(plan.event, name, value)


def apply_schedule(event: Event, sessions: Sequence[engine.Session], *, removal_reason: str = "") -> ScheduleChange:
    """Apply the difference between these sessions and the ones applied last, matched by their keys.

    New sessions become dates; changed ones change theirs; removed ones vanish when the event was never public and
    nobody was invited, otherwise they stay as CANCELLED with the reason. Dates that were moved, cancelled or answered
    are never overwritten (law 1): they are named in `ScheduleChange.kept`, and are moved by `move_occurrence`.
    Raises engine.ScheduleError as `create_event` does.
    """
    with changing(event) as plan:
        return apply_to_plan(plan, sessions, now=timezone.now(), removal_reason=removal_reason)


def move_occurrence(
    occurrence: Occurrence,
    *,
    start: dt.date,
    end: dt.date,
    zone: str | None = None,
    venue: Venue | EllipsisType | None = ...,
    by: AbstractBaseUser | None = None,
) -> None:
    """Move one date to other times, and to another venue when one is given (None: back to the event's own).

    The only date of a free session takes its calendar entry along; a date of a series becomes an exception of it.
    Raises engine.ScheduleError (see `engine.Session.validate`).
    """
    with changing(occurrence.event, by=by) as plan:
        move_in_plan(plan, occurrence, start=start, end=end, zone=zone, venue=venue)
    occurrence.refresh_from_db()


def move_in_plan(
    plan: EventPlan,
    occurrence: Occurrence,
    *,
    start: dt.date,
    end: dt.date,
    zone: str | None = None,
    venue: Venue | EllipsisType | None = ...,
) -> None:
    """Move one date in a plan that is open for changes; see `move_occurrence`."""
    entry_plan, row = plan.find(occurrence)
    moved = engine.Session(key=entry_plan.entry.key, start=start, end=end, zone=zone or row.zone)
    moved.validate()
    if venue is not ...:
        row.changed_by_hand |= row.venue != venue
        row.venue = venue
    if moved != session_of(row, key=moved.key):
        row.changed_by_hand = True
        write_times(row, start=start, end=end, zone=moved.zone)
        if entry_plan.single:
            entry_plan.session = moved


def cancel_occurrence(occurrence: Occurrence, *, reason: str, by: AbstractBaseUser | None = None) -> None:
    """Call off one date; it stays visible as cancelled, with the reason, and stays so when its event is reinstated."""
    with changing(occurrence.event, by=by) as plan:
        _entry_plan, row = plan.find(occurrence)
        row.cancelled_alone = row.changed_by_hand = True
        row.status_reason = reason
    occurrence.refresh_from_db()


def reinstate_occurrence(occurrence: Occurrence, *, by: AbstractBaseUser | None = None) -> None:
    """Let one cancelled date take place again; it stays cancelled while its whole series or event is."""
    with changing(occurrence.event, by=by) as plan:
        _entry_plan, row = plan.find(occurrence)
        row.cancelled_alone = False
    occurrence.refresh_from_db()


def cancel_event(event: Event, *, reason: str, by: AbstractBaseUser | None = None) -> None:
    """Call off the whole event with all its dates; it stays in feeds as CANCELLED with its reason."""
    with changing(event, by=by):
        event.status, event.status_reason = EventStatus.CANCELLED, reason


def reinstate_event(event: Event, *, by: AbstractBaseUser | None = None) -> None:
    """Let a cancelled event take place again, but for the dates that were cancelled by themselves."""
    with changing(event, by=by):
        event.status, event.status_reason, event.withdrawn_at = EventStatus.CONFIRMED, "", None


def extend_horizon() -> int:
    """Store the dates that the rules of all events have up to the rolling horizon; return how many were new.

    Events without new dates are only read: most runs find none, and lock nothing.
    """
    now = timezone.now()
    added = 0
    for events in event_batches(Event.objects.filter(entries__rule__gt="")):
        due = [plan.event for plan in load_plans(events) if extend_rules(plan, now=now)]
        for event in due:
            with changing(event, keep_history=False) as plan:
                added += extend_rules(plan, now=now)
    return added


def _set_organisers(plan: EventPlan, organisers: Any) -> None:
    if plan.organisers == list(organisers):
        return
    plan.organisers, plan.touched = list(organisers), True
    plan.event.organiser_rows.all().delete()
    EventOrganiser.objects.bulk_create(
        EventOrganiser(event=plan.event, organisation=organisation, position=position)
        for position, organisation in enumerate(organisers)
    )


def _set_audiences(plan: EventPlan, audiences: Sequence[str]) -> None:
    if plan.audiences == list(audiences):
        return
    plan.audiences, plan.touched = list(audiences), True
    plan.event.audience_rows.all().delete()
    EventAudience.objects.bulk_create(EventAudience(event=plan.event, audience=audience) for audience in audiences)


def _set_topics(plan: EventPlan, topics: Sequence[Tag]) -> None:
    topics = sorted(topics, key=lambda topic: topic.name)
    if plan.topics != topics:
        plan.topics, plan.touched = topics, True
        plan.event.topics.set(topics)


def _set_traits(plan: EventPlan, traits: Sequence[tuple[Trait, str]]) -> None:
    """Write traits; calendar text says nothing of them, so that plans need not load them."""
    rows = plan.event.trait_rows
    if list(rows.values_list("trait", "value")) == [(str(trait), value) for trait, value in traits]:
        return
    plan.touched = True
    rows.all().delete()
    EventTrait.objects.bulk_create(EventTrait(event=plan.event, trait=trait, value=value) for trait, value in traits)
