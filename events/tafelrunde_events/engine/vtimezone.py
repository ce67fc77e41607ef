"""VTIMEZONE text: short, with today's rules, as clients understand it (RFC 5545 3.6.5).

A zone that changes its clocks by the same two rules every year gets one DAYLIGHT and one STANDARD part with a yearly
RRULE, counted from 1970. Everything else (a zone that changes its mind, Ramadan, a change at midnight after the last
Thursday) is listed change by change for the days asked for. A full history is never written: Outlook refuses it.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tafelrunde_events.engine.transitions import Transition, transitions

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_EPOCH = date(1970, 1, 1)
# The Gregorian calendar repeats after 28 years: then every day that a rule can hit has been seen.
_CYCLE = 28
# How far changes are listed where no rule covers them and the dates have no end.
_OPEN_END = timedelta(days=3653)
_WEEK = 7


def render(zone: ZoneInfo, first: date, last: date | None) -> str:
    """Return the VTIMEZONE of a zone, right for the days from ``first`` to ``last`` (None: no end)."""
    observances = _yearly_observances(zone, first.year) or _listed_observances(zone, first, last or first + _OPEN_END)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}", f"X-LIC-LOCATION:{zone.key}", *observances, "END:VTIMEZONE"]
    return "\r\n".join(lines) + "\r\n"


@lru_cache(maxsize=1024)
def _yearly_observances(zone: ZoneInfo, first_year: int) -> tuple[str, ...]:
    """Return the lines for a zone with two changes a year by rules that hold from the year on; none if it has not."""
    changes = _grouped(transitions(zone, date(first_year, 1, 1), date(first_year + _CYCLE - 1, 12, 31)))
    if sorted(map(len, changes)) != [_CYCLE, _CYCLE]:
        return ()
    lines: list[str] = []
    for onsets in sorted(changes, key=lambda onsets: onsets[0].wall.month):
        rule = _yearly_rule([onset.wall for onset in onsets])
        if rule is None:
            return ()
        start, text = rule
        lines += _observance(onsets[0], start, (f"RRULE:{text}",))
    return tuple(lines)


def _yearly_rule(onsets: list[datetime]) -> tuple[datetime, str] | None:
    """Return the first onset in 1970 and the RRULE that gives these onsets, or None if there is none."""
    first = onsets[0]
    month, weekday, time = first.month, first.weekday(), first.time()
    if any((onset.month, onset.weekday(), onset.time()) != (month, weekday, time) for onset in onsets):
        return None
    earliest, latest = min(onset.day for onset in onsets), max(onset.day for onset in onsets)
    if latest - earliest != _WEEK - 1:
        return None
    day = next(day for day in range(earliest, latest + 1) if date(_EPOCH.year, month, day).weekday() == weekday)
    start = datetime.combine(date(_EPOCH.year, month, day), time)
    return start, f"FREQ=YEARLY;BYMONTH={month};{_nth_weekday(month, weekday, earliest)}"


def _nth_weekday(month: int, weekday: int, earliest: int) -> str:
    """Return the BYDAY of a weekday that falls on one of the seven days from ``earliest``."""
    code = WEEKDAY_CODES[weekday]
    if earliest + _WEEK - 1 == monthrange(_EPOCH.year, month)[1]:
        return f"BYDAY=-1{code}"
    if earliest % _WEEK == 1:
        return f"BYDAY={earliest // _WEEK + 1}{code}"
    days = ",".join(str(day) for day in range(earliest, earliest + _WEEK))
    return f"BYMONTHDAY={days};BYDAY={code}"


def _listed_observances(zone: ZoneInfo, first: date, last: date) -> tuple[str, ...]:
    """Return the lines for a zone without yearly rules: how it starts, then each change up to the last day."""
    day = timedelta(days=1)
    changes = list(transitions(zone, first - day, last + day))
    start = datetime.combine(_EPOCH, datetime.min.time())
    if changes:
        offset, name = changes[0].before, None
    else:
        noon = datetime.combine(first, datetime.min.time(), zone)
        offset, name = noon.utcoffset() or timedelta(), noon.tzname()
    lines = _part("STANDARD", start, offset, offset, name, ())
    for onsets in _grouped(changes):
        # With RDATEs the DTSTART must be one of them: ical.js counts it only then.
        repetition = [f"RDATE:{_stamp(onset.wall)}" for onset in onsets] if len(onsets) > 1 else []
        lines += _observance(onsets[0], onsets[0].wall, repetition)
    return tuple(lines)


def _grouped(changes: Iterable[Transition]) -> list[list[Transition]]:
    """Return the changes by what they change, each group in order of time."""
    groups = defaultdict(list)
    for change in changes:
        groups[change.before, change.after, change.name].append(change)
    return list(groups.values())


def _observance(change: Transition, start: datetime, repetition: Iterable[str]) -> list[str]:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    return _part(kind, start, change.before, change.after, change.name, repetition)


def _part(
    kind: str, start: datetime, before: timedelta, after: timedelta, name: str | None, repetition: Iterable[str]
) -> list[str]:
    lines = [f"BEGIN:{kind}", f"DTSTART:{_stamp(start)}", *repetition]
    lines += [f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}"]
    if name:
        lines.append(f"TZNAME:{name}")
    return [*lines, f"END:{kind}"]


def _stamp(wall: datetime) -> str:
    return wall.strftime("%Y%m%dT%H%M%S")


def _offset(offset: timedelta) -> str:
    """Return an offset as ±HHMM; the seconds of local mean times are dropped, no client reads them."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
