"""The public calendar: list, month, week and plan of the year of one selection."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import (
    PERIODS,
    CalendarAddress,
    CalendarView,
    address_of,
    chips,
    opening_day,
)
from tafelrunde_events.domain.period_dates import YearPlan, dates_of_month, dates_of_week
from tafelrunde_events.domain.periods import Month, Period, Week, Year, read_day
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.forms.selection import SelectionForm, facet_controls, silent_filters
from tafelrunde_events.models import Occurrence
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_events.views.calendar_map import district_links

#: How far back search engines and other machines are led, month by month.
_LED_BACK = dt.timedelta(days=366)
_DAYS_OF_MONTH = 31


@dataclass(frozen=True, slots=True)
class Way:
    """A way to another stretch of time; machines are not led on where there is no end of them."""

    period: Period
    address: CalendarAddress
    nofollow: bool


#: What the ways between stretches of time are called.
_LABELS = {
    CalendarView.MONTH: {
        "nav": _("Months"),
        "previous": _("Previous month"),
        "next": _("Next month"),
        "jump": _("Go to month"),
    },
    CalendarView.WEEK: {
        "nav": _("Weeks"),
        "previous": _("Previous week"),
        "next": _("Next week"),
        "jump": _("Go to the week of"),
    },
    CalendarView.YEAR: {
        "nav": _("Years"),
        "previous": _("Previous year"),
        "next": _("Next year"),
        "jump": _("Go to year"),
    },
}


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the dates the visitor may see in one of the views; what is not known in the address is ignored."""
    version = current_version()
    selection = SelectionForm(request.GET, version=version).selection
    dates = selection.apply(Occurrence.objects.visible_to(request.user))
    view = _chosen_view(request)
    if view in PERIODS:
        address, context = _show_period(request, view, selection, dates)
    else:
        address, context = _show_list(request, selection, dates)
    context |= {
        "address": address,
        "selection": selection,
        "views": [(other, address.showing(other), other == view) for other in CalendarView],
        "chips": chips(address, version),
        "controls": facet_controls(selection, version),
        "silent_filters": silent_filters(selection),
        "districts": district_links(address, version) if view != CalendarView.YEAR else [],
        "plan_address": address.showing(CalendarView.YEAR) if view != CalendarView.YEAR else None,
        "nothing_chosen": address.selecting(Selection()),
        "feed_url": address_of("feed", selection),
        "today": timezone.localdate(),
    }
    response = render(request, f"tafelrunde_events/calendar/{view.name.lower()}.html", context)
    if request.user.is_authenticated:
        # What only this person may see must not wait in a cache for others.
        patch_cache_control(response, private=True, no_store=True)
    return response


def _chosen_view(request: HttpRequest) -> CalendarView:
    try:
        return CalendarView(request.GET.get("ansicht", ""))
    except ValueError:
        return CalendarView.LIST


def _show_list(
    request: HttpRequest, selection: Selection, dates: OccurrenceQuerySet
) -> tuple[CalendarAddress, dict[str, Any]]:
    """List what is to come, or what lies in the chosen days."""
    is_over = selection.until is not None and selection.until < timezone.localdate()
    if selection.since:
        dates = dates.order_by("start", "pk")
    else:
        dates = dates.order_by("-start", "-pk") if is_over else dates.upcoming()
    page_obj = Paginator(dates.with_event(), conf.list_page_size()).get_page(request.GET.get("page"))
    address = CalendarAddress(selection, page=page_obj.number)
    context = {
        "page_obj": page_obj,
        "months": [(month, list(rows)) for month, rows in groupby(page_obj, lambda row: Month.around(row.start_date))],
        "is_over": is_over,
        "is_indexed": not selection.text and not selection.since and not selection.until and len(selection.chosen) <= 1,
        "earlier": address.selecting(selection.between(None, timezone.localdate() - dt.timedelta(days=1))),
    }
    return address, context


def _show_period(
    request: HttpRequest, view: CalendarView, selection: Selection, dates: OccurrenceQuerySet
) -> tuple[CalendarAddress, dict[str, Any]]:
    """Show a month, a week or a year, with the ways to its neighbours."""
    kind = PERIODS[view]
    today = timezone.localdate()
    opening = kind.around(opening_day(selection, today))
    asked = read_day(request.GET.get("tag", ""))
    period = kind.around(asked) if asked else opening
    address = CalendarAddress(selection, view, period if period != opening else None)
    context = _dates_of(period, dates, calendar=address, today=today)

    def way_to(other: Period | None) -> Way | None:
        if other is None:
            return None
        nofollow = _is_far(other, today) or bool(selection.query)
        return Way(other, address.at(other if other != opening else None), nofollow)

    context |= {
        "period": period,
        "is_now": today in period,
        "labels": _LABELS[view],
        "kept": parse_qsl(selection.query),
        "now": way_to(kind.around(today)),
        "previous": way_to(period.previous),
        "next": way_to(period.next),
        "next_filled": way_to(_next_filled(dates, period)) if context["is_empty"] else None,
        "is_indexed": view == CalendarView.MONTH
        and not (selection.query or context["is_empty"] or _is_far(period, today)),
    }
    return address, context


def _dates_of(
    period: Period, dates: OccurrenceQuerySet, *, calendar: CalendarAddress, today: dt.date
) -> dict[str, Any]:
    """Return what the template of a period shows, and whether that is nothing."""
    if isinstance(period, Year):
        plan = YearPlan(dates, period)
        return {"plan": plan, "is_empty": not any(month.entries for month in plan.months)}
    if isinstance(period, Month):
        weeks = dates_of_month(dates, period, calendar=calendar, today=today)
        is_empty = not any(day.entries for week in weeks for day in week.days if not day.outside)
        return {"weeks": weeks, "is_empty": is_empty}
    days = dates_of_week(dates, Week(period.first, period.last), calendar=calendar, today=today)
    return {"days": days, "is_empty": not any(day.entries for day in days)}


def _next_filled(dates: OccurrenceQuerySet, period: Period) -> Period | None:
    """Return the next stretch in which something begins."""
    later = dates.filter(start_date__gt=period.last).order_by("start").values_list("start_date", flat=True)
    following = later.first()
    return period.around(following) if following else None


def _is_far(period: Period, today: dt.date) -> bool:
    """Tell whether a stretch lies where no dates are stored yet, or longer ago than anybody searches for."""
    horizon = today + dt.timedelta(days=conf.horizon_months() * _DAYS_OF_MONTH)
    return period.first > horizon or period.last < today - _LED_BACK
