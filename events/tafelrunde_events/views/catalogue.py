"""The catalogue of trainings as its page shows it."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import chips
from tafelrunde_events.domain.catalogue import (
    PAPER,
    CatalogueAddress,
    CountedChoice,
    Order,
    count_choices,
    countable_facets,
    is_over,
    trainings_in_order,
)
from tafelrunde_events.domain.catalogue_rows import rows_of
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.forms.catalogue import CatalogueForm
from tafelrunde_members.permissions import AnyUser

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from tafelrunde_events.models import TrainingIndexPage

#: How many trainings the list for paper holds at most.
ROWS_ON_PAPER = 200


@dataclass(frozen=True, slots=True)
class CountedControl:
    """A filter as the form shows it."""

    name: str
    label: "StrOrPromise"
    chosen: str
    choices: list[CountedChoice]


def is_for_paper(request: HttpRequest) -> bool:
    """Tell whether the list for paper was asked for."""
    return request.GET.get("ansicht") == PAPER


def describe_catalogue(index: "TrainingIndexPage", request: HttpRequest) -> dict[str, Any]:
    """Return what the template shows: a page of trainings, the filters, and the ways to subscribe to them.

    Nothing is loaded but the rows of this page; the number of queries does not depend on how many there are.
    """
    version = current_version()
    form = CatalogueForm(request.GET, version=version)
    selection, order, on_paper = form.selection, form.order, is_for_paper(request)
    numbers = trainings_in_order(selection, order, user=request.user)
    size = ROWS_ON_PAPER if on_paper else conf.list_page_size()
    page_obj = Paginator(numbers, size).get_page(1 if on_paper else request.GET.get("page"))
    path = index.get_url(request) or ""
    address = CatalogueAddress(path, selection, order, on_paper, page_obj.number)
    controls = _controls(selection, version, user=request.user)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    return {
        "address": address,
        "selection": selection,
        "order": order,
        "orders": Order.choices,
        "page_obj": page_obj,
        "rows": rows_of(list(page_obj), selection, locale=index.locale),
        "controls": controls,
        "silent_filters": _silent_filters(selection),
        "chips": chips(address, version),
        "is_over": is_over(selection),
        "is_indexed": _is_indexed(address, form),
        "nothing_chosen": address.selecting(Selection()),
        "earlier": address.selecting(selection.between(None, yesterday)),
        "ways": {view: address.elsewhere(view) for view in ("subscribe", "subscribe_by_mail", "feed", "rss", "json")},
        "today": timezone.localdate(),
    }


def _controls(selection: Selection, version: CalendarVersion, *, user: AnyUser) -> list[CountedControl]:
    """Return the filters that have a choice."""
    counted = count_choices(selection, version, user=user)
    chosen = dict(selection.chosen)
    return [
        CountedControl(facet.name, facet.label, chosen.get(facet.name, ""), choices)
        for facet in countable_facets()
        if (choices := counted[facet.name])
    ]


def _silent_filters(selection: Selection) -> list[tuple[str, str]]:
    """Return the chosen filters that came with a link and have no control in the form."""
    offered = {facet.name for facet in countable_facets()}
    return [(name, key) for name, key in selection.chosen if name not in offered]


def _is_indexed(address: CatalogueAddress, form: CatalogueForm) -> bool:
    """Tell whether search engines may list this address: there is no end of combinations of filters."""
    selection = address.selection
    plain = not (selection.text or selection.since or selection.until or form.errors)
    return plain and len(selection.chosen) <= 1 and address.order == Order.DATE and not address.on_paper
