"""Where the work on an event goes on: higher plugins know pages of the admin that this one does not."""

from collections.abc import Callable

from tafelrunde_events.models import Event
from tafelrunde_members.permissions import AnyUser

#: Higher plugins add callables from an event and a user to an address of the admin, or None for events not theirs.
event_links: list[Callable[[Event, AnyUser], str | None]] = []


def admin_address_of(event: Event, *, user: AnyUser) -> str | None:
    """Return where the user edits the event itself, or None when no plugin has a page for it."""
    return next((address for find in event_links if (address := find(event, user))), None)
