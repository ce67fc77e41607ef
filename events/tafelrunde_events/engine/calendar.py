"""Whole calendar streams around stored component text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from icalendar import Calendar
from icalendar.prop import vInline, vUri

from tafelrunde_events.engine.content_lines import content_text
from tafelrunde_events.engine.errors import EngineError
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.engine.vevent import Text
from tafelrunde_events.engine.zones import vtimezone_text

PRODID = "-//Tafelrunde//Tafelrunde//DE"

_DURATION = re.compile(r"P(\d+W|\d+D|T\d+[HM])")
_END = "END:VCALENDAR\r\n"

Zone = tuple[str, date, date | None]
"""A zone that a stream uses: its name, the first and the last day (None: no end)."""


def calendar_bytes(
    component_texts: Iterable[str],
    *,
    zones: Iterable[Zone] = (),
    name: str | None = None,
    url: str | None = None,
    refresh: str | None = None,
    method: str | None = None,
) -> bytes:
    """Return a calendar of stored VEVENT text, with each zone described once; the same input gives the same bytes.

    ``name`` and ``refresh`` (a duration such as ``PT6H``) belong into feeds only: Outlook makes a new calendar of a
    named single date. ``url`` is the page of the same dates. ``method`` stays away from feeds, or is ``PUBLISH``.
    Raises ZoneError for an unknown zone and EngineError ``duration_malformed``.
    """
    parts = calendar_parts(component_texts, zones=zones, name=name, url=url, refresh=refresh, method=method)
    return b"".join(parts)


def calendar_parts(
    component_texts: Iterable[str],
    *,
    zones: Iterable[Zone] = (),
    name: str | None = None,
    url: str | None = None,
    refresh: str | None = None,
    method: str | None = None,
) -> Iterator[bytes]:
    """Yield the bytes of ``calendar_bytes`` piece by piece, so that the whole never needs to be in memory."""
    yield (_head(name=name, url=url, refresh=refresh, method=method) + zones_text(zones)).encode()
    for text in component_texts:
        yield text.encode()
    yield _END.encode()


def zones_text(zones: Iterable[Zone]) -> str:
    """Return the VTIMEZONEs of a stream, each name once and for all days it is needed, in order of names."""
    spans: dict[str, tuple[date, date | None]] = {}
    for name, first, last in zones:
        known_first, known_last = spans.get(name, (first, last))
        spans[name] = min(first, known_first), last and known_last and max(last, known_last)
    return "".join(vtimezone_text(name, *spans[name]) for name in sorted(spans))


@lru_cache(maxsize=256)
def _head(*, name: str | None, url: str | None, refresh: str | None, method: str | None) -> str:
    """Return the calendar's own properties, all of them before the first component (Outlook ignores later ones)."""
    if refresh is not None and not _DURATION.fullmatch(refresh):
        raise EngineError("duration_malformed", f"not a duration such as PT6H: {refresh!r}")
    calendar = Calendar()
    calendar["VERSION"] = vInline("2.0")
    calendar["PRODID"] = Text(PRODID)
    calendar["CALSCALE"] = vInline("GREGORIAN")
    if method:
        calendar["METHOD"] = vInline(method)
    if name:
        calendar["NAME"] = calendar["X-WR-CALNAME"] = Text(clean_line(name))
    if url:
        calendar["URL"] = vUri(url)
    if refresh:
        calendar["REFRESH-INTERVAL"] = vInline(refresh, params={"VALUE": "DURATION"})
        calendar["X-PUBLISHED-TTL"] = vInline(refresh)
    return content_text(calendar).removesuffix(_END)
