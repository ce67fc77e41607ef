"""Stretches of the calendar that people leaf through: months, weeks and years as values."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

#: The days on which the engine lets dates be; with the last days that Python knows, none could be reckoned.
FIRST_DAY = dt.date(1970, 1, 1)
LAST_DAY = dt.date(2199, 12, 31)
DAYS_OF_WEEK = 7
_ONE_DAY = dt.timedelta(days=1)
_SPELLINGS = ("%Y-%m-%d", "%Y-%m", "%Y", "%d.%m.%Y", "%m.%Y", "%m/%Y")


def read_day(text: str) -> dt.date | None:
    """Return the day that an address or a person names, or the first of a named month or year.

    Browsers without pickers for months leave it to people how to write one: "2026-11", "11.2026", "11/2026". Nothing
    readable, or a day outside of calendars, is None.
    """
    for spelling in _SPELLINGS:
        try:
            day = dt.datetime.strptime(text.strip(), spelling).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return day if FIRST_DAY <= day <= LAST_DAY else None
    return None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days, both ends included. Subclasses say which stretch lies around a day."""

    first: dt.date
    last: dt.date

    #: How HTML names the control that chooses such a stretch, and how its value is written.
    control: ClassVar[str] = "date"
    spelling: ClassVar[str] = "%Y-%m-%d"

    @classmethod
    def around(cls, day: dt.date) -> Self:
        """Return the stretch that contains a day."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The stretch in words, in the active language."""
        raise NotImplementedError

    @property
    def short_name(self) -> str:
        """The name for where the stretch itself is in sight."""
        return self.name

    @property
    def previous(self) -> Self | None:
        """The stretch before; None where calendars begin."""
        return self.around(self.first - _ONE_DAY) if self.first > FIRST_DAY else None

    @property
    def next(self) -> Self | None:
        """The stretch after; None where calendars end."""
        return self.around(self.last + _ONE_DAY) if self.last < LAST_DAY else None

    @property
    def value(self) -> str:
        """The stretch as the HTML control that chooses it writes it."""
        return self.first.strftime(self.spelling)

    @property
    def lowest(self) -> str:
        """The first stretch that the control offers."""
        return FIRST_DAY.strftime(self.spelling)

    @property
    def highest(self) -> str:
        """The last stretch that the control offers."""
        return LAST_DAY.strftime(self.spelling)

    def __iter__(self) -> Iterator[dt.date]:
        return (self.first + number * _ONE_DAY for number in range((self.last - self.first).days + 1))

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class Month(Period):
    """A month of the calendar."""

    __slots__ = ()
    control = "month"
    spelling = "%Y-%m"

    @classmethod
    def around(cls, day: dt.date) -> Self:
        """Return the month of a day."""
        first = day.replace(day=1)
        following = (first + dt.timedelta(days=31)).replace(day=1)
        return cls(first, following - _ONE_DAY)

    @property
    def name(self) -> str:
        """The month in words: "November 2026"."""
        return date_format(self.first, "YEAR_MONTH_FORMAT")


class Week(Period):
    """A week, from Monday to Sunday (ISO 8601)."""

    __slots__ = ()

    @classmethod
    def around(cls, day: dt.date) -> Self:
        """Return the week of a day."""
        monday = day - dt.timedelta(days=day.weekday())
        return cls(monday, monday + dt.timedelta(days=DAYS_OF_WEEK - 1))

    @property
    def number(self) -> int:
        """The number of the week within its year (ISO 8601)."""
        return self.first.isocalendar().week

    @property
    def name(self) -> str:
        """The week in words: "Woche 45: 2. bis 8. November 2026"."""
        return _("Week %(number)d: %(first)s to %(last)s") % {
            "number": self.number,
            "first": date_format(self.first, self._format_of_first()),
            "last": date_format(self.last, "DATE_FORMAT"),
        }

    @property
    def short_name(self) -> str:
        """The week by its number alone."""
        return _("Week %(number)d") % {"number": self.number}

    def _format_of_first(self) -> str:
        """Leave out what the first day has in common with the last."""
        if self.first.year != self.last.year:
            return "DATE_FORMAT"
        if self.first.month != self.last.month:
            return "MONTH_DAY_FORMAT"
        # Translators: format of a day whose month follows later, as in "2. bis 8. November" (Django's "date" filter).
        return pgettext("format of a day", "j")


class Year(Period):
    """A year of the calendar."""

    __slots__ = ()
    control = "number"
    spelling = "%Y"

    @classmethod
    def around(cls, day: dt.date) -> Self:
        """Return the year of a day."""
        return cls(day.replace(month=1, day=1), day.replace(month=12, day=31))

    @property
    def name(self) -> str:
        """The year in digits."""
        return str(self.first.year)

    @property
    def months(self) -> list[Month]:
        """Its twelve months."""
        return [Month.around(self.first.replace(month=number)) for number in range(1, 13)]
