"""By what the public calendar can be narrowed. Plugins add facets; list, feed and every other view follow.

A facet is a parameter of the address with a closed list of choices. Which choices there are belongs to the state of
the calendar, and is read once for each state and day.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.enums import Audience, EventKind
from tafelrunde_events.models import Event
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation, Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A key as it stands in addresses, with the words that people read.
Choice = tuple[str, "str | Promise"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of the calendar.

    `name` is the parameter of the address. `condition` turns a key into a condition over `Occurrence` that joins no
    date twice. `offered` facets stand in the form; others come with links, like the one of an organisation's page.
    """

    name: str
    label: "StrOrPromise"
    choices: Callable[[], list[Choice]]
    condition: Callable[[str], Q]
    offered: bool = True


_facets: dict[str, Facet] = {}


def register_facet(facet: Facet) -> None:
    """Add a facet; the same name again replaces it."""
    _facets[facet.name] = facet


def facets() -> list[Facet]:
    """Return all facets in the order in which plugins registered them."""
    return list(_facets.values())


def find_facet(name: str) -> Facet:
    """Return a facet by its parameter; raise KeyError for an unknown one."""
    return _facets[name]


def choices_of(facet: Facet, version: CalendarVersion) -> dict[str, str]:
    """Return the choices of a facet by their keys, in the active language and in the state that the version names."""
    return _read_choices(facet, version.tag, timezone.localdate(), get_language() or "")


@lru_cache(maxsize=64)
def _read_choices(facet: Facet, _tag: str, _day: dt.date, _language: str) -> dict[str, str]:
    return {key: str(label) for key, label in facet.choices()}


def _districts() -> list[Choice]:
    return list(Region.objects.districts().values_list("key", "name"))


def _in_district(key: str) -> Q:
    """Return the condition for dates held in a district: at their own venue, or else at that of their event.

    Imported events seldom have a venue that is known here; without one they lie in the region of their calendar.
    """

    def lies_in(place: str) -> Q:
        return Q(**{f"{place}__region__key": key}) | Q(**{f"{place}__region__parent__key": key})

    nowhere = Q(venue__isnull=True, event__venue__isnull=True)
    in_venue = lies_in("venue") | (Q(venue__isnull=True) & lies_in("event__venue"))
    return in_venue | (nowhere & lies_in("event__imported__source"))


def _topics() -> list[Choice]:
    public = Event.objects.filter(visibility=Visibility.PUBLIC)
    return list(Tag.objects.filter(pk__in=public.values("topics")).order_by("name").values_list("slug", "name"))


def _organisations() -> list[Choice]:
    return list(Organisation.objects.released().values_list("slug", "name"))


def register_facets() -> None:
    """Register the facets of this plugin."""
    register_facet(Facet("art", _("Kind"), lambda: list(EventKind.choices), lambda key: Q(event__kind=key)))
    register_facet(Facet("bezirk", _("District"), _districts, _in_district))
    register_facet(Facet("thema", _("Topic"), _topics, lambda key: Q(event__topics__slug=key)))
    register_facet(
        Facet(
            "zielgruppe",
            pgettext_lazy("audience", "For whom"),
            lambda: list(Audience.choices),
            lambda key: Q(event__audience_rows__audience=key),
        )
    )
    register_facet(
        Facet(
            "einrichtung",
            _("Organisation"),
            _organisations,
            lambda key: Q(event__organiser_rows__organisation__slug=key),
            offered=False,
        )
    )
