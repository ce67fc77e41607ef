"""What is planned: a session, single or repeated, on the wall clock of its zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tafelrunde_events.engine.errors import RuleError, ScheduleError
from tafelrunde_events.engine.rules import Frequency, Rule
from tafelrunde_events.engine.transitions import transitions
from tafelrunde_events.engine.wall_times import day_of
from tafelrunde_events.engine.zones import get_zone, is_skipped_or_repeated, to_utc

__all__ = ["Frequency", "Rule", "Session"]

_LEAP_DAY = (2, 29)
_LAST_DAY_OF_EVERY_MONTH = 28
_LONGEST = timedelta(days=366)
# Time zones are described from 1970 on; what lies beyond 2199 is a slip of the keyboard.
_YEARS = range(1970, 2200)
# How far a rule's dates are compared with the changes of the clocks.
_CHECKED = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Session:
    """A date as it was entered, which is the truth; UTC and iCalendar text are derived from it.

    ``start`` and ``end`` are naive datetimes on the wall clock of ``zone`` (an IANA name), or plain dates for an
    all-day session. An all-day ``end`` is the last day itself, as people write it; iCalendar's DTEND is the day after.
    ``key`` is the caller's name for the session and stays with it through all changes. With a ``rule``, ``start`` and
    ``end`` are those of the first date.
    """

    key: str
    start: date
    end: date
    zone: str
    rule: Rule | None = None

    @property
    def all_day(self) -> bool:
        """Whether the session has dates and no times."""
        return not isinstance(self.start, datetime)

    @property
    def duration(self) -> timedelta:
        """The length on the wall clock; for all-day sessions one day less than the days they take."""
        return self.end - self.start

    @property
    def crosses_clock_change(self) -> bool:
        """Whether the clocks change between start and end, so that the length on the wall clock is not the real one."""
        start, end = self.start, self.end
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            return False
        return to_utc(end, self.zone) - to_utc(start, self.zone) != end - start

    @property
    def span(self) -> tuple[date, date | None]:
        """The first and the last day that the session and its rule can touch (None: no end known)."""
        first, last = day_of(self.start), day_of(self.end)
        if self.rule is None:
            return first, last
        return first, self.rule.until and self.rule.until + (last - first)

    def validate(self) -> None:
        """Raise ScheduleError for a session that cannot be, or that calendars would show differently.

        Codes: ``unknown_zone`` (ZoneError), ``mixed_types``, ``not_wall_clock``, ``out_of_range`` (before 1970 or
        after 2199), ``end_before_start``, ``too_long`` (more than 366 days), ``skipped_time`` (a start or end in the
        hour that a change of the clocks skips or repeats, for rules within ten years; names the day), and RuleErrors:
        those of ``Rule.validate`` (``rule_month_day`` also for a monthly start after the 28th),
        ``rule_ends_before_start``, ``rule_start`` (the start is no date of its own rule), ``rule_leap_day``.
        """
        get_zone(self.zone)
        self._validate_times()
        if self.rule:
            self._validate_rule(self.rule)
        if not self.all_day:
            self._validate_clock_changes()

    def _validate_times(self) -> None:
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise ScheduleError("mixed_types", "start and end must both be dates or both be datetimes")
        for moment in (self.start, self.end):
            if isinstance(moment, datetime) and (moment.tzinfo or moment.fold or moment.microsecond):
                raise ScheduleError("not_wall_clock", f"not a plain wall-clock time: {moment!r}")
        if any(day.year not in _YEARS for day in (self.start, self.end, self.rule and self.rule.until) if day):
            raise ScheduleError("out_of_range", f"not between 1970 and 2199: {self}")
        if self.end < self.start or (self.end == self.start and not self.all_day):
            raise ScheduleError("end_before_start", f"{self.end} is not after {self.start}")
        if self.duration > _LONGEST:
            raise ScheduleError("too_long", f"longer than {_LONGEST.days} days: {self.start} to {self.end}")

    def _validate_rule(self, rule: Rule) -> None:
        rule.validate()
        first = day_of(self.start)
        if rule.until and rule.until < first:
            raise RuleError("rule_ends_before_start", f"the rule ends on {rule.until}, before {first}")
        self._validate_day_of_start(rule, first)
        if next(rule.starts(self.start, first), None) != self.start:
            raise RuleError("rule_start", f"{self.start} is no date of the rule {rule.to_rrule(self.start)}")

    def _validate_day_of_start(self, rule: Rule, first: date) -> None:
        if rule.by_weekday or rule.by_month_day:
            return
        if rule.freq is Frequency.YEARLY and (first.month, first.day) == _LEAP_DAY:
            raise RuleError("rule_leap_day", "calendars disagree on what a 29 February is in other years")
        if rule.freq is Frequency.MONTHLY and first.day > _LAST_DAY_OF_EVERY_MONTH:
            raise RuleError("rule_month_day", f"calendars disagree on what a {first.day}. is in shorter months")

    def _validate_clock_changes(self) -> None:
        if self._can_meet_clock_change():
            for start in self.starts(day_of(self.start) + _CHECKED):
                for moment in (start, start + self.duration):
                    if isinstance(moment, datetime) and is_skipped_or_repeated(moment, self.zone):
                        text = f"clocks in {self.zone} skip or repeat {moment}"
                        raise ScheduleError("skipped_time", text, day=moment.date())

    def _can_meet_clock_change(self) -> bool:
        """Tell whether a change of the clocks ever falls on the times of day of this session: most never do."""
        last = day_of(self.end) + (_CHECKED if self.rule else timedelta())
        times = [moment.time() for moment in (self.start, self.end) if isinstance(moment, datetime)]
        day = timedelta(days=1)
        for change in transitions(get_zone(self.zone), day_of(self.start) - day, last + day):
            low, high = change.disturbed
            candidates = (datetime.combine(side.date(), moment) for side in (low, high) for moment in times)
            if any(low <= candidate < high for candidate in candidates):
                return True
        return False

    def starts(self, last: date) -> Iterator[date]:
        """Return the starts of a valid session: the first always, what the rule adds up to the day ``last``."""
        if self.rule is None:
            return iter((self.start,))
        return self.rule.starts(self.start, max(last, day_of(self.start)))
