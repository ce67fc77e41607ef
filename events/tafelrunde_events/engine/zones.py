"""Time zones: from the wall clock in an IANA zone to UTC, and to the VTIMEZONE that goes with it."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tafelrunde_events.engine import vtimezone
from tafelrunde_events.engine.errors import ZoneError

# Names under which a system may know UTC; iCalendar writes such times with a Z and without a VTIMEZONE.
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})
# Files beside the zones, with a meaning of their own on each machine.
_NOT_A_ZONE = frozenset({"Factory", "localtime", "posixrules"})


@lru_cache(maxsize=1024)
def get_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name such as ``Europe/Berlin``; raise ZoneError for anything else."""
    if name in _NOT_A_ZONE or name.startswith(("posix/", "right/")):
        raise ZoneError("unknown_zone", f"unknown time zone: {name!r}")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneError("unknown_zone", f"unknown time zone: {name!r}") from error


def is_utc(name: str) -> bool:
    """Tell whether the name stands for UTC itself."""
    return name in _UTC_NAMES


def to_utc(wall: datetime, zone_name: str) -> datetime:
    """Return the moment, aware in UTC, at which the clocks of the zone show this (naive) time.

    A time that clocks show twice means the first one; a time that they skip is read with the offset from before the
    change, so 02:30 becomes 03:30. That is ``fold=0`` of PEP 495 and the reading of RFC 5545 3.3.5.
    """
    return wall.replace(tzinfo=get_zone(zone_name), fold=0).astimezone(UTC)


def is_skipped_or_repeated(wall: datetime, zone_name: str) -> bool:
    """Tell whether a change of the clocks makes this (naive) time impossible or ambiguous."""
    zone = get_zone(zone_name)
    return wall.replace(tzinfo=zone, fold=0).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()


@lru_cache(maxsize=1024)
def vtimezone_text(zone_name: str, start: date, until: date | None) -> str:
    """Return the VTIMEZONE of a zone, with CRLF, right from one day to another (None: open end).

    Empty for UTC, which needs none. Raises ZoneError for an unknown zone.
    """
    return "" if is_utc(zone_name) else vtimezone.render(get_zone(zone_name), start, until)
