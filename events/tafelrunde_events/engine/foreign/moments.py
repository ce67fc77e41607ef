"""Points in time as a foreign calendar means them: on a clock."""

from dataclasses import dataclass
from datetime import date, datetime

from tafelrunde_events.engine.foreign.blocks import Block, Property
from tafelrunde_events.engine.foreign.plain_times import PUNCTUATED, day_or_time, mended
from tafelrunde_events.engine.foreign.zones import UTC_CLOCK, Clock, Clocks


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a naive time on a clock; without a clock on that of the entry it belongs to."""

    at: date
    clock: Clock | None = None

    def on(self, clock: Clock) -> date:
        """Return the day, or what another clock shows at this time."""
        if not isinstance(self.at, datetime) or self.clock in (None, clock):
            return self.at
        return clock.read(self.clock.to_utc(self.at))


class MomentReader:
    """Reads the times of one entry, and remembers the zones that it could not find."""

    def __init__(self, clocks: Clocks, calendar: Block | None) -> None:
        self._clocks = clocks
        self._calendar = calendar
        self.unknown_zone = False

    def moment(self, value: str, found: Property) -> Moment:
        """Return the day or time that a property says; raise ValueError for anything else."""
        tzid = found.params.get("TZID", "")
        if ":" in value and not PUNCTUATED.fullmatch(value.strip().upper()):
            # A TZID such as (UTC+01:00) Amsterdam, Berlin that nobody put in quotes.
            rest, _colon, value = value.rpartition(":")
            tzid = f"{tzid}:{rest}"
        text = mended(value)
        read = day_or_time(text.removesuffix("Z"))
        if not isinstance(read, datetime):
            return Moment(read)
        return Moment(read, UTC_CLOCK if text.endswith("Z") else self._clock(tzid))

    def _clock(self, tzid: str) -> Clock | None:
        if not tzid:
            return None
        clock = self._clocks.find(tzid, self._calendar)
        self.unknown_zone |= clock is None
        return clock
