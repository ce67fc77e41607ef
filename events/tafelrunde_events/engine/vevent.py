"""VEVENT text, built with icalendar (RFC 5545 3.6.1)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Event
from icalendar.prop import vCalAddress, vCategory, vDate, vDatetime, vDuration, vGeo, vInline, vInt, vText, vUri

from tafelrunde_events.engine.addresses import Organizer, display_name, mailto
from tafelrunde_events.engine.components import Component
from tafelrunde_events.engine.content_lines import content_text
from tafelrunde_events.engine.errors import EngineError
from tafelrunde_events.engine.schedule import Session
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.engine.zones import get_zone, is_utc

_ONE_DAY = timedelta(days=1)


class Text(vText):
    r"""A TEXT value that leaves a written ``\N`` alone (icalendar turns ``C:\Neu`` into a line break)."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        r"""Return the value with exactly ``\\``, ``\;``, ``\,`` and ``\n`` escaped (RFC 5545 3.3.11)."""
        return self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n").encode()


class _Categories(vCategory):
    """Categories of which each may contain commas and backslashes."""

    def to_ical(self) -> bytes:
        return b",".join(Text(category).to_ical() for category in self.cats)


class _Degrees(vGeo):
    """A position without the scientific notation that Python chooses for small numbers."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def component_text(component: Component) -> str:
    """Return the VEVENT of an entry, and one more for each override, folded by octets and with CRLF.

    The same component gives the same text, always. Raises EngineError (see ``Component.validate``; ``url_malformed``)
    and AddressError for an organizer's address.
    """
    return "".join(map(content_text, component_events(component)))


def component_events(component: Component) -> Iterator[Event]:
    """Yield the events that make up an entry: the series or single date first, then its overrides by date."""
    component.validate()
    event = _event(component)
    for day in sorted(component.cancelled_dates):
        # One line for each: the form that no parser gets wrong.
        event.setdefault("EXDATE", []).append(wall_value(day, component.session))
    yield event
    for override in sorted(component.overrides, key=lambda override: override.original_start):
        recurrence_id = wall_value(override.original_start, component.session)
        yield _event(component.overridden(override), recurrence_id)


def _event(component: Component, recurrence_id: vDate | vDatetime | None = None) -> Event:
    event = Event()
    _identify(event, component)
    if recurrence_id is not None:
        event["RECURRENCE-ID"] = recurrence_id
    _schedule(event, component.session)
    _describe(event, component)
    _locate(event, component)
    return event


def _identify(event: Event, component: Component) -> None:
    event["UID"] = Text(component.uid)
    event["SEQUENCE"] = vInt(component.sequence)
    event["DTSTAMP"] = vDatetime(component.dtstamp.astimezone(UTC))
    if component.created:
        event["CREATED"] = vDatetime(component.created.astimezone(UTC))
    event["LAST-MODIFIED"] = vDatetime(component.last_modified.astimezone(UTC))


def _schedule(event: Event, session: Session) -> None:
    event["DTSTART"] = wall_value(session.start, session)
    if session.rule and session.crosses_clock_change:
        # DTEND gives all dates the exact length of the first (RFC 5545 3.8.5.3): here one hour off the others.
        event["DURATION"] = vDuration(session.duration)
    else:
        event["DTEND"] = wall_value(session.end + _ONE_DAY if session.all_day else session.end, session)
    if session.rule:
        event["RRULE"] = vInline(session.rule.to_rrule(_zoned(session.start, session.zone)))


def _describe(event: Event, component: Component) -> None:
    event["SUMMARY"] = Text(clean_line(component.summary))
    event["STATUS"] = vInline(component.status)
    # A date that does not take place keeps nobody busy.
    event["TRANSP"] = vInline("TRANSPARENT" if component.status == "CANCELLED" else "OPAQUE")
    if description := _description(component):
        event["DESCRIPTION"] = Text(description)
    if categories := [category for category in map(clean_line, component.categories) if category]:
        event["CATEGORIES"] = _Categories(categories)
    if component.organizer:
        event["ORGANIZER"] = organizer_value(component.organizer)
    if component.url:
        event["URL"] = _uri(component.url)


def _description(component: Component) -> str:
    parts = [clean_line(component.cancel_reason), clean_text(component.description).strip()]
    if component.conference_url not in component.description:
        parts.append(component.conference_url)
    return "\n\n".join(part for part in parts if part)


def _locate(event: Event, component: Component) -> None:
    if location := clean_line(component.location, joint=", ") or component.conference_url:
        event["LOCATION"] = Text(location)
    if component.geo:
        event["GEO"] = _Degrees(component.geo)
    if component.conference_url:
        event["CONFERENCE"] = _conference(component.conference_url)


def wall_value(moment: date, session: Session) -> vDate | vDatetime:
    """Return a date or a wall-clock time of a session in the one form that all its properties share."""
    if not isinstance(moment, datetime):
        return vDate(moment, params={"VALUE": "DATE"})
    if is_utc(session.zone):
        return vDatetime(moment.replace(tzinfo=UTC))
    value = vDatetime(moment)
    # The zone's name goes in as it was entered; icalendar would replace some names by equivalent ones.
    value.params["TZID"] = session.zone
    return value


def organizer_value(organizer: Organizer) -> vCalAddress:
    """Return the ORGANIZER value; raise AddressError for an address that cannot stand in it."""
    return address_value(organizer.name, organizer.email)


def address_value(name: str, email: str, **params: str) -> vCalAddress:
    """Return a calendar address with its display name, quoted and escaped as RFC 6868 asks, and other parameters."""
    cn = display_name(name)
    return vCalAddress(mailto(email), params={"CN": cn, **params} if cn else params)


def _zoned(start: date, zone: str) -> date:
    return start.replace(tzinfo=get_zone(zone)) if isinstance(start, datetime) else start


def _conference(address: str) -> vUri:
    """Return a CONFERENCE value, labelled with the service that people will see in their browser."""
    conference = _uri(address)
    conference.params.update({"VALUE": "URI", "FEATURE": "VIDEO"})
    try:
        host = urlsplit(address).hostname
    except ValueError as error:
        raise EngineError("url_malformed", f"not an address: {address!r}") from error
    if host:
        conference.params["LABEL"] = host
    return conference


def _uri(address: str) -> vUri:
    if not address.isprintable() or " " in address:
        raise EngineError("url_malformed", f"not an address: {address!r}")
    return vUri(address)
