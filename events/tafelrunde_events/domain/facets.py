"""By what the public calendar can be narrowed. Plugins add facets; list, feed and every other view follow.

A facet is a parameter of the address with a closed list of choices. Which choices there are belongs to the state of
the calendar, and is read once for each state and day.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Expression, F, FilteredRelation, OuterRef, Q, Subquery, TextChoices, When
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.enums import AccessFact, Audience, Booking, EventKind, Format, Level, TeachingLanguage, Trait
from tafelrunde_events.models import Event, EventTrait
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation, Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A key as it stands in addresses, with the words that people read.
Choice = tuple[str, "str | Promise"]
#: Counts the events that have a date among these, by key and in one query.
Counting = Callable[[OccurrenceQuerySet], Iterable[tuple[str | None, int]]]
#: Digits of a regional key that name the district or independent city.
DISTRICT_DIGITS = 5
#: Of the filter by places: those that have some left.
FREE = "frei"


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter of the calendar.

    `name` is the parameter of the address. `condition` turns a key into a condition over `Occurrence` that joins no
    date twice. `offered` facets stand in the form; others come with links, like the one of an organisation's page.
    The catalogue of trainings offers those that it can say of how many trainings each key would give (`counting`).
    """

    name: str
    label: "StrOrPromise"
    choices: Callable[[], list[Choice]]
    condition: Callable[[str], Q]
    offered: bool = True
    counting: Counting | None = None


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

    Imported events seldom have a venue that is known here; without one they lie in the region of their calendar. What
    takes place online lies where the people are whom it is for, if that is a district or a part of one.
    """

    def lies_in(place: str) -> Q:
        return Q(**{f"{place}__region__key": key}) | Q(**{f"{place}__region__parent__key": key})

    nowhere = Q(venue__isnull=True, event__venue__isnull=True)
    in_venue = lies_in("venue") | (Q(venue__isnull=True) & lies_in("event__venue"))
    meant = EventTrait.objects.filter(trait=Trait.REGION, value__startswith=key)
    return in_venue | (nowhere & (lies_in("event__imported__source") | Q(event__in=meant.values("event"))))


def region_of_date() -> Expression:
    """Return the key of the region in which a date lies, as the filter of districts finds it."""
    meant = EventTrait.objects.filter(event=OuterRef("event"), trait=Trait.REGION)
    return Case(
        When(venue__isnull=False, then=F("venue__region__key")),
        When(event__venue__isnull=False, then=F("event__venue__region__key")),
        default=Coalesce(F("event__imported__source__region__key"), Subquery(meant.values("value")[:1])),
    )


def _counting(key: str | Expression) -> Counting:
    """Return what counts events by a key that each date has, or several of them."""

    def count(dates: OccurrenceQuerySet) -> Iterable[tuple[str | None, int]]:
        return dates.order_by().values_list(key).annotate(number=Count("event", distinct=True))

    return count


def _topics() -> list[Choice]:
    public = Event.objects.filter(visibility=Visibility.PUBLIC)
    return list(Tag.objects.filter(pk__in=public.values("topics")).order_by("name").values_list("slug", "name"))


def _organisations() -> list[Choice]:
    return list(Organisation.objects.released().values_list("slug", "name"))


def _trait_facet(name: str, label: "StrOrPromise", trait: Trait, vocabulary: type[TextChoices]) -> Facet:
    """Return a filter by facts of trainings alone: it stands in their catalogue, and elsewhere comes with links."""

    def count(dates: OccurrenceQuerySet) -> Iterable[tuple[str | None, int]]:
        # A relation of its own: a filter by another trait has joined the same table.
        own = FilteredRelation("event__trait_rows", condition=Q(event__trait_rows__trait=trait))
        return _counting("counted_trait__value")(dates.annotate(counted_trait=own))

    return Facet(
        name,
        label,
        lambda: [choice for choice in vocabulary.choices if choice[0]],
        lambda key: Q(event__trait_rows__trait=trait, event__trait_rows__value=key),
        offered=False,
        counting=count,
    )


def _count_free(dates: OccurrenceQuerySet) -> Iterable[tuple[str | None, int]]:
    return [(FREE, dates.filter(event__booking=Booking.OPEN).order_by().values("event").distinct().count())]


def register_facets() -> None:
    """Register the facets of this plugin."""
    register_facet(Facet("art", _("Kind"), lambda: list(EventKind.choices), lambda key: Q(event__kind=key)))
    district = Substr(region_of_date(), 1, DISTRICT_DIGITS)
    register_facet(Facet("bezirk", _("District"), _districts, _in_district, counting=_counting(district)))
    register_facet(
        Facet(
            "thema",
            _("Topic"),
            _topics,
            lambda key: Q(event__topics__slug=key),
            counting=_counting("event__topics__slug"),
        )
    )
    register_facet(
        Facet(
            "zielgruppe",
            pgettext_lazy("audience", "For whom"),
            lambda: list(Audience.choices),
            lambda key: Q(event__audience_rows__audience=key),
            counting=_counting("event__audience_rows__audience"),
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
    register_facet(_trait_facet("format", _("Format"), Trait.FORMAT, Format))
    register_facet(_trait_facet("niveau", _("Level"), Trait.LEVEL, Level))
    register_facet(_trait_facet("sprache", _("Language"), Trait.LANGUAGE, TeachingLanguage))
    register_facet(_trait_facet("zugang", _("Access and support"), Trait.ACCESS, AccessFact))
    register_facet(
        Facet(
            "plaetze",
            _("Places"),
            lambda: [(FREE, _("Places free"))],
            lambda _key: Q(event__booking=Booking.OPEN),
            offered=False,
            counting=_count_free,
        )
    )
