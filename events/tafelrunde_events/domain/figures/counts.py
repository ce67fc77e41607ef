"""What each training counts for: read in two queries, however many trainings there are."""

import datetime as dt
from collections import defaultdict
from dataclasses import astuple, dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tafelrunde_events.enums import EventKind, EventStatus, Format, RegistrationState, Trait
from tafelrunde_events.models import Attendance, Event, EventTrait, Occurrence, Registration
from tafelrunde_events.permissions import managed_event_scope

#: Have no place while they stand so.
WITHOUT_PLACE = (RegistrationState.REQUESTED, RegistrationState.WAITING, RegistrationState.OFFERED)
#: Those that came to nothing because their address was never confirmed, or were refused, count as nobody.
COUNTED = (RegistrationState.PLACED, RegistrationState.CANCELLED, *WITHOUT_PLACE)


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over trainings. Cancelled and imported trainings count apart, without places and people.

    `missed` are those who had a place and were at none of the sessions: known once a training is over, and only where
    attendance was noted at all. `unlimited` and `elsewhere` are trainings without a number of places.
    """

    trainings: int = 0
    places: int = 0
    placed: int = 0
    attended: int = 0
    missed: int = 0
    waiting: int = 0
    left: int = 0
    called_off: int = 0
    foreign: int = 0
    coming: int = 0
    unlimited: int = 0
    elsewhere: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def people(self) -> int:
        """Everybody who is counted in one of the columns about people; who was there without a place counts too."""
        return max(self.placed, self.attended) + self.waiting + self.left


@dataclass(frozen=True, slots=True)
class CountedTraining:
    """A training with what groups it, and what it counts for.

    `region_key` is where it is held, or else where those come from whom it is for; empty where neither is known.
    """

    event_id: int
    year: int
    region_key: str
    is_online: bool
    counts: Counts


def counted_trainings(
    user: AbstractBaseUser, *, year: int | None, now: dt.datetime | None = None
) -> list[CountedTraining]:
    """Return the trainings that the user runs (law 13), of one year or of all, each with its counts."""
    now = now or timezone.now()
    events = _trainings(user)
    if year is not None:
        events = events.filter(first_day__gte=dt.date(year, 1, 1), first_day__lte=dt.date(year, 12, 31))
    people = _people_of(events)
    facts = ("pk", "status", "first_day", "last_end", "is_foreign", "is_online", "region_key")
    return [
        CountedTraining(
            event_id=row["pk"],
            year=row["first_day"].year,
            region_key=row["region_key"] or "",
            is_online=row["is_online"],
            counts=_counts_of(row, people[row["pk"]], now=now),
        )
        for row in events.values(*facts, "places", "places__capacity")
    ]


def counted_years(user: AbstractBaseUser) -> list[int]:
    """Return the years in which a training that the user runs began, the latest first."""
    days = _trainings(user).values_list("first_day", flat=True)
    return sorted({day.year for day in days}, reverse=True)


def _trainings(user: AbstractBaseUser) -> "QuerySet[Any, Any]":
    """Return the trainings with the day of their first session: of those that take place, where there are any."""
    managed = Event.objects.filter(managed_event_scope(user), kind=EventKind.TRAINING)
    dates = Occurrence.objects.filter(event=OuterRef("pk"))
    first = dates.order_by("start", "pk").values("start_date")
    taking_place = first.exclude(status=EventStatus.CANCELLED)
    traits = EventTrait.objects.filter(event=OuterRef("pk"))
    online = traits.filter(trait=Trait.FORMAT, value__in=(Format.ONLINE, Format.HYBRID))
    target = traits.filter(trait=Trait.REGION).values("value")
    # Scopes may join; what stands in a subquery counts nothing twice.
    return (
        Event.objects.filter(pk__in=managed.values("pk"))
        .annotate(
            first_day=Coalesce(Subquery(taking_place[:1]), Subquery(first[:1])),
            last_end=Subquery(dates.order_by("-end").values("end")[:1]),
            is_foreign=Exists(Event.objects.filter(pk=OuterRef("pk"), imported__isnull=False)),
            is_online=Exists(online),
            region_key=Coalesce("venue__region__key", Subquery(target[:1])),
        )
        .filter(first_day__isnull=False)
        .order_by("pk")
    )


def _people_of(events: "QuerySet[Any, Any]") -> dict[int, dict[tuple[str, bool], int]]:
    """Return for each training how many people stand how, by state and by whether they were at a session."""
    found: dict[int, dict[tuple[str, bool], int]] = defaultdict(dict)
    rows = (
        Registration.objects.filter(event__in=events.values("pk"), state__in=COUNTED)
        .exclude(state=RegistrationState.CANCELLED, confirmed_at__isnull=True, placed_at__isnull=True)
        .annotate(was_there=Exists(Attendance.objects.filter(registration=OuterRef("pk"))))
        .order_by()
        .values_list("event", "state", "was_there")
        .annotate(number=Count("pk"))
    )
    for event_id, state, was_there, number in rows:
        found[event_id][state, was_there] = number
    return found


def _counts_of(row: dict[str, Any], people: dict[tuple[str, bool], int], *, now: dt.datetime) -> Counts:
    if row["is_foreign"]:
        return Counts(foreign=1)
    if row["status"] == EventStatus.CANCELLED:
        return Counts(called_off=1)
    is_over = row["last_end"] <= now
    attended = sum(number for (_state, was_there), number in people.items() if was_there)

    def standing(*states: RegistrationState) -> int:
        return sum(number for (state, _was_there), number in people.items() if state in states)

    return Counts(
        trainings=1,
        places=row["places__capacity"] or 0,
        placed=standing(RegistrationState.PLACED),
        attended=attended,
        missed=people.get((RegistrationState.PLACED, False), 0) if attended and is_over else 0,
        waiting=standing(*WITHOUT_PLACE),
        left=standing(RegistrationState.CANCELLED),
        coming=int(not is_over),
        unlimited=int(row["places"] is not None and row["places__capacity"] is None),
        elsewhere=int(row["places"] is None),
    )
