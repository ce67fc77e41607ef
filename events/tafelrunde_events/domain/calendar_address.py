"""Addresses of the public calendar: one for each view of a selection, always written the same way."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tafelrunde_events import conf
from tafelrunde_events.domain.facets import choices_of, facets, find_facet
from tafelrunde_events.domain.periods import Month, Period, Week, Year
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion


class CalendarView(TextChoices):
    """The ways to look at a selection; the values stand in addresses."""

    LIST = "liste", gettext_lazy("List")
    MONTH = "monat", pgettext_lazy("view of the calendar", "Month")
    WEEK = "woche", pgettext_lazy("view of the calendar", "Week")
    YEAR = "jahr", gettext_lazy("Year plan")


PERIODS: dict[CalendarView, type[Period]] = {
    CalendarView.MONTH: Month,
    CalendarView.WEEK: Week,
    CalendarView.YEAR: Year,
}


@dataclass(frozen=True)
class CalendarAddress:
    """A view of a selection. `period` is empty for the list, and where the view opens by itself."""

    selection: Selection
    view: CalendarView = CalendarView.LIST
    period: Period | None = None
    page: int = 1

    def showing(self, view: CalendarView) -> "CalendarAddress":
        """Return the same selection in another view, at the same time of the year as far as it has one."""
        shown = PERIODS.get(view)
        period = shown.around(self.period.first) if shown and self.period else None
        return replace(self, view=view, period=period, page=1)

    def at(self, period: Period | None) -> "CalendarAddress":
        """Return the same view of another stretch of time."""
        return replace(self, period=period)

    def selecting(self, selection: Selection) -> "CalendarAddress":
        """Return the same view of other dates."""
        return replace(self, selection=selection, page=1)

    @cached_property
    def query(self) -> str:
        """The canonical query string: parameters in a fixed order, what goes without saying left out."""
        own = {}
        if self.view != CalendarView.LIST:
            own["ansicht"] = self.view.value
        if self.period:
            own["tag"] = self.period.value
        page = {"page": self.page} if self.page > 1 else {}
        return "&".join(filter(None, (urlencode(own), self.selection.query, urlencode(page))))

    def __str__(self) -> str:
        path = reverse("tafelrunde_events:calendar")
        return f"{path}?{self.query}" if self.query else path

    @property
    def absolute(self) -> str:
        """The address with the site's own, for what leaves the site."""
        return conf.absolute_url(str(self))


def address_of(view: str, selection: Selection, **more: object) -> str:
    """Return the absolute canonical address of a view named in `urls`; `more` parameters stand after the filters."""
    query = "&".join(filter(None, (selection.query, urlencode(more))))
    address = conf.absolute_url(reverse(f"tafelrunde_events:{view}"))
    return f"{address}?{query}" if query else address


def webcal_address(address: str) -> str:
    """Return an absolute address with the scheme for which browsers open a calendar program."""
    return f"webcal://{address.partition('://')[2]}"


class SelectionAddress(Protocol):
    """The address of a view of a selection: in the calendar, or in the catalogue of trainings."""

    @property
    def selection(self) -> Selection:
        """What the view shows."""

    def selecting(self, selection: Selection) -> "SelectionAddress":
        """Return the same view of other dates."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: in words, and the address of the same view without it."""

    text: str
    address: SelectionAddress


def chips(address: SelectionAddress, version: CalendarVersion) -> list[Chip]:
    """Return the filters in force, each with the way to take it away."""
    selection = address.selection
    found = []
    for name, key in selection.chosen:
        others = tuple(pair for pair in selection.chosen if pair[0] != name)
        label = choices_of(find_facet(name), version).get(key, key)
        found.append(Chip(label, address.selecting(replace(selection, chosen=others))))
    if selection.since:
        text = _("from %(day)s") % {"day": date_format(selection.since)}
        found.append(Chip(text, address.selecting(replace(selection, since=None))))
    if selection.until:
        text = _("to %(day)s") % {"day": date_format(selection.until)}
        found.append(Chip(text, address.selecting(replace(selection, until=None))))
    if selection.text:
        found.append(Chip(f"„{selection.text}“", address.selecting(replace(selection, text=""))))
    return found


def narrowed(selection: Selection, name: str, key: str) -> Selection:
    """Return the selection with one facet set, whatever stood there before."""
    chosen = dict(selection.chosen) | {name: key}
    return replace(
        selection, chosen=tuple((facet.name, chosen[facet.name]) for facet in facets() if facet.name in chosen)
    )


def opening_day(selection: Selection, today: dt.date) -> dt.date:
    """Return the day on which a view opens by itself: today, or the nearest one within the chosen days."""
    day = max(today, selection.since) if selection.since else today
    return min(day, selection.until) if selection.until else day
