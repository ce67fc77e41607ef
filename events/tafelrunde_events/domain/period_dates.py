"""The dates of a month, a week or a year, sorted into the days on which they are shown.

A month of a busy network has hundreds of dates. They are read as plain values instead of models, and only what fits
into a day becomes something to show.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, starmap
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import CalendarAddress, CalendarView
from tafelrunde_events.domain.periods import DAYS_OF_WEEK, Month, Period, Week, Year
from tafelrunde_events.domain.versions import midnight
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Occurrence
from tafelrunde_events.models.events import OccurrenceQuerySet

#: How many dates a day of the month names before it only counts them.
DATES_PER_DAY = 3
#: The same for a day of the week view, which has more room.
DATES_PER_WEEKDAY = 20
#: How many dates a plan of the year holds at most: more is no plan that anybody hangs up.
DATES_PER_YEAR = 1_000

_ONE_DAY = dt.timedelta(days=1)
#: More than the clocks of two places on earth can differ, and a day.
_AROUND_THE_WORLD = dt.timedelta(days=3)
_MIDNIGHT = dt.time.min


class Row(NamedTuple):
    """What is read of a date, in the order of `_COLUMNS`."""

    event: int
    start_date: dt.date
    start_time: dt.time | None
    end_date: dt.date
    end_time: dt.time | None
    zone: str
    status: str
    status_reason: str
    title: str
    reason_of_event: str
    online_url: str
    city: str | None


_COLUMNS = (
    "event",
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "zone",
    "status",
    "status_reason",
    "event__title",
    "event__status_reason",
    "event__online_url",
    Coalesce(F("venue__city"), F("event__venue__city")),
)


class DateEntry(NamedTuple):
    """A date as one of its days shows it, on its own wall clock (law 3); without times where they say nothing."""

    address: str
    title: str
    place: str
    first: dt.date
    last: dt.date
    start: dt.time | None
    end: dt.time | None
    zone: str
    cancelled: bool
    reason: str

    @property
    def clock(self) -> str:
        """When it begins: "9:30"; with the zone where that is not the one of the site."""
        if self.start is None:
            return ""
        clock = _clock(self.start)
        return clock if self.zone == conf.time_zone() else f"{clock} ({self.zone})"

    @property
    def times(self) -> str:
        """When it begins and, on the same day, ends: "9:30 bis 16:00 Uhr"."""
        if self.start is None:
            return ""
        if self.end is None or self.last > self.first:
            return _("%(at)s o'clock") % {"at": self.clock}
        return _("%(start)s to %(end)s o'clock") % {"start": self.clock, "end": _clock(self.end)}

    @property
    def until(self) -> str:
        """The last of several days, in words: "bis 7. November"; empty for a date of one day."""
        return _("until %(last)s") % {"last": date_format(self.last, "MONTH_DAY_FORMAT")} if self.is_long else ""

    @property
    def note(self) -> str:
        """Last day, and that it is off and why, as far as there is something to say."""
        if not self.cancelled:
            return self.until
        state = _("cancelled: %(reason)s") % {"reason": self.reason} if self.reason else _("cancelled")
        return ", ".join(filter(None, (self.until, state)))

    @property
    def is_long(self) -> bool:
        """Whether it takes several days."""
        return self.last > self.first

    @property
    def weekday(self) -> str:
        """The short name of its first day's weekday."""
        return date_format(self.first, "D")

    @property
    def details(self) -> str:
        """Time, place and the note in one line, as far as there are such; what is off needs neither time nor place."""
        where_and_when = () if self.cancelled else (self.times, self.place)
        return ", ".join(filter(None, (*where_and_when, self.note)))


