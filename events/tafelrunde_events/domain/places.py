"""Where dates take place, as texts that name it once above a list of dates, and again beside those held elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from tafelrunde_events.models import Event, Occurrence


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be named above dates; both texts may be empty."""

    text: str
    access: str


def shared_place(event: Event, rows: Iterable[Occurrence]) -> Place:
    """Return the place to name for all of the dates: their own where they share one, otherwise the event's."""
    own = {row.venue for row in rows}
    if len(own) == 1 and (venue := own.pop()):
        return Place(venue.address, venue.access)
    return Place(event.place, event.venue.access if event.venue else "")


def place_beside(row: Occurrence, shared: Place) -> str:
    """Return the place to name beside a single date: its own, unless that is named above already."""
    return row.venue.address if row.venue and row.venue.address != shared.text else ""
