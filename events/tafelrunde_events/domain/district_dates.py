"""How many public dates each district has ahead: what the map beside the calendar says."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from django.db.models import Case, Count, F, When
from django.utils import timezone

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, midnight
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Occurrence

#: The filter that the map stands for.
FACET = "bezirk"
#: Digits of a regional key that name the district or independent city.
_DISTRICT_DIGITS = 5


def dates_by_district(selection: Selection, version: CalendarVersion) -> Counter[str]:
    """Return the number of public dates by the key of their district, whichever district was chosen.

    Counts what takes place from today on, or in the chosen days. As long as the calendar stays as it is, the numbers
    for a combination of facets are counted once a day; free words and days have no end of combinations.
    """
    selection = replace(selection, chosen=tuple(pair for pair in selection.chosen if pair[0] != FACET))
    if selection.text or selection.since or selection.until:
        return _count(selection, timezone.localdate())
    return _counted(selection, version.tag, timezone.localdate())


@lru_cache(maxsize=64)
def _counted(selection: Selection, _tag: str, today: dt.date) -> Counter[str]:
    return _count(selection, today)


def _count(selection: Selection, today: dt.date) -> Counter[str]:
    dates = selection.apply(Occurrence.objects.public()).exclude(status=EventStatus.CANCELLED)
    if not selection.since:
        dates = dates.filter(end__gt=midnight(today))
    # As the filter of districts finds them: at the date's own venue alone, at that of its event, or around its source.
    key = Case(
        When(venue__isnull=False, then=F("venue__region__key")),
        When(event__venue__isnull=False, then=F("event__venue__region__key")),
        default=F("event__imported__source__region__key"),
    )
    found: Counter[str] = Counter()
    for region, number in dates.order_by().values_list(key).annotate(number=Count("pk")):
        if region:
            found[region[:_DISTRICT_DIGITS]] += number
    return found
