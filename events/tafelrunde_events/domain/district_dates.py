"""How many public dates each district has ahead: what the map beside the calendar says."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from django.db.models import Count
from django.utils import timezone

from tafelrunde_events.domain.facets import DISTRICT_DIGITS, region_of_date
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, midnight
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Occurrence

#: The filter that the map stands for.
FACET = "bezirk"


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
    found: Counter[str] = Counter()
    for region, number in dates.order_by().values_list(region_of_date()).annotate(number=Count("pk")):
        if region:
            found[region[:DISTRICT_DIGITS]] += number
    return found
