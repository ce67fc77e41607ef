"""From the many names that programs give a time zone to the one of the IANA database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tafelrunde_events.engine.errors import ZoneError
from tafelrunde_events.engine.zones import get_zone

_LONGEST_NAME = 255
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
# Names that stand in no list, because people and programs made them up.
_SPOKEN = dict.fromkeys(
    (
        "mez",
        "mesz",
        "cest",
        "central european time",
        "western/central europe",
        "central european summer time",
        "mitteleuropäische zeit",
        "mitteleuropäische sommerzeit",
        "mitteleuropäische normalzeit",
    ),
    "Europe/Berlin",
) | {"z": "UTC", "coordinated universal time": "UTC", "koordinierte weltzeit": "UTC"}
# Such as "(UTC+01:00) Amsterdam, Berlin", "GMT-0500" and "(GMT) Dublin/London".
_WITH_OFFSET = re.compile(r"\(?\s*(?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?)?\s*\)?\s*(.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s+\d{1,3}$")
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_DAYLIGHT = re.compile(r"\b(?:Daylight|Summer) Time$", re.IGNORECASE)
_PLAIN_TIME = re.compile(r"(?<!Standard) Time$", re.IGNORECASE)
# A day in each half of a year on which clocks are changed: one of them shows the standard time.
_PROBES = (datetime(2025, 1, 15, 12, tzinfo=UTC), datetime(2025, 7, 15, 12, tzinfo=UTC))


@lru_cache(maxsize=1024)
def iana_name(name: str) -> str | None:
    """Return the IANA zone that a TZID means, or None for one that nobody knows.

    Understands IANA names in any case, behind the prefix of a program ("/citadel.org/20260101_1/Europe/Berlin") or in
    an address ("http://tzurl.org/zoneinfo/Europe/Berlin"), Windows names ("W. Europe Standard Time"), what Outlook
    shows in their place ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"), plain offsets ("GMT+0100")
    and a few German names. The offset in a name with places must fit: it is how zones of one place name are told apart.
    """
    name = name.strip(" \t\"'")
    if not name or len(name) > _LONGEST_NAME:
        return None
    return next(filter(None, (reading(name) for reading in (_database, _windows, _with_offset))), None)


def _database(name: str) -> str | None:
    parts = name.removesuffix(".ics").replace(" ", "_").strip("/").casefold().split("/")
    return next(filter(None, (_zones().get("/".join(parts[first:])) for first in range(len(parts)))), None)


def _windows(name: str) -> str | None:
    return next(filter(None, (_WINDOWS.get(form) or _SPOKEN.get(form) for form in _windows_forms(name))), None)


def _windows_forms(name: str) -> Iterator[str]:
    """Yield the ways in which a Windows name may be meant: with a number, of summer, with a remark in brackets."""
    yield name.casefold()
    bare = _BRACKETS.sub("", _NUMBERED.sub("", name))
    yield bare.casefold()
    yield _DAYLIGHT.sub("Standard Time", bare).casefold()
    yield _PLAIN_TIME.sub(" Standard Time", bare).casefold()


def _with_offset(name: str) -> str | None:
    match = _WITH_OFFSET.fullmatch(name)
    if match is None:
        return None
    sign, hours, minutes, rest = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    if not rest:
        return _fixed(offset)
    return next(_of_places(re.split("[,/;]", rest), offset), None) or _windows(rest)


def _of_places(places: Iterable[str], offset: timedelta) -> Iterator[str]:
    for place in places:
        for zone in _zones_by_place().get(place.strip().replace(" ", "_").casefold(), ()):
            if any(probe.astimezone(get_zone(zone)).utcoffset() == offset for probe in _PROBES):
                yield zone


def _fixed(offset: timedelta) -> str | None:
    """Return the zone that always has this offset; the database has the signs the other way round."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if not hours and not rest:
        return "UTC"
    return None if rest else _zones().get(f"etc/gmt{-hours:+d}")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() if _is_zone(zone)}


def _is_zone(zone: str) -> bool:
    try:
        get_zone(zone)
    except ZoneError:
        return False
    return True


@lru_cache(maxsize=1)
def _zones_by_place() -> dict[str, list[str]]:
    by_place = defaultdict(list)
    for zone in sorted(_zones().values()):
        if "/" in zone:
            by_place[zone.rpartition("/")[2].casefold()].append(zone)
    return dict(by_place)
