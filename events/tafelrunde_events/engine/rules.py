"""Rules by which a date repeats: the part of RFC 5545 RRULE that every calendar program expands alike.

What Outlook and Exchange cannot hold (MS-OXCICAL 2.1.3.2.2: more than one day a month, a day or weekday that some
months lack) and what ical.js, in Thunderbird and Nextcloud, gets wrong is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import islice
from typing import Final, Literal, Self

from dateutil import rrule

from tafelrunde_events.engine.errors import RuleError
from tafelrunde_events.engine.vtimezone import WEEKDAY_CODES

_MAX_INTERVAL = 99
_MAX_COUNT = 999
_WEEKDAYS = set(range(7))
_MONTHS = set(range(1, 13))
_FEBRUARY = 2
# Outlook reads a fifth weekday as the last one, and days 29 to 31 as the last day of shorter months.
_POSITIONS = {1, 2, 3, 4, -1}
_DAYS_OF_EVERY_MONTH = {-1, *range(1, 29)}
_DAYS_OF_LONG_MONTHS = {29, 30, 31}
_END_OF_DAY = time(23, 59, 59)


class Frequency(StrEnum):
    """How often a rule repeats; the value is the word of RFC 5545."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_FOR_DATEUTIL: Final[dict[Frequency, Literal[0, 1, 2, 3]]] = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of repetition, in the sense of RFC 5545 3.3.10.

    * ``DAILY``: every ``interval`` days, nothing else.
    * ``WEEKLY``: on ``by_weekday`` (0 is Monday, the week begins on Monday), or on the weekday of the start.
    * ``MONTHLY``: on the day ``by_month_day`` (1 to 28, or -1 for the last), or on the ``by_set_pos``-th (1 to 4, or
      -1 for the last) of ``by_weekday``: ``(1,)`` and ``(2,)`` is the second Tuesday, ``(0, 1, 2, 3, 4)`` and
      ``(-1,)`` the last working day. Without both: on the start's day.
    * ``YEARLY``: on the day of the start, or in ``by_month`` on a day given as for MONTHLY, or the 29th to 31st.

    Positions and days of a month are tuples of one. A rule ends after ``count`` dates, or with the day ``until``
    (included), or never.
    """

    freq: Frequency
    interval: int = 1
    by_weekday: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: int | None = None
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        # One meaning, one form: the rule's text goes into the fingerprint.
        for name in ("by_weekday", "by_set_pos", "by_month_day"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))

    def validate(self) -> None:
        """Raise RuleError when the rule is wrong in itself, whatever date it starts from.

        Codes: ``rule_interval``, ``rule_count``, ``rule_count_and_until``, ``rule_weekday``, ``rule_position``,
        ``rule_month_day``, ``rule_month``, ``rule_several_days``, ``rule_combination``.
        """
        self._validate_numbers()
        self._validate_combination()

    def _validate_numbers(self) -> None:
        month_days = _DAYS_OF_EVERY_MONTH
        if self.freq is Frequency.YEARLY and self.by_month != _FEBRUARY:
            month_days = month_days | _DAYS_OF_LONG_MONTHS
        checks = (
            ("rule_interval", 1 <= self.interval <= _MAX_INTERVAL),
            ("rule_count", self.count is None or 1 <= self.count <= _MAX_COUNT),
            ("rule_count_and_until", self.count is None or self.until is None),
            ("rule_weekday", set(self.by_weekday) <= _WEEKDAYS),
            ("rule_position", set(self.by_set_pos) <= _POSITIONS),
            ("rule_month_day", set(self.by_month_day) <= month_days),
            ("rule_month", self.by_month is None or self.by_month in _MONTHS),
            ("rule_several_days", len(self.by_set_pos) <= 1 and len(self.by_month_day) <= 1),
        )
        for code, passed in checks:
            if not passed:
                raise RuleError(code, f"wrong rule ({code}): {self}")

    def _validate_combination(self) -> None:
        nth_weekday, month_day = bool(self.by_weekday and self.by_set_pos), bool(self.by_month_day)
        if self.freq is Frequency.DAILY:
            allowed = not (self.by_weekday or self.by_set_pos or month_day or self.by_month)
        elif self.freq is Frequency.WEEKLY:
            allowed = not (self.by_set_pos or month_day or self.by_month)
        elif self.freq is Frequency.MONTHLY:
            allowed = not self.by_month and self._names_days(nth_weekday, month_day)
        else:
            # ical.js expands a weekday of the year without its month every week.
            allowed = bool(self.by_month) == (nth_weekday or month_day) and self._names_days(nth_weekday, month_day)
        if not allowed:
            raise RuleError("rule_combination", f"these parts do not go together: {self}")

    def _names_days(self, nth_weekday: bool, month_day: bool) -> bool:
        """Tell whether the days of a month are named in one way, completely, or not at all."""
        if nth_weekday:
            return not month_day
        return not (self.by_weekday or self.by_set_pos)

    def to_rrule(self, start: date | datetime) -> str:
        """Return the value of an RRULE property for this start.

        The start decides the form of UNTIL (RFC 5545 3.3.10): a date for a date, UTC for an aware datetime, local time
        for a naive one. The last makes the text that ``from_rrule`` reads back without knowing a zone.
        """
        parts = [f"FREQ={self.freq}"]
        if self.until:
            parts.append(f"UNTIL={_until(self.until, start)}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        parts += self._by_parts()
        return ";".join(parts)

    def _by_parts(self) -> Iterator[str]:
        codes = [WEEKDAY_CODES[weekday] for weekday in self.by_weekday]
        positions = self.by_set_pos
        if len(codes) == 1 and positions:
            # The second Tuesday as 2TU: shorter, and read by all.
            codes, positions = [f"{position}{codes[0]}" for position in positions], ()
        if codes:
            yield "BYDAY=" + ",".join(codes)
        if self.by_month_day:
            yield "BYMONTHDAY=" + ",".join(map(str, self.by_month_day))
        if self.by_month:
            yield f"BYMONTH={self.by_month}"
        if positions:
            yield "BYSETPOS=" + ",".join(map(str, positions))

    @classmethod
    def from_rrule(cls, text: str) -> Self:
        """Return the rule of an RRULE value whose UNTIL is a date or local time, as ``to_rrule`` writes it.

        Raises RuleError: ``rule_syntax``, ``rule_unsupported`` (parts that calendars expand differently, such as
        BYWEEKNO or a numbered weekday of the year, an UNTIL in UTC), and the codes of ``validate``.
        """
        parts = _split(text)
        weekdays, positions = _weekdays(parts.pop("BYDAY", ""))
        if positions and "BYSETPOS" in parts:
            raise RuleError("rule_unsupported", f"both numbered weekdays and BYSETPOS: {text!r}")
        rule = cls(
            freq=_frequency(parts.pop("FREQ", "")),
            interval=_integer(parts.pop("INTERVAL", "1")),
            by_weekday=weekdays,
            by_set_pos=positions or _integers(parts.pop("BYSETPOS", "")),
            by_month_day=_integers(parts.pop("BYMONTHDAY", "")),
            by_month=_integer(parts.pop("BYMONTH")) if "BYMONTH" in parts else None,
            count=_integer(parts.pop("COUNT")) if "COUNT" in parts else None,
            until=_until_day(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        )
        if parts.pop("WKST", "MO") != "MO" or parts:
            raise RuleError("rule_unsupported", f"calendars disagree on this rule: {text!r}")
        rule.validate()
        return rule

    def starts(self, first: date, last: date) -> Iterator[date]:
        """Return the starts from ``first`` (as the rule's start) to the day ``last``: datetimes (naive) or dates.

        ``first`` itself is one of them only when the rule hits it.
        """
        timed = isinstance(first, datetime)
        dates = rrule.rrule(
            _FOR_DATEUTIL[self.freq],
            dtstart=first if timed else datetime.combine(first, time.min),
            interval=self.interval,
            byweekday=self.by_weekday or None,
            bysetpos=self.by_set_pos or None,
            bymonthday=self.by_month_day or None,
            bymonth=self.by_month,
            wkst=rrule.MO,
            until=datetime.combine(min(last, self.until or last), time.max),
        )
        # dateutil, like iCalendar, will not have both an end and a count.
        counted = islice(dates, self.count)
        return counted if timed else (start.date() for start in counted)


def _until(day: date, start: date | datetime) -> str:
    """Return the end of the last day in the form that belongs to the start."""
    if not isinstance(start, datetime):
        return day.strftime("%Y%m%d")
    # The end of the day and not the time of the start: it also holds for programs that misread the zone by an hour.
    end = datetime.combine(day, _END_OF_DAY, start.tzinfo)
    return end.strftime("%Y%m%dT%H%M%S") if end.tzinfo is None else end.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise RuleError("rule_syntax", f"not a rule: {text!r}")
        parts[name] = value
    return parts


def _frequency(word: str) -> Frequency:
    try:
        return Frequency(word)
    except ValueError as error:
        raise RuleError("rule_unsupported", f"no such frequency: {word!r}") from error


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise RuleError("rule_syntax", f"not a number: {text!r}") from error


def _integers(text: str) -> tuple[int, ...]:
    return tuple(_integer(part) for part in text.split(",")) if text else ()


def _weekdays(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the weekdays of a BYDAY value and the numbers in front of them."""
    weekdays, positions = set(), set()
    entries = text.split(",") if text else []
    for entry in entries:
        if entry[-2:] not in WEEKDAY_CODES:
            raise RuleError("rule_syntax", f"not a weekday: {entry!r}")
        weekdays.add(WEEKDAY_CODES.index(entry[-2:]))
        if entry[:-2]:
            positions.add(_integer(entry[:-2]))
    if positions and (len(weekdays) > 1 or len(positions) != len(entries)):
        raise RuleError("rule_unsupported", f"several weekdays with numbers: {text!r}")
    return tuple(weekdays), tuple(positions)


def _until_day(text: str) -> date:
    if text.endswith("Z"):
        raise RuleError("rule_unsupported", f"an UNTIL in UTC needs a zone to become a day: {text!r}")
    try:
        return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise RuleError("rule_syntax", f"not a day: {text!r}") from error
