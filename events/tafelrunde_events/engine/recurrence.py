"""From a session to its dates."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from tafelrunde_events.engine.schedule import Session
from tafelrunde_events.engine.wall_times import at_midnight
from tafelrunde_events.engine.zones import to_utc

_ONE_DAY = timedelta(days=1)


class Slot(NamedTuple):
    """One date of a session on the wall clock of its zone (all-day: dates, the end included).

    UTC is derived when it is asked for: thousands of dates are expanded to be compared, few to be stored.
    """

    start: date
    end: date
    zone: str

    @property
    def start_utc(self) -> datetime:
        """The moment at which it begins; an all-day date begins at midnight in its zone."""
        return to_utc(at_midnight(self.start), self.zone)

    @property
    def end_utc(self) -> datetime:
        """The moment at which it ends; an all-day date ends at the midnight after its last day."""
        end = self.end if isinstance(self.end, datetime) else self.end + _ONE_DAY
        return to_utc(at_midnight(end), self.zone)

    @property
    def original_start(self) -> date:
        """The start that the rule gave: it names the date for good (RECURRENCE-ID), wherever it is moved later."""
        return self.start


def expand(session: Session, *, horizon: date) -> list[Slot]:
    """Return the dates of a session: its first one always, what its rule adds up to the day ``horizon`` (included).

    Rules run on the wall clock: 18:00 stays 18:00 across changes of the clocks, and so do both ends of a night that
    such a change makes an hour longer or shorter. The session must have passed ``validate``.
    """
    zone, duration = session.zone, session.duration
    return [Slot(start, start + duration, zone) for start in session.starts(horizon)]
