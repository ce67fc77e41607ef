"""How many places an event has, how many are taken, and whether one can register now."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from tafelrunde_events.domain.registrations.reminding import follow_reminder_days
from tafelrunde_events.domain.versions import note_change
from tafelrunde_events.engine import get_zone, to_utc
from tafelrunde_events.enums import PLACED_STATES, Booking, EventStatus, RegistrationState
from tafelrunde_events.models import ConsentText, Event, Places, Registration
from tafelrunde_members.enums import Visibility

#: Law 10: unconfirmed registrations hold a place this long, and together no more than this part of all places.
HOLD = dt.timedelta(minutes=60)
PART_OF_HOLDS = 5

_State = RegistrationState


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How the places of an event are taken, in people. `capacity` None means without limit."""

    capacity: int | None
    placed: int = 0
    offered: int = 0
    held: int = 0
    reserved_left: int = 0
    waiting: int = 0
    requested: int = 0
    unconfirmed: int = 0

    @property
    def taken(self) -> int:
        """Places that somebody has, or was offered."""
        return self.placed + self.offered

    @property
    def free(self) -> int | None:
        """Places that anybody can get now; None without limit."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.taken - self.held - self.reserved_left)

    @property
    def is_full(self) -> bool:
        """Whether the next one would have to wait."""
        return self.free == 0

    @property
    def holds_left(self) -> int:
        """How many more unconfirmed registrations may hold a place."""
        if self.capacity is None or self.free is None:
            return 0
        return max(0, min(self.free, max(1, self.capacity // PART_OF_HOLDS) - self.held))


@dataclass(frozen=True, slots=True)
class Window:
    """When one can register, and when the waiting list moves up (UTC); all None for an event without a date to come.

    `begins` is the beginning of the first date; of a series, which one may join at any time, that of the last.
    """

    opens: dt.datetime | None = None
    closes: dt.datetime | None = None
    promotion_ends: dt.datetime | None = None
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


def places_of(event: Event) -> Places | None:
    """Return the terms of an event's registration; None where it registers nobody."""
    places = Places.objects.filter(event=event).first()
    if places is not None:
        places.event = event
    return places


def count_places(places: Places, now: dt.datetime | None = None) -> PlaceCount:
    """Count from the rows, in one query. Only under the event's lock is the answer still true afterwards."""
    rows = Registration.objects.filter(event=places.pk, ended_at__isnull=True)
    return _place_count(places, rows.aggregate(**_counted(now)))


def count_places_of(terms: Iterable[Places], now: dt.datetime | None = None) -> dict[int, PlaceCount]:
    """Count for several events alike, in one query; by the keys of the events."""
    by_event = {places.pk: places for places in terms}
    rows = Registration.objects.filter(event__in=list(by_event), ended_at__isnull=True).order_by().values("event")
    counted: Any = rows.annotate(**_counted(now))
    counts = {row.pop("event"): row for row in counted}
    return {key: _place_count(places, counts.get(key, {})) for key, places in by_event.items()}


def window_of(places: Places) -> Window:
    """Return when one can register, in one query. Days are counted back on the wall clock of the first date."""
    taking_place = places.event.occurrences.exclude(status=EventStatus.CANCELLED).order_by("start", "pk")
    dates = list(taking_place.values_list("start", "end", "zone", "entry__rule"))
    if not dates:
        return Window()
    begins, _end, zone, _rule = dates[-1] if any(rule for *_facts, rule in dates) else dates[0]
    return Window(
        opens=places.opens_at,
        closes=_days_before(begins, places.closes_days, zone),
        promotion_ends=_days_before(begins, places.promotion_days, zone),
        begins=begins,
        ends=max(end for _start, end, *_facts in dates),
    )


def booking_of(
    places: Places, now: dt.datetime | None = None, *, window: Window | None = None, count: PlaceCount | None = None
) -> Booking:
    """Return whether places can be had now; `window` and `count` where they are known already."""
    now = now or timezone.now()
    window = window or window_of(places)
    if not places.is_open or places.event.is_cancelled:
        return Booking.CLOSED
    if window.closes is None:
        all_called_off = places.event.occurrences.exists()
        return Booking.CLOSED if all_called_off else Booking.PLANNED
    if window.opens is not None and now < window.opens:
        return Booking.PLANNED
    if now >= window.closes:
        return Booking.CLOSED
    if not (count or count_places(places, now)).is_full:
        return Booking.OPEN
    return Booking.WAITING_LIST if places.has_waiting_list else Booking.FULL


