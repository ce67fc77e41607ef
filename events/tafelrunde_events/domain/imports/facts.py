"""What a foreign entry says, in the shape of our own events: facts, sessions and the keys that tie them together."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from django.db.models import Model
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.scheduling import EventFacts
from tafelrunde_events.models import CalendarSource, Event, ImportedEvent, ScheduleEntry, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation

#: How long ago a date may be over to be taken over.
_PAST = dt.timedelta(days=30)
#: As long as the lead of our own pages, which stands in the same places.
_SUMMARY_LENGTH = 400


@dataclass(frozen=True, slots=True)
class ForeignSessions:
    """The dates of a foreign entry as sessions; the keys of those called off there, and what no calendar could show."""

    sessions: list[engine.Session] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def window_on(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of which dates are taken over.

    Both lie on the edges of months: within a month, a calendar that did not change reads the same every day.
    """
    since = (day - _PAST).replace(day=1)
    until = (day + relativedelta(months=conf.horizon_months() + 1)).replace(day=1) - dt.timedelta(days=1)
    return since, until


def sessions_of(foreign: engine.ForeignEvent) -> ForeignSessions:
    """Return the dates of a foreign entry; one that our calendar refuses is named by the code of its error."""
    result = ForeignSessions()
    names: Counter[str] = Counter()
    for date in sorted(foreign.dates, key=lambda date: date.recurrence_id):
        key = _key(foreign.uid, date.recurrence_id[:10], names)
        session = engine.Session(key=key, start=date.start, end=date.end, zone=date.zone)
        try:
            session.validate()
        except engine.EngineError as error:
            result.refused.append(error.code)
            continue
        result.sessions.append(session)
        if date.cancelled:
            result.cancelled.add(key)
    return result


def facts_of_foreign(
    source: CalendarSource, foreign: engine.ForeignEvent, *, hidden: bool, venues: Iterable[Venue]
) -> EventFacts:
    """Return the facts that a source and one of its entries give an event."""
    location = foreign.location.strip()
    venue = match_venue(location, venues)
    online = location if is_web_address(location) else ""
    return {
        "title": _shorten(foreign.title, Event, "title") or in_site_language("untitled"),
        "summary": Truncator(foreign.description.strip()).chars(_SUMMARY_LENGTH),
        "language": conf.language(),
        "visibility": visibility_of_import(source, hidden=hidden),
        "venue": venue,
        "room": "" if venue or online else _shorten(location, Event, "room"),
        "online_url": online if len(online) <= max_length(Event, "online_url") else "",
        "organisers": organisers_of(source),
    }


def visibility_of_import(source: CalendarSource, *, hidden: bool) -> Visibility:
    """Return who sees an event of the source."""
    return Visibility.COORDINATION if hidden else Visibility(source.visibility)


def organisers_of(source: CalendarSource) -> Sequence[Organisation]:
    """Return who is named as organiser: the source's organisation, when the public directory names it."""
    organisation = source.organisation
    return [organisation] if organisation is not None and organisation.is_released else []


def match_venue(location: str, venues: Iterable[Venue]) -> Venue | None:
    """Return the venue whose name and city both stand in the text."""
    text = location.casefold()
    return next((one for one in venues if one.name.casefold() in text and one.city.casefold() in text), None)


def page_of(foreign: engine.ForeignEvent) -> str:
    """Return the address of the page over there, or nothing where it is none that a browser should open."""
    usable = is_web_address(foreign.url) and len(foreign.url) <= max_length(ImportedEvent, "url")
    return foreign.url if usable else ""


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address of the web and nothing else."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def in_site_language(name: str, **values: str) -> str:
    """Return a sentence that goes into an event, in the language of imported events."""
    with translation.override(conf.language()):
        sentences = {
            "untitled": gettext("Date without a title"),
            "cancelled": gettext("Called off where this date comes from."),
            "gone": gettext("No longer in the calendar of %(source)s."),
            "source_deleted": gettext("The calendar of %(source)s is no longer taken over."),
        }
        return sentences[name] % values


def max_length(model: type[Model], name: str) -> int:
    """Return how long a text may be that a field stores."""
    field: Any = model._meta.get_field(name)  # noqa: SLF001 (Django's documented name)
    return int(field.max_length)


def _key(uid: str, day: str, names: Counter[str]) -> str:
    """Return the key of a date: the same day is the same date, whatever its time (as in series of our own)."""
    names[day] += 1
    return sha256(f"{uid}\0{day}\0{names[day]}".encode()).hexdigest()[: max_length(ScheduleEntry, "key")]


def _shorten(text: str, model: type[Event], name: str) -> str:
    return Truncator(" ".join(text.split())).chars(max_length(model, name))
