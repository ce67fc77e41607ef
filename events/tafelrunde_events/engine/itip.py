"""iTIP messages (RFC 5546): what asks one person to a date, or tells them that it is off.

A message is the same for everybody but for two content lines, which name the organizer and the one attendee. So it can
be written once without them (`request_body`, `cancel_body`) and completed for each person (`insert_people`).
"""

from dataclasses import replace

from icalendar import Event
from icalendar.parser import Contentline
from icalendar.prop import vCalAddress

from tafelrunde_events.engine.addresses import Attendee, Organizer
from tafelrunde_events.engine.calendar import calendar_bytes
from tafelrunde_events.engine.components import Component, Override
from tafelrunde_events.engine.content_lines import content_text, fold
from tafelrunde_events.engine.vevent import address_value, component_events, organizer_value

# Inside a text every line that folding makes begins with a blank, so that this is always the end of a component.
_END_OF_EVENT = "\r\nEND:VEVENT\r\n"


def organizer_line(organizer: Organizer) -> str:
    """Return the folded ORGANIZER line, without its line break. Answers go to its address.

    Raises AddressError for an address that cannot stand in it.
    """
    return _line("ORGANIZER", organizer_value(organizer))


def attendee_line(attendee: Attendee, *, partstat: str = "NEEDS-ACTION", answers: bool = True) -> str:
    """Return the folded ATTENDEE line, without its line break.

    ``partstat`` is the answer that the sender knows (RFC 5545 3.2.12): with it programs keep showing that answer after
    an update. Without ``answers``, in a CANCEL, nothing is asked. Raises AddressError.
    """
    params = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    if answers:
        params |= {"PARTSTAT": partstat, "RSVP": "TRUE"}
    return _line("ATTENDEE", address_value(attendee.name, attendee.email, **params))


def request_body(component: Component, *, only: Override | None = None) -> str:
    """Return a REQUEST (RFC 5546 3.2.2) that names nobody yet: the invitation, and each later change of it.

    A series goes out whole, without the dates of it that are called off, as a REQUEST cannot say CANCELLED; or
    ``only`` one of its dates (RECURRENCE-ID). Programs tell new from old by SEQUENCE, then by the stored DTSTAMP.
    """
    if only is not None:
        return _message("REQUEST", component, [_single_event(component, only)])
    off = tuple(override.original_start for override in component.overrides if override.status == "CANCELLED")
    taking_place = replace(
        component,
        organizer=None,
        overrides=tuple(override for override in component.overrides if override.status != "CANCELLED"),
        cancelled_dates=component.cancelled_dates + off,
    )
    return _message("REQUEST", taking_place, list(component_events(taking_place)))


def cancel_body(component: Component, *, only: Override | None = None, uninvite: bool = False) -> str:
    """Return a CANCEL (RFC 5546 3.2.5) that names nobody yet. ``component`` carries the raised SEQUENCE and its reason.

    Of all dates, or of ``only`` one of a series (RECURRENCE-ID). With ``uninvite`` the date itself takes place and only
    the person addressed is no longer asked: then no STATUS is sent.
    """
    if only is not None:
        events = [_single_event(component, replace(only, status="CANCELLED"))]
    else:
        cancelled = replace(component, organizer=None, overrides=(), status="CANCELLED")
        events = list(component_events(cancelled))
    if uninvite:
        for event in events:
            del event["STATUS"]
    return _message("CANCEL", component, events)


def insert_people(body: str, *, organizer: str, attendee: str) -> str:
    """Return a message with these two content lines, or with what stands for them, in each of its components."""
    return body.replace(_END_OF_EVENT, f"\r\n{organizer}\r\n{attendee}{_END_OF_EVENT}")


def request_text(component: Component, *, attendee: Attendee, organizer: Organizer) -> str:
    """Return a REQUEST for one person.

    The attendee is named alone, for privacy, and by the address the mail goes to. ``organizer`` takes the place of the
    component's. Raises AddressError for either address.
    """
    return insert_people(request_body(component), organizer=organizer_line(organizer), attendee=attendee_line(attendee))


def cancel_text(
    component: Component,
    *,
    attendee: Attendee,
    organizer: Organizer,
    uninvite: bool = False,
) -> str:
    """Return a CANCEL for one person; see `cancel_body`. Raises AddressError for either address."""
    return insert_people(
        cancel_body(component, uninvite=uninvite),
        organizer=organizer_line(organizer),
        attendee=attendee_line(attendee, answers=False),
    )


def _single_event(component: Component, date: Override) -> Event:
    _series, event = component_events(replace(component, organizer=None, overrides=(date,), cancelled_dates=()))
    return event


def _message(method: str, component: Component, events: list[Event]) -> str:
    """Return a calendar without a name: with one Outlook would add it as a calendar of its own."""
    return calendar_bytes(map(content_text, events), zones=component.zones, method=method).decode()


def _line(name: str, value: vCalAddress) -> str:
    return fold(str(Contentline.from_parts(name, value.params, value, sorted=False)))