def refresh_booking(
    event: Event,
    *,
    now: dt.datetime | None = None,
    places: Places | None = None,
    count: PlaceCount | None = None,
    window: Window | None = None,
) -> None:
    """Store on the event whether places can be had, so that lists need no counting; call it under the event's lock.

    What is known already (`places`, `count`, `window`) is not asked again.
    """
    places = places or places_of(event)
    if places is None or not places.is_open:
        return  # what lists say is the page's business
    booking = booking_of(places, now, count=count, window=window)
    if booking != event.booking:
        event.booking = booking
        Event.objects.filter(pk=event.pk).update(booking=booking)
        if event.visibility == Visibility.PUBLIC:
            note_change()


def refresh_bookings(now: dt.datetime | None = None) -> int:
    """Let the lists follow the clock: registrations open and close without anybody pressing a button.

    Return how many events changed. What is closed stays so until somebody changes the event or its terms.
    """
    now = now or timezone.now()
    changed = 0
    terms = list(Places.objects.filter(is_open=True).exclude(event__booking=Booking.CLOSED).select_related("event"))
    counts = count_places_of(terms, now)
    for places in terms:
        if booking_of(places, now, count=counts[places.pk]) != places.event.booking:
            with transaction.atomic():
                refresh_booking(lock_places(places.event).event, now=now)
            changed += 1
    return changed


def publish_terms(
    event: Event,
    *,
    terms: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]] = (),
    consents: Iterable[ConsentText] = (),
    is_open: bool = True,
) -> Places:
    """Let the terms hold that a page drafted; call it in the transaction that publishes, under the event's lock.

    Further places go to the waiting list at once. Fewer places than are taken push nobody out.
    """
    from tafelrunde_events.domain.registrations.waiting_list import give_on  # noqa: PLC0415 (it counts places)

    values = {**terms, "questions": [dict(question) for question in questions], "is_open": is_open}
    days_before = Places.objects.filter(event=event).values_list("reminder_days", flat=True).first()
    places, is_new = Places.objects.update_or_create(event=event, defaults=values)
    places.event = event
    places.consents.set(consents)
    release_holds(places)
    follow_reminder_days(event, places.reminder_days, before=days_before, is_new=is_new)
    give_on(places, now=timezone.now())
    return places


def release_holds(places: Places) -> None:
    """Let nobody hold a place where staff approves each registration, so that nobody waits for what is free."""
    if places.needs_approval:
        held = places.event.registrations.filter(state=_State.UNCONFIRMED, hold_until__isnull=False)
        held.update(hold_until=None)


def withdraw_terms(event: Event) -> None:
    """Take no further registrations here; those there are stay, and lists say what the page says from now on."""
    Places.objects.filter(event=event).update(is_open=False)


def lock_places(event: Event) -> Places:
    """Take the event's lock by a write, then read event and terms anew. Raises Places.DoesNotExist.

    Of the event's relations nothing is read here: this is the one place where all who register wait for each other.
    """
    Event.objects.filter(pk=event.pk).update(status=F("status"))
    return Places.objects.select_related("event").get(pk=event.pk)


def _counted(now: dt.datetime | None) -> dict[str, Count]:
    """Return what is counted of the registrations that have not ended."""
    holding = Q(state=_State.UNCONFIRMED, hold_until__gt=now or timezone.now())
    return {
        "placed": Count("pk", filter=Q(state=_State.PLACED)),
        "offered": Count("pk", filter=Q(state=_State.OFFERED)),
        "held": Count("pk", filter=holding),
        "on_reserved": Count("pk", filter=Q(state__in=PLACED_STATES, reserved=True)),
        "waiting": Count("pk", filter=Q(state=_State.WAITING)),
        "requested": Count("pk", filter=Q(state=_State.REQUESTED)),
        "unconfirmed": Count("pk", filter=Q(state=_State.UNCONFIRMED)),
    }


def _place_count(places: Places, counts: Mapping[str, int]) -> PlaceCount:
    numbers = dict(counts)
    reserved_left = max(0, places.reserved - numbers.pop("on_reserved", 0))
    return PlaceCount(capacity=places.capacity, reserved_left=reserved_left, **numbers)


def _days_before(moment: dt.datetime, days: int, zone: str) -> dt.datetime:
    if not days:
        return moment
    wall = moment.astimezone(get_zone(zone)).replace(tzinfo=None)
    return to_utc(wall - dt.timedelta(days=days), zone)


def is_registered(event: Event, address: str) -> bool:
    """Tell whether an address has an open registration."""
    return Registration.objects.filter(event=event, address=address.strip().lower(), ended_at__isnull=True).exists()
