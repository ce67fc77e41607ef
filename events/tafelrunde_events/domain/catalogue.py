"""The catalogue of trainings: which of them a selection holds, in which order, and how many each choice would give.

Filters are those of the calendar, whose views and feeds understand the same addresses. The catalogue counts and lists
trainings where the calendar lists dates.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Max, Min, QuerySet, TextChoices
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import narrowed
from tafelrunde_events.domain.facets import Facet, choices_of, facets
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Occurrence
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_members.permissions import AnyUser

#: The filter that the catalogue itself sets.
KIND = "art"
#: The value of `ansicht` for the list that is made for paper.
PAPER = "druck"


class Order(TextChoices):
    """In which order trainings stand; the values stand in addresses."""

    DATE = "datum", _("by date")
    NEW = "neu", _("newest first")
    TITLE = "titel", _("by title")


@dataclass(frozen=True)
class CatalogueAddress:
    """A view of a selection in the catalogue at `path`, always written the same way."""

    path: str
    selection: Selection
    order: Order = Order.DATE
    on_paper: bool = False
    page: int = 1

    def selecting(self, selection: Selection) -> "CatalogueAddress":
        """Return the same view of other trainings."""
        return replace(self, selection=selection, page=1)

    @property
    def for_paper(self) -> "CatalogueAddress":
        """The same trainings as a list for paper."""
        return replace(self, on_paper=True, page=1)

    @property
    def on_screen(self) -> "CatalogueAddress":
        """The same trainings as a page for reading."""
        return replace(self, on_paper=False, page=1)

    @cached_property
    def query(self) -> str:
        """The canonical query string: parameters in a fixed order, what goes without saying left out."""
        view = {"ansicht": PAPER} if self.on_paper else {}
        order = {"sortierung": self.order.value} if self.order != Order.DATE else {}
        page = {"page": self.page} if self.page > 1 else {}
        return "&".join(filter(None, (urlencode(view), self.selection.query, urlencode(order | page))))

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def absolute(self) -> str:
        """The address with the site's own, for what leaves the site."""
        return conf.absolute_url(str(self))

    def elsewhere(self, view: str) -> str:
        """Return the address of the same trainings in a view of the calendar: a feed, a subscription."""
        return f"{reverse(f'tafelrunde_events:{view}')}?{of_trainings(self.selection).query}"


def of_trainings(selection: Selection) -> Selection:
    """Return the selection as the calendar understands it, which also has dates of other kinds."""
    return narrowed(selection, KIND, EventKind.TRAINING)


def is_over(selection: Selection) -> bool:
    """Tell whether the chosen days have passed."""
    return selection.until is not None and selection.until < timezone.localdate()


def is_backwards(selection: Selection) -> bool:
    """Tell whether the latest trainings come first: somebody looks back, and did not say from which day on."""
    return is_over(selection) and selection.since is None


def dates_of_trainings(selection: Selection, *, user: AnyUser) -> OccurrenceQuerySet:
    """Return the dates of a selection that the user may see; without any days those from today on.

    "Today" begins at midnight in the site's zone, so that the same list holds for a whole day.
    """
    if selection.since is None and not is_over(selection):
        selection = selection.between(timezone.localdate(), selection.until)
    return of_trainings(selection).apply(Occurrence.objects.visible_to(user))


def trainings_in_order(selection: Selection, order: Order, *, user: AnyUser) -> "QuerySet[Occurrence, int]":
    """Return the numbers of the selection's trainings, each once; the database alone sorts and counts them."""
    dates = dates_of_trainings(selection, user=user).order_by().values("event")
    if order == Order.NEW:
        dates = dates.annotate(place=Max("event__first_public_at"))
        return dates.order_by(F("place").desc(nulls_last=True), "-event").values_list("event", flat=True)
    if order == Order.TITLE:
        dates = dates.annotate(place=Min(Lower("event__title")))
    elif is_backwards(selection):
        return dates.annotate(place=Max("start")).order_by("-place", "-event").values_list("event", flat=True)
    else:
        dates = dates.annotate(place=Min("start"))
    return dates.order_by("place", "event").values_list("event", flat=True)


@dataclass(frozen=True, slots=True)
class CountedChoice:
    """A choice of a filter, and how many trainings it would give along with the other filters in force."""

    key: str
    label: str
    number: int


def countable_facets() -> list[Facet]:
    """Return the filters that the catalogue offers."""
    return [facet for facet in facets() if facet.counting]


def count_choices(selection: Selection, version: CalendarVersion, *, user: AnyUser) -> dict[str, list[CountedChoice]]:
    """Return the choices of each offered filter that would give something, and the one in force in any case.

    One query for each filter. What everybody sees is counted once a day as long as the calendar stays as it is; free
    words and days have no end of combinations.
    """
    if user.is_authenticated or selection.text or selection.since or selection.until:
        numbers = _count(selection, user)
    else:
        numbers = _counted(selection, version.tag, timezone.localdate())
    chosen = dict(selection.chosen)
    return {
        facet.name: [
            CountedChoice(key, label, number)
            for key, label in choices_of(facet, version).items()
            if (number := numbers[facet.name].get(key, 0)) or chosen.get(facet.name) == key
        ]
        for facet in countable_facets()
    }


@lru_cache(maxsize=64)
def _counted(selection: Selection, _tag: str, _today: dt.date) -> Mapping[str, Mapping[str, int]]:
    return _count(selection, AnonymousUser())


def _count(selection: Selection, user: AnyUser) -> Mapping[str, Mapping[str, int]]:
    numbers = {}
    for facet in countable_facets():
        others = tuple(pair for pair in selection.chosen if pair[0] != facet.name)
        dates = dates_of_trainings(replace(selection, chosen=others), user=user)
        assert facet.counting is not None  # noqa: S101 (for the type checker)
        numbers[facet.name] = {key: number for key, number in facet.counting(dates) if key}
    return numbers
