"""What keeps a page of an event from being published, whichever way somebody takes."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tafelrunde_events.domain.registrations.places import count_places, places_of
from tafelrunde_events.models.events import Event

if TYPE_CHECKING:
    from tafelrunde_events.models.pages import BaseEventPage


def publishing_obstacles(page: "BaseEventPage") -> list[str]:
    """Return, in words for editors, what is missing in a draft; nothing where it may be published."""
    event = page.find_event()
    controls = event is None or event.page_id in {None, page.pk}
    offer = page.offer
    found = [
        gettext("Please enter at least one date.") if controls and not page.drafted_sessions() else "",
        image_obstacle(page.image),
        capacity_obstacle(event, offer.terms["capacity"]) if event and controls and offer else "",
    ]
    return [obstacle for obstacle in found if obstacle]


def image_obstacle(image: Any) -> str:
    """Say that an image cannot be read by the blind: its title is mostly the name of a file."""
    if image is None or getattr(image, "description", "").strip():
        return ""
    return gettext(
        "This image has no description. Please open it under “Images” and describe there what can be seen: "
        "screen readers read it out."
    )


def capacity_obstacle(event: Event, capacity: int | None) -> str:
    """Say that there would be fewer places than are taken; those that staff overbooked knowingly are no reason."""
    places = places_of(event) if capacity is not None else None
    if places is None or capacity is None or (places.capacity is not None and capacity >= places.capacity):
        return ""
    taken = count_places(places, timezone.now()).taken
    if capacity >= taken:
        return ""
    message = ngettext(
        "One person already has a place. There cannot be fewer.",
        "%(count)s people already have a place. There cannot be fewer.",
        taken,
    )
    return message % {"count": taken}
