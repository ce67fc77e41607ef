"""Which dates a visitor asked for: one selection for list and feed, with one canonical address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from tafelrunde_events.enums import EventKind
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_members.models import Organisation, Region


@dataclass(frozen=True)
class Selection:
    """Filters that combine by "and". `since` and `until` are days in the site's zone, both included."""

    text: str = ""
    kind: EventKind | None = None
    district: Region | None = None
    organisation: Organisation | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def from_cleaned(cls, values: Mapping[str, Any]) -> "Selection":
        """Build a selection from the cleaned values of `SelectionForm`; invalid ones are missing there."""
        kind = values.get("art")
        return cls(
            text=" ".join((values.get("q") or "").split()),
            kind=EventKind(kind) if kind else None,
            district=values.get("bezirk"),
            organisation=values.get("einrichtung"),
            since=values.get("von"),
            until=values.get("bis"),
        )

    @property
    def query(self) -> str:
        """The canonical query string: parameters in a fixed order, empty ones left out."""
        values = {
            "art": self.kind.value if self.kind else "",
            "bezirk": self.district.key if self.district else "",
            "einrichtung": self.organisation.slug if self.organisation else "",
            "von": self.since.isoformat() if self.since else "",
            "bis": self.until.isoformat() if self.until else "",
            "q": self.text,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def apply(self, rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Narrow dates to the selection."""
        if self.text:
            words = [Q(event__title__icontains=word) | Q(event__summary__icontains=word) for word in self.text.split()]
            rows = rows.filter(*words)
        if self.kind:
            rows = rows.filter(event__kind=self.kind)
        if self.district:
            regions = Region.objects.filter(Q(pk=self.district.pk) | Q(parent=self.district))
            rows = rows.filter(event__venue__region__in=regions)
        if self.organisation:
            rows = rows.filter(event__organiser_rows__organisation=self.organisation)
        if self.since:
            rows = rows.filter(end__gt=midnight(self.since))
        if self.until:
            rows = rows.filter(start__lt=midnight(self.until + dt.timedelta(days=1)))
        return rows


def midnight(day: dt.date) -> dt.datetime:
    """Return the beginning of a day in the site's zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