@dataclass(slots=True)
class DayDates:
    """A day of a calendar with the dates it names, and the number of those it has no room for."""

    day: dt.date
    calendar: CalendarAddress
    is_today: bool = False
    #: Whether the day belongs to a neighbouring month.
    outside: bool = False
    entries: list[DateEntry] = field(default_factory=list)
    #: How many dates begin on the day, and how many reach into it.
    beginning: int = 0
    reaching_in: int = 0

    def add(self, entry: DateEntry, limit: int) -> None:
        """Name the date if there is room."""
        if len(self.entries) < limit:
            self.entries.append(entry)

    @property
    def more(self) -> int:
        """How many dates the day does not name."""
        return self.beginning + self.reaching_in - len(self.entries)

    @property
    def cells(self) -> list[tuple[str, str, str, bool, str]]:
        """The entries as a cell of the month shows them: address, clock, title, whether it is off, and a note.

        Tuples, because a template unpacks them faster than it finds five attributes, and there are hundreds.
        """
        return [(entry.address, entry.clock, entry.title, entry.cancelled, entry.note) for entry in self.entries]

    @property
    def number(self) -> int:
        """The day of the month."""
        return self.day.day

    @property
    def iso(self) -> str:
        """The day for machines."""
        return self.day.isoformat()

    @property
    def name(self) -> str:
        """The day in words, without its year: "Montag, 2. November"."""
        return f"{date_format(self.day, 'l')}, {date_format(self.day, 'MONTH_DAY_FORMAT')}"

    @property
    def classes(self) -> str:
        """What is particular about the day, as classes of its cell."""
        facts = (("is-today", self.is_today), ("is-outside", self.outside), ("is-blank", not self.entries))
        return " ".join(name for name, holds in facts if holds)

    @property
    def more_text(self) -> str:
        """How many dates are not named, with the day, so that the link says where it leads."""
        day = date_format(self.day, "MONTH_DAY_FORMAT")
        text = ngettext("%(count)d more date on %(day)s", "%(count)d more dates on %(day)s", self.more)
        return text % {"count": self.more, "day": day}

    @property
    def address(self) -> CalendarAddress:
        """The list of all dates of the day."""
        return CalendarAddress(self.calendar.selection.between(self.day, self.day))


@dataclass(frozen=True, slots=True)
class WeekDates:
    """A week and its seven days."""

    week: Week
    calendar: CalendarAddress
    days: list[DayDates]

    @property
    def address(self) -> CalendarAddress:
        """The same week in the week view."""
        return self.calendar.showing(CalendarView.WEEK).at(self.week)


@dataclass(frozen=True, slots=True)
class MonthDates:
    """A month of the year plan and its dates."""

    month: Month
    entries: list[DateEntry] = field(default_factory=list)


class _Entries:
    """Turns rows into entries. Resolving an address takes longer than all else, so that is done once."""

    def __init__(self) -> None:
        self.before, self.after = reverse("tafelrunde_events:event", args=[0]).rsplit("0", 1)

    def entry(self, row: Row) -> DateEntry:
        cancelled = row.status == EventStatus.CANCELLED
        return DateEntry(
            address=f"{self.before}{row.event}{self.after}",
            title=row.title,
            place=row.city or (_("online") if row.online_url else ""),
            first=row.start_date,
            last=_last_day(row),
            start=row.start_time,
            end=row.end_time,
            zone=row.zone,
            cancelled=cancelled,
            reason=(row.status_reason or row.reason_of_event) if cancelled else "",
        )


def _last_day(row: Row) -> dt.date:
    """Return the last day that a date reaches into: what ends at midnight does not reach into the next."""
    ends_at_midnight = row.end_time == _MIDNIGHT and row.end_date > row.start_date
    return row.end_date - _ONE_DAY if ends_at_midnight else row.end_date


def dates_of_month(
    rows: OccurrenceQuerySet, month: Month, *, calendar: CalendarAddress, today: dt.date
) -> list[WeekDates]:
    """Return the weeks that a month touches, each with the dates of its seven days; three queries."""
    span = Period(Week.around(month.first).first, Week.around(month.last).last)
    days = [DayDates(day, calendar, day == today, day not in month) for day in span]
    _sort_in(rows, span, days, limit=DATES_PER_DAY)
    starts = range(0, len(days), DAYS_OF_WEEK)
    return [WeekDates(Week.around(days[at].day), calendar, days[at : at + DAYS_OF_WEEK]) for at in starts]


