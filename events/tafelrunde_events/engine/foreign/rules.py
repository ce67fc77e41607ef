"""Recurrence rules of strangers: any that RFC 5545 knows, expanded in bounded time.

dateutil walks a rule from its start, one step after the other, and some rules make it walk for long: every second, or
never (30 February). Rules without a count are therefore set forward to the days asked for, and each expansion is paid
for from the budget of the whole file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from icalendar.prop import vRecur

_LONGEST_RULE = 2_000
_LARGEST_INTERVAL = 100_000
_RANGES = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_UNITS = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}
_BELOW_A_DAY = ("SECONDLY", "MINUTELY", "HOURLY")
# RFC 7529: the calendar and the way with days that a month lacks which RFC 5545 means.
_GREGORIAN, _OMIT = ["GREGORIAN"], ["OMIT"]
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_RANGES})
_LAST_DAY_OF_EVERY_MONTH = 28
_MONTHS_OF_A_YEAR = 12
_DAYS_OF_A_WEEK = 7
_ONE_DAY = timedelta(days=1)
_YEARS_OF_A_CYCLE = 400
_CYCLE = timedelta(days=146_097)
# An expansion that would take more steps than this is not begun.
_MOST_STEPS = 50_000
_MOST_ONSETS = 2_000
_STEPS_OF_A_FILE = 600_000
_DATES_OF_A_FILE = 50_000


class RuleUnreadableError(Exception):
    """A rule that nobody can mean."""


class TooManyStepsError(Exception):
    """A rule that cannot be expanded in bounded time."""


@dataclass(slots=True)
class Budget:
    """How much work and how many dates a file may still ask for, all its entries together."""

    steps: int = _STEPS_OF_A_FILE
    dates: int = _DATES_OF_A_FILE

    def spend(self, steps: int) -> None:
        """Take steps from the budget; raise TooManyStepsError when they are too many, or no dates are wanted."""
        if steps > min(self.steps, _MOST_STEPS) or self.dates <= 0:
            raise TooManyStepsError
        self.steps -= steps


def starts(
    text: str, start: datetime, *, first: datetime, last: datetime, until: datetime | None, budget: Budget
) -> Iterator[datetime]:
    """Yield the starts that a rule gives between two times, all naive on one wall clock, in order.

    ``until`` is the UNTIL of the rule on that clock. Raises RuleUnreadableError and TooManyStepsError, the latter also
    after the first dates.
    """
    parts = _parts(text)
    last = min(last, until or last)
    counted = "COUNT" in parts
    begin = start if counted else _set_forward(parts, start, first)
    periods = _periods(parts, begin, last)
    # A rule below a day without conditions gives a date with each step: what is not needed is not walked.
    eager = parts["FREQ"][0] not in _BELOW_A_DAY or any(name.startswith("BY") for name in parts)
    budget.spend(periods if eager else min(periods, _MOST_STEPS))
    walked = 0
    for moment in _rule(parts, begin, last):
        walked += 1
        if moment > last:
            return
        if walked > _MOST_STEPS:
            raise TooManyStepsError
        if moment >= first:
            yield moment
    if not walked:
        # It was searched for to the end of time.
        budget.steps -= _periods(parts, begin, begin + _CYCLE)


def yearly_onsets(text: str, start: datetime, *, until: date) -> list[datetime]:
    """Return when a time zone changes its clocks by a yearly rule, up to the end of a year.

    Raises RuleUnreadableError for any rule but a yearly one that names days.
    """
    parts = _parts(text)
    if parts["FREQ"] != ["YEARLY"] or {"BYHOUR", "BYMINUTE", "BYSECOND"} & parts.keys():
        raise RuleUnreadableError
    last = datetime(min(until.year + 1, date.max.year), 12, 31)  # noqa: DTZ001 (on the wall clock)
    ends = parts.get("UNTIL", [last])[0]
    if not isinstance(ends, datetime):
        ends = datetime.combine(ends, datetime.max.time())
    last = min(last, ends.replace(tzinfo=None) + _ONE_DAY)
    return list(islice(takewhile(lambda onset: onset <= last, _rule(parts, start, last)), _MOST_ONSETS))


def until_of(text: str) -> date | None:
    """Return the UNTIL of a rule, as a day or a datetime in any form; raise RuleUnreadableError."""
    until = _parts(text).get("UNTIL", [None])[0]
    if until is not None and not isinstance(until, date):
        raise RuleUnreadableError
    return until


def _parts(text: str) -> dict[str, list]:
    """Return the parts of a rule that matter; raise RuleUnreadableError for one that cannot be."""
    if len(text) > _LONGEST_RULE:
        raise RuleUnreadableError
    try:
        read = vRecur.from_ical(text.strip().upper().removeprefix("RRULE:"))
    except (ValueError, OverflowError) as error:
        raise RuleUnreadableError from error
    parts = {name.upper(): values for name, values in read.items() if name.upper() in _KNOWN}
    if (
        read.get("RSCALE", _GREGORIAN) != _GREGORIAN
        or read.get("SKIP", _OMIT) != _OMIT
        or len(parts.get("FREQ", ())) != 1
    ):
        raise RuleUnreadableError
    _check_numbers(parts)
    return parts


def _check_numbers(parts: dict[str, list]) -> None:
    for name, (low, high) in _RANGES.items():
        if not all(low <= int(value) <= high for value in parts.get(name, ())):
            raise RuleUnreadableError
    if not 1 <= parts.get("INTERVAL", [1])[0] <= _LARGEST_INTERVAL:
        raise RuleUnreadableError
    # A count below one is how some programs write "for ever".
    if "COUNT" in parts and parts["COUNT"][0] < 1:
        del parts["COUNT"]


def _set_forward(parts: dict[str, list], start: datetime, first: datetime) -> datetime:
    """Return a start later in the same rhythm, a period or more before the first time asked for."""
    frequency, interval = parts["FREQ"][0], parts.get("INTERVAL", [1])[0]
    if unit := _UNITS.get(frequency):
        return start + max((first - start) // (unit * interval) - 1, 0) * unit * interval
    if start.day > _LAST_DAY_OF_EVERY_MONTH:
        return start
    period = interval * (_MONTHS_OF_A_YEAR if frequency == "YEARLY" else 1)
    between = (first.year - start.year) * _MONTHS_OF_A_YEAR + first.month - start.month
    years, month = divmod(start.month - 1 + max(between // period - 1, 0) * period, _MONTHS_OF_A_YEAR)
    return start.replace(year=start.year + years, month=month + 1)


def _periods(parts: dict[str, list], begin: datetime, last: datetime) -> int:
    """Return how many steps it takes at most to walk a rule from one time to another."""
    frequency, interval = parts["FREQ"][0], parts.get("INTERVAL", [1])[0]
    days = max((last - begin).days, 0) + 1
    finer = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        finer *= len(set(parts.get(name, (0,))))
    if frequency in _BELOW_A_DAY:
        # Days that do not fit cost a step, too, however large the interval is.
        return (days * _ONE_DAY // (_UNITS[frequency] * interval) + days) * finer
    if frequency == "WEEKLY":
        days = min(days, (days // _DAYS_OF_A_WEEK + 1) * len(parts.get("BYDAY", (0,))))
    return days * finer


def _rule(parts: dict[str, list], begin: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the times of a rule, also some after the last one. Raises RuleUnreadableError.

    dateutil looks for the next time up to the year 9999, whatever it is told of an end. So the rule is walked in the
    last 400 years before that: after 400 years the calendar repeats, weeks included.
    """
    kept = vRecur({name: values for name, values in parts.items() if name not in ("UNTIL", "COUNT")})
    try:
        cycles = (date.max.year - max(begin, last).year) // _YEARS_OF_A_CYCLE * _CYCLE
        text = kept.to_ical().decode()  # type: ignore[no-untyped-call]
        walk = rrulestr(text, dtstart=begin + cycles)
        yield from (moment - cycles for moment in islice(walk, parts.get("COUNT", [None])[0]))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError) as error:
        raise RuleUnreadableError from error
