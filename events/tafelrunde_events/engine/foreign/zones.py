"""The clocks by which the times in a foreign calendar are meant."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

from icalendar.prop import vUTCOffset

from tafelrunde_events.engine.foreign.blocks import Block, values
from tafelrunde_events.engine.foreign.plain_times import day_or_time
from tafelrunde_events.engine.foreign.rules import RuleUnreadableError, yearly_onsets
from tafelrunde_events.engine.foreign.windows_zones import iana_name
from tafelrunde_events.engine.wall_times import at_midnight
from tafelrunde_events.engine.zones import get_zone, is_utc

# Reading a zone that only the file knows takes time: more than these are no honest calendar.
_MOST_OWN_ZONES = 50
_MOST_RULES = 200
_MOST_ONSETS = 5_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of a time zone. ``name`` is empty for UTC and for a zone that only the file knows."""

    name: str
    zone: tzinfo

    def to_utc(self, wall: datetime) -> datetime:
        """Return the moment, aware in UTC, at which this clock shows a naive time."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def read(self, moment: datetime) -> datetime:
        """Return the naive time that this clock shows at an aware moment."""
        return moment.astimezone(self.zone).replace(tzinfo=None, fold=0)


UTC_CLOCK = Clock("", UTC)


class FileZone(tzinfo):
    """A time zone as the VTIMEZONE of a file defines it: from each onset on another offset."""

    def __init__(self, onsets: list[tuple[datetime, timedelta, timedelta]]) -> None:
        """Take the onsets in order: the time on the clock before the change, the offsets before and after it."""
        self._walls = [wall for wall, _before, _after in onsets]
        self._moments = [wall - before for wall, before, _after in onsets]
        self._offsets = [onsets[0][1], *(after for _wall, _before, after in onsets)]

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return the offset at a time on this clock."""
        position = 0 if dt is None else bisect_right(self._walls, dt.replace(tzinfo=None))
        return self._offsets[position]

    def fromutc(self, dt: datetime) -> datetime:
        """Return a moment, given as UTC with this zone, on this clock."""
        return dt + self._offsets[bisect_right(self._moments, dt.replace(tzinfo=None))]

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Return None: files do not say which part of an offset is daylight saving."""
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """Return None: the name is never shown."""
        return None


class Clocks:
    """Finds the clock that a TZID means, in the database first and then in the file."""

    def __init__(self, default_zone: str, *, until: date) -> None:
        """Take the zone for times that name none (raises ZoneError), and the last day that zones are read for."""
        self.default = Clock(default_zone, get_zone(default_zone))
        self._until = until
        self._own: dict[int, Clock | None] = {}
        self._rules = 0

    def find(self, tzid: str, calendar: Block | None) -> Clock | None:
        """Return the clock of a TZID in a calendar, or None for a zone that nobody defines."""
        definition = calendar.zones.get(tzid) if calendar else None
        names = [tzid]
        if definition is not None:
            names += [definition.text(name) for name in ("X-LIC-LOCATION", "TZID-ALIAS-OF", "TZURL")]
        for name in names:
            if zone := iana_name(name):
                return UTC_CLOCK if is_utc(zone) else Clock(zone, get_zone(zone))
        return self._of_file(definition) if definition else None

    def _of_file(self, definition: Block) -> Clock | None:
        if definition.line not in self._own and len(self._own) < _MOST_OWN_ZONES:
            onsets = sorted(islice(self._onsets(definition), _MOST_ONSETS))
            self._own[definition.line] = Clock("", FileZone(onsets)) if onsets else None
        return self._own.get(definition.line)

    def _onsets(self, definition: Block) -> Iterator[tuple[datetime, timedelta, timedelta]]:
        """Yield the changes of a zone; an observance that cannot be read is left out."""
        for observance in definition.observances:
            try:
                before, after = _offset(observance.text("TZOFFSETFROM")), _offset(observance.text("TZOFFSETTO"))
                start = at_midnight(day_or_time(observance.text("DTSTART").removesuffix("Z")))
                rule = observance.text("RRULE")
                onsets = self._by_rule(rule, start) if rule else []
            except (ValueError, OverflowError, RuleUnreadableError):
                continue
            listed = [_wall_or_none(value) for value, _found in values(observance.properties.get("RDATE", ()))]
            yield from ((wall, before, after) for wall in {start, *onsets, *filter(None, listed)})

    def _by_rule(self, rule: str, start: datetime) -> list[datetime]:
        self._rules += 1
        if self._rules > _MOST_RULES:
            raise RuleUnreadableError
        return yearly_onsets(rule, start, until=self._until)


def _wall_or_none(text: str) -> datetime | None:
    try:
        return at_midnight(day_or_time(text.removesuffix("Z")))
    except ValueError:
        return None


def _offset(text: str) -> timedelta:
    offset: timedelta = vUTCOffset.from_ical(text.replace(":", ""))  # type: ignore[no-untyped-call]
    return offset