def dates_of_week(rows: OccurrenceQuerySet, week: Week, *, calendar: CalendarAddress, today: dt.date) -> list[DayDates]:
    """Return the days of a week with their dates; three queries."""
    days = [DayDates(day, calendar, day == today) for day in week]
    _sort_in(rows, week, days, limit=DATES_PER_WEEKDAY)
    return days


class YearPlan:
    """The dates of a year by month, each once; read in two queries."""

    def __init__(self, rows: OccurrenceQuerySet, year: Year) -> None:
        beginning = _beginning(rows, year)[: DATES_PER_YEAR + 1].values_list(*_COLUMNS)
        self._rows = [*_reaching_in(rows, year.first), *starmap(Row, beginning)]
        self._year = year

    @property
    def is_cut(self) -> bool:
        """Whether the year has more dates than the plan holds."""
        return len(self._rows) > DATES_PER_YEAR

    @cached_property
    def months(self) -> list[MonthDates]:
        """The twelve months; what began in the year before stands in January."""
        entries = _Entries()
        months = [MonthDates(month) for month in self._year.months]
        for row in self._rows[:DATES_PER_YEAR]:
            shown = max(row.start_date, self._year.first)
            months[shown.month - 1].entries.append(entries.entry(row))
        return months


def _reaching_in(rows: OccurrenceQuerySet, first: dt.date) -> Iterator[Row]:
    """Read the dates that began before a day and are not over then.

    Only dates of several days can; they have an index of their own. Without it the database would look at everything
    that ever was.
    """
    found = rows.filter(end_date__gt=F("start_date"), end__gt=midnight(first) - _AROUND_THE_WORLD, start_date__lt=first)
    return starmap(Row, found.filter(end_date__gte=first).order_by("start", "pk").values_list(*_COLUMNS))


def _beginning(rows: OccurrenceQuerySet, period: Period) -> OccurrenceQuerySet:
    """Return the dates that begin within the days, wherever on earth."""
    return rows.filter(
        start__gt=midnight(period.first) - _AROUND_THE_WORLD,
        start__lt=midnight(period.last) + _AROUND_THE_WORLD,
        start_date__range=(period.first, period.last),
    ).order_by("start", "pk")


def _first_of_each_day(numbers: dict[dt.date, list[int]], limit: int) -> Iterator[Row]:
    """Read as many dates of each day as it has room for; `numbers` are those of all that begin on it."""
    named = [number for of_day in numbers.values() for number in of_day[:limit]]
    return starmap(Row, Occurrence.objects.filter(pk__in=named).order_by("start", "pk").values_list(*_COLUMNS))


def _sort_in(rows: OccurrenceQuerySet, period: Period, days: list[DayDates], *, limit: int) -> None:
    """Give each day the dates that touch it, as many as it has room for."""
    numbers: dict[dt.date, list[int]] = defaultdict(list)
    for pk, start_date in _beginning(rows, period).values_list("pk", "start_date"):
        numbers[start_date].append(pk)
    for day in days:
        day.beginning = len(numbers[day.day])
    entries = _Entries()
    first_day = days[0].day
    for row in chain(_reaching_in(rows, period.first), _first_of_each_day(numbers, limit)):
        entry = entries.entry(row)
        begin = (entry.first - first_day).days
        for number in range(max(begin, 0), min((entry.last - first_day).days + 1, len(days))):
            day = days[number]
            if number == begin:
                day.add(entry, limit)
            else:
                # On the days that follow, the beginning is no time of that day.
                day.reaching_in += 1
                day.add(entry._replace(start=None, end=None), limit)


def _clock(time: dt.time) -> str:
    return f"{time.hour}:{time.minute:02}"
