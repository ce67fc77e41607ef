"""Giving places, in the order of first submission (law 10): the one place where somebody gets one by the rules."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, queue_letter
from tafelrunde_events.domain.registrations.outcomes import put_in_place
from tafelrunde_events.domain.registrations.places import (
    PlaceCount,
    Window,
    count_places,
    places_of,
    refresh_booking,
    window_of,
)
from tafelrunde_events.enums import PLACED_STATES, RegistrationChangeKind, RegistrationState, WaitingReason
from tafelrunde_events.models import Event, Places, Registration

_Kind = RegistrationChangeKind


def give_on(places: Places, *, now: dt.datetime, window: Window | None = None) -> None:
    """Give what is free to those who wait, under the event's lock, and store what can be had now."""
    window = window or window_of(places)
    give_places(places, now=now, window=window)
    refresh_booking(places.event, places=places, window=window)


def follow_dates(event: Event) -> None:
    """Let places follow an event that was moved, cancelled or reinstated, in its transaction and under its lock."""
    places = places_of(event)
    if places is not None:
        window = window_of(places)
        if event.is_cancelled or window.begins is None:
            _take_offers_back(places)
        give_on(places, now=timezone.now(), window=window)


def give_places(
    places: Places,
    *,
    now: dt.datetime,
    newcomers: Sequence[Registration] = (),
    count: PlaceCount | None = None,
    window: Window | None = None,
) -> list[Registration]:
    """Give free places to those who wait, under the event's lock; everybody else gets the reason why not.

    `newcomers` have confirmed their address or were approved just now, and need not be stored as waiting yet: they have
    the place at once, and also after the waiting list has stopped to move up by itself. Those of them who get none have
    the reason set and are stored by the caller. Others who move up may have to accept the place.
    """
    count = count or count_places(places, now)
    giving = _Giving(places, count, window or window_of(places), now, newcomers)
    others = [] if count.is_full else _waiting(places, newcomers)
    for registration in sorted([*others, *newcomers], key=lambda row: (row.submitted_at, row.pk)):
        giving.decide(registration)
    giving.store_reasons(others)
    return giving.given


def waiting_positions(event: Event) -> dict[int, int]:
    """Return whose turn it is on the waiting list: the place in it, counted from 1, by registration."""
    waiting = Registration.objects.filter(event=event, state=RegistrationState.WAITING).in_order()
    return {pk: number for number, pk in enumerate(waiting.values_list("pk", flat=True), 1)}


def organisation_is_full(places: Places, registration: Registration, taken: Counter[str]) -> bool:
    """Tell whether the organisation has all its places, given how many each has taken."""
    limit, key = places.per_organisation, registration.organisation_key
    return limit is not None and bool(key) and taken[key] >= limit


def places_by_organisation(places: Places, *, now: dt.datetime) -> Counter[str]:
    """Return how many places each organisation has taken or holds, by its folded name; nothing without a limit."""
    if places.per_organisation is None:
        return Counter()
    rows = places.event.registrations
    keys = [
        *rows.filter(state__in=PLACED_STATES).values_list("organisation_key", flat=True),
        *rows.holding(now).values_list("organisation_key", flat=True),
    ]
    return Counter(keys)


def _take_offers_back(places: Places) -> None:
    """Let those wait again who have not accepted a place yet: nobody can accept one in what does not take place.

    The news of the event tell them; should it take place after all, they are asked anew.
    """
    for row in places.event.registrations.filter(state=RegistrationState.OFFERED):
        row.state, row.waiting_reason, row.offered_until = RegistrationState.WAITING, WaitingReason.LATE, None
        row.save()
        note_change_of(row, _Kind.WAITING, detail=str(row.get_waiting_reason_display()))


def _waiting(places: Places, newcomers: Sequence[Registration]) -> list[Registration]:
    """Return who else waits."""
    rows = places.event.registrations.filter(state=RegistrationState.WAITING, ended_at__isnull=True)
    waiting = list(rows.exclude(pk__in=[row.pk for row in newcomers]).select_related("person", "contact"))
    for registration in waiting:
        registration.event = places.event
    return waiting


class _Giving:
    """One round of giving places."""

    def __init__(
        self, places: Places, count: PlaceCount, window: Window, now: dt.datetime, newcomers: Sequence[Registration]
    ) -> None:
        self.places, self.window, self.now = places, window, now
        self.newcomers = {row.pk for row in newcomers}
        self.free = count.free
        self.given: list[Registration] = []
        self._by_organisation = places_by_organisation(places, now=now)
        self._passed_over: list[Registration] = []

    def decide(self, registration: Registration) -> None:
        """Give one person a place, or note why not."""
        reason = self._obstacle(registration)
        registration.waiting_reason = reason
        if reason == WaitingReason.ORGANISATION:
            self._passed_over.append(registration)
        if reason:
            return
        self._give(registration)
        self._by_organisation[registration.organisation_key] += 1
        self.given.append(registration)
        if self.free is not None:
            self.free -= 1

    def store_reasons(self, waiting: list[Registration]) -> None:
        """Store why the others still wait; who was passed over finds it in the history."""
        left = [one for one in waiting if one.waiting_reason]
        if left:
            Registration.objects.bulk_update(left, ["waiting_reason"], batch_size=500)
        for registration in self._passed_over if self.given else ():
            note_change_of(registration, _Kind.PASSED_OVER, detail=str(WaitingReason.ORGANISATION.label))

    def _obstacle(self, registration: Registration) -> WaitingReason:
        if self.places.event.is_cancelled or self.window.begins is None or self.now >= self.window.begins:
            return WaitingReason.LATE
        if self.free == 0:
            return WaitingReason.FULL
        if organisation_is_full(self.places, registration, self._by_organisation):
            return WaitingReason.ORGANISATION
        ends = self.window.promotion_ends
        if registration.pk not in self.newcomers and ends is not None and self.now >= ends:
            return WaitingReason.STOPPED
        return WaitingReason.NONE

    def _give(self, registration: Registration) -> None:
        if registration.pk in self.newcomers:
            put_in_place(registration, now=self.now, letter=RegistrationLetter.PLACED, kind=_Kind.PLACED)
        elif self.places.reply_hours is None or not (registration.contact or registration).email:
            put_in_place(registration, now=self.now, letter=RegistrationLetter.PROMOTED, kind=_Kind.PLACED)
        else:
            self._offer(registration, hours=self.places.reply_hours)

    def _offer(self, registration: Registration, *, hours: int) -> None:
        until = self.now + dt.timedelta(hours=hours)
        registration.state = RegistrationState.OFFERED
        registration.offered_until = min(until, self.window.begins or until)
        registration.save()
        note_change_of(registration, _Kind.OFFERED)
        queue_letter(registration, RegistrationLetter.OFFERED)
