"""iTIP messages (RFC 5546): what asks one person to a date, or tells them that it is off."""

from dataclasses import replace

from icalendar import Event

from tafelrunde_events.engine.addresses import Attendee, Organizer
from tafelrunde_events.engine.calendar import calendar_bytes
from tafelrunde_events.engine.components import Component
from tafelrunde_events.engine.content_lines import content_text
from tafelrunde_events.engine.vevent import address_value, component_events


def request_text(component: Component, *, attendee: Attendee, organizer: Organizer) -> str:
    """Return a REQUEST for one person (RFC 5546 3.2.2): the invitation, and each later change of it.

    The attendee is named alone, for privacy, and by the address the mail goes to. ``organizer`` takes the place of the
    component's; answers go to its address. Programs tell new from old by SEQUENCE, then by the stored DTSTAMP.
    Raises AddressError for either address.
    """
    guest = address_value(
        attendee.name,
        attendee.email,
        CUTYPE="INDIVIDUAL",
        ROLE="REQ-PARTICIPANT",
        PARTSTAT="NEEDS-ACTION",
        RSVP="TRUE",
    )
    events = list(component_events(replace(component, organizer=organizer)))
    for event in events:
        event["ATTENDEE"] = guest
    return _message("REQUEST", component, events)


def cancel_text(
    component: Component,
    *,
    attendee: Attendee,
    organizer: Organizer,
    uninvite: bool = False,
) -> str:
    """Return a CANCEL for one person (RFC 5546 3.2.5). ``component`` carries the raised SEQUENCE and its reason.

    With ``uninvite`` the date itself takes place and only this person is no longer asked: then no STATUS is sent.
    Raises AddressError for either address.
    """
    cancelled = replace(component, organizer=organizer, overrides=(), status="CANCELLED")
    events = list(component_events(cancelled))
    for event in events:
        event["ATTENDEE"] = address_value(attendee.name, attendee.email, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT")
        if uninvite:
            del event["STATUS"]
    return _message("CANCEL", component, events)


def _message(method: str, component: Component, events: list[Event]) -> str:
    """Return a calendar without a name: with one Outlook would add it as a calendar of its own."""
    return calendar_bytes(map(content_text, events), zones=component.zones, method=method).decode()
