"""What somebody can expect who is about to register: a place, the waiting list, or nothing, and why."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from tafelrunde_events.domain.registrations.places import PlaceCount, Window, booking_of, count_places, window_of
from tafelrunde_events.enums import Booking
from tafelrunde_events.models import Places


class Chance(StrEnum):
    """What registering would bring now."""

    PLACE = "place"
    WAITING_LIST = "waiting"
    FULL = "full"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OVER = "over"
    NONE = "none"


_CHANCES = {
    Booking.OPEN: Chance.PLACE,
    Booking.WAITING_LIST: Chance.WAITING_LIST,
    Booking.FULL: Chance.FULL,
    Booking.PLANNED: Chance.NOT_YET,
    Booking.CLOSED: Chance.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """What registering would bring; the places and the window that it follows from."""

    chance: Chance
    count: PlaceCount
    window: Window

    @property
    def takes_people(self) -> bool:
        """Whether somebody can register now."""
        return self.chance in (Chance.PLACE, Chance.WAITING_LIST)


def prospect_of(places: Places | None, now: dt.datetime | None = None) -> Prospect:
    """Return what registering would bring, in two queries; an event without terms takes nobody."""
    if places is None:
        return Prospect(Chance.NONE, PlaceCount(None), Window())
    now = now or timezone.now()
    count, window = count_places(places, now), window_of(places)
    return Prospect(_chance(places, count, window, now), count, window)


def _chance(places: Places, count: PlaceCount, window: Window, now: dt.datetime) -> Chance:
    if places.event.is_cancelled:
        return Chance.CANCELLED
    if window.ends is not None and now >= window.ends:
        return Chance.OVER
    return _CHANCES[booking_of(places, now, window=window, count=count)]
