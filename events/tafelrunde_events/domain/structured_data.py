"""Public events in the words of schema.org, for search engines: only what is certain (schema.org/Event)."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.calendar_text import permanent_url, walls_in_zone
from tafelrunde_events.domain.exports import moment_text
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, original_of
from tafelrunde_events.enums import Booking
from tafelrunde_events.models import Event, Occurrence, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation

#: How many dates of an event are named one by one.
MOST_DATES = 20
_SCHEMA = "https://schema.org"
_AVAILABILITY = {Booking.OPEN: "InStock", Booking.FULL: "SoldOut", Booking.WAITING_LIST: "SoldOut"}
#: Free text is taken at its word where it says nothing but this.
_FREE = {"free", "free of charge", "kostenfrei", "kostenlos", "gebührenfrei", "entgeltfrei"}


@dataclass(frozen=True, slots=True)
class Face:
    """What a page adds to the facts of its event, in its own language."""

    title: str
    summary: str
    language: str
    image_url: str = ""
    costs: str = ""


def event_data(plan: EventPlan, face: Face | None = None) -> dict[str, Any] | None:
    """Return what schema.org calls an `Event`, or None for one that is not public or has no date to name.

    An event with several dates names each of them as `subEvent`: all sessions, and the coming dates of a series.
    """
    event, dates = plan.event, _dates(plan)
    if event.visibility != Visibility.PUBLIC or not dates:
        return None
    face = face or Face(event.title, event.summary, event.language)
    common = _facts(event, face)
    described = {
        "@context": _SCHEMA,
        "description": face.summary,
        "image": face.image_url,
        "inLanguage": face.language,
        "organizer": [_organisation(one) for one in plan.organisers if one.is_released],
    }
    parts = [_part(event, entry_plan, row) for entry_plan, row in dates]
    if len(parts) == 1:
        return _filled(described | common | parts[0])
    last = max(range(len(dates)), key=lambda number: dates[number][1].end)
    whole = {
        "@type": "EventSeries" if any(entry_plan.entry.rule for entry_plan in plan.entries) else "Event",
        "startDate": parts[0]["startDate"],
        "endDate": parts[last]["endDate"],
        "eventStatus": f"{_SCHEMA}/{'EventCancelled' if event.is_cancelled else 'EventScheduled'}",
        **_where(event, event.venue, event.room),
        "subEvent": [_filled(common | part) for part in parts],
    }
    return _filled(described | common | whole)


def data_block(data: dict[str, Any] | None) -> SafeString | str:
    """Return the element of a page that carries the data; nothing without any. Browsers never run it."""
    return format_html('<script type="application/ld+json">{}</script>', _Json(data)) if data else ""


class _Json:
    """Data as the text of a script element: nothing in it ends the element or opens another."""

    _ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def __html__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False).translate(self._ESCAPES)


def _dates(plan: EventPlan) -> list[tuple[EntryPlan, Occurrence]]:
    now = timezone.now()
    found = [
        (entry_plan, row)
        for entry_plan in plan.entries
        for row in entry_plan.rows
        if not entry_plan.entry.rule or row.end > now
    ]
    return sorted(found, key=lambda pair: pair[1].start)[:MOST_DATES]


def _facts(event: Event, face: Face) -> dict[str, Any]:
    """Return what every date of an event has in common."""
    url = permanent_url(event)
    free = face.costs.strip(" .").casefold() in _FREE
    availability = _AVAILABILITY.get(Booking(event.booking))
    offer = {
        "@type": "Offer",
        "url": url,
        "availability": f"{_SCHEMA}/{availability}",
        "price": 0 if free else None,
        "priceCurrency": "EUR" if free else "",
    }
    return {
        "@type": "Event",
        "name": face.title,
        "url": url,
        "isAccessibleForFree": True if free else None,
        "offers": _filled(offer) if availability and not event.is_cancelled else None,
    }


def _part(event: Event, entry_plan: EntryPlan, row: Occurrence) -> dict[str, Any]:
    """Return what one date says for itself."""
    zone = entry_plan.entry.zone
    planned, now = original_of(row), walls_in_zone(row, zone)[0]
    moved = planned != now and not row.is_cancelled
    status = "EventCancelled" if row.is_cancelled else "EventRescheduled" if moved else "EventScheduled"
    own_room = "" if row.venue else event.room
    return {
        "startDate": row.start_date.isoformat() if row.all_day else moment_text(row.start, row.zone),
        "endDate": row.end_date.isoformat() if row.all_day else moment_text(row.end, row.zone),
        "eventStatus": f"{_SCHEMA}/{status}",
        "previousStartDate": _planned(planned, zone) if moved else "",
        **_where(event, row.venue or event.venue, own_room),
        **({"offers": None} if row.is_cancelled else {}),
    }


def _where(event: Event, venue: Venue | None, room: str) -> dict[str, Any]:
    """Return where one takes part: at a place, online, or both; nothing while that is not known."""
    places = []
    if venue is not None:
        places.append(_place(venue, room))
    if event.online_url:
        # The way into the meeting stays on the page: robots that disturb meetings read structured data too.
        places.append({"@type": "VirtualLocation", "url": permanent_url(event)})
    if not places:
        return {}
    mode = "Mixed" if len(places) == 2 else "Offline" if venue is not None else "Online"
    return {
        "eventAttendanceMode": f"{_SCHEMA}/{mode}EventAttendanceMode",
        "location": places if len(places) > 1 else places[0],
    }


def _place(venue: Venue, room: str) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postal_code,
        "addressLocality": venue.city,
    }
    geo = None
    if venue.latitude is not None and venue.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": float(venue.latitude), "longitude": float(venue.longitude)}
    name = ", ".join(filter(None, [room, venue.name]))
    return _filled({"@type": "Place", "name": name, "address": _filled(address), "geo": geo})


def _organisation(organisation: Organisation) -> dict[str, str]:
    address = conf.absolute_url(organisation.get_absolute_url())
    return {"@type": "Organization", "name": organisation.name, "url": address}


def _planned(planned: dt.date, zone: str) -> str:
    """Return where a date stood in the schedule, as `startDate` would name it."""
    if not isinstance(planned, dt.datetime):
        return planned.isoformat()
    return planned.replace(tzinfo=engine.get_zone(zone)).isoformat(timespec="seconds")


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what nobody said; a price of nothing was said."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
