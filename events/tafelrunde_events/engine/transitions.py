"""When the clocks of a time zone change.

``zoneinfo`` tells the offset of a moment and nothing else, so changes are found by looking at the zone week by week
and narrowing down to the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(days=7)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of a zone's offset from UTC."""

    moment: datetime
    """When, in UTC."""
    before: timedelta
    after: timedelta
    name: str
    """What the zone calls its time from then on (``CEST``)."""

    @property
    def wall(self) -> datetime:
        """What the clocks show at that moment, had they not changed; iCalendar notes onsets so (RFC 5545 3.6.5)."""
        return self.moment.replace(tzinfo=None) + self.before

    @property
    def disturbed(self) -> tuple[datetime, datetime]:
        """The wall-clock times that are skipped or read twice: from (inclusive), to (exclusive)."""
        utc = self.moment.replace(tzinfo=None)
        return utc + min(self.before, self.after), utc + max(self.before, self.after)


def transitions(zone: ZoneInfo, first: date, last: date) -> Iterator[Transition]:
    """Yield the changes of offset from the first to the last day in UTC, both included, in their order."""
    moment = datetime.combine(first, datetime.min.time(), UTC)
    end = datetime.combine(last, datetime.min.time(), UTC) + timedelta(days=1)
    before = _offset(zone, moment)
    while moment < end:
        step_end = min(moment + _STEP, end)
        after = _offset(zone, step_end)
        if after != before:
            change = _narrow_down(zone, moment, step_end)
            yield Transition(change, before, after, change.astimezone(zone).tzname() or "")
            before = after
        moment = step_end


def _narrow_down(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second between two moments at which the offset is no longer that of the lower one."""
    before = _offset(zone, low)
    while high - low > _SECOND:
        middle = low + (high - low) // (2 * _SECOND) * _SECOND
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
