"""Which dates a visitor asked for: one selection for list, month, feed and every other view, with one address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from tafelrunde_events.domain.facets import choices_of, facets, find_facet
from tafelrunde_events.domain.versions import CalendarVersion, midnight
from tafelrunde_events.models.events import OccurrenceQuerySet


@dataclass(frozen=True)
class Selection:
    """Filters that combine by "and".

    `chosen` are pairs of a facet's name and a key, in the order of facets. `since` and `until` are days in the site's
    zone, both included. `nothing` says that something was asked for that does not exist, or no longer.
    """

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    nothing: bool = False

    @classmethod
    def from_cleaned(cls, values: Mapping[str, Any]) -> "Selection":
        """Build a selection from the cleaned values of `SelectionForm`; invalid ones are missing there."""
        return cls(
            text=" ".join((values.get("q") or "").split()),
            chosen=tuple((facet.name, values[facet.name]) for facet in facets() if values.get(facet.name)),
            since=values.get("von"),
            until=values.get("bis"),
        )

    @property
    def query(self) -> str:
        """The canonical query string: parameters in a fixed order, empty ones left out."""
        values = {
            **dict(self.chosen),
            "von": self.since.isoformat() if self.since else "",
            "bis": self.until.isoformat() if self.until else "",
            "q": self.text,
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def is_everything(self) -> bool:
        """Whether nothing was filtered."""
        return self == Selection()

    def between(self, since: dt.date | None, until: dt.date | None) -> "Selection":
        """Return the same filters for another period."""
        return replace(self, since=since, until=until)

    def names(self, version: CalendarVersion) -> list[str]:
        """Return what was chosen in words, for titles: `["Trainings", "Landkreis Rostock"]`."""
        labels = [choices_of(find_facet(name), version).get(key, "") for name, key in self.chosen]
        return [*filter(None, labels), *([f"„{self.text}“"] if self.text else [])]

    def apply(self, rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Narrow dates to the selection."""
        if self.nothing:
            return rows.none()
        if self.text:
            words = [Q(event__title__icontains=word) | Q(event__summary__icontains=word) for word in self.text.split()]
            rows = rows.filter(*words)
        for name, key in self.chosen:
            rows = rows.filter(find_facet(name).condition(key))
        if self.since:
            rows = rows.filter(end__gt=midnight(self.since))
        if self.until:
            rows = rows.filter(start__lt=midnight(self.until + dt.timedelta(days=1)))
        return rows
