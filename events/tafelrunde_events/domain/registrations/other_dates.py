"""Where somebody can be moved to who registered for one event."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, Q
from django.utils import timezone

from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, TrainingPage
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_members.permissions import AnyUser

#: More events than these are not offered.
OFFERED_EVENTS = 100


@dataclass(frozen=True, slots=True)
class OtherDate:
    """An event that takes registrations too; `is_same` says that it is another date of the same training."""

    event: Event
    begins: dt.datetime
    is_same: bool


def other_dates(event: Event, *, user: AnyUser) -> list[OtherDate]:
    """Return the events to come that the user runs and that register people, dates of the same training first."""
    page = TrainingPage.objects.filter(pk=event.page_id) if event.page_id else TrainingPage.objects.none()
    key = page.values_list("course_key", flat=True).first()
    siblings = set(TrainingPage.objects.filter(course_key=key).values_list("pk", flat=True)) if key else set()
    managed = Event.objects.filter(managed_event_scope(user)).values("pk")
    coming = Q(occurrences__start__gt=timezone.now()) & ~Q(occurrences__status=EventStatus.CANCELLED)
    events = (
        Event.objects.filter(pk__in=managed, places__isnull=False)
        .exclude(pk=event.pk)
        .exclude(status=EventStatus.CANCELLED)
        .annotate(begins=Min("occurrences__start", filter=coming))
        .filter(begins__isnull=False)
        .order_by("begins", "pk")
    )
    found = [OtherDate(one, one.begins, one.page_id in siblings) for one in events[: 2 * OFFERED_EVENTS]]
    return sorted(found, key=lambda other: not other.is_same)[:OFFERED_EVENTS]
