"""From a session to its dates."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tafelrunde_events.engine.schedule import Session
from tafelrunde_events.engine.zones import get_zone

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One date of a session: on the wall clock (all-day: dates, the end included) and in UTC.

    ``original_start`` is the start that the rule gave it. It names the date for good (RECURRENCE-ID), wherever the
    date is moved later. In UTC an all-day date lasts from midnight in its zone to the midnight after its last day.
    """

    start: date
    end: date
    start_utc: datetime
    end_utc: datetime
    original_start: date


def expand(session: Session, *, horizon: date) -> list[Slot]:
    """Return the dates of a session: its first one always, what its rule adds up to the day ``horizon`` (included).

    Rules run on the wall clock: 18:00 stays 18:00 across changes of the clocks, and so do both ends of a night that
    such a change makes an hour longer or shorter. The session must have passed ``validate``.
    """
    zone, duration = get_zone(session.zone), session.duration
    return [
        Slot(start, start + duration, _utc(start, zone), _end_utc(start + duration, zone), start)
        for start in session.starts(horizon)
    ]


def _utc(wall: date, zone: ZoneInfo) -> datetime:
    if not isinstance(wall, datetime):
        wall = datetime.combine(wall, time.min)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _end_utc(end: date, zone: ZoneInfo) -> datetime:
    return _utc(end if isinstance(end, datetime) else end + _ONE_DAY, zone)
