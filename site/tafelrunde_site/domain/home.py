"""What the home page gathers from the plugins."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Occurrence
from tafelrunde_members.models import Region, Sector
from tafelrunde_roundtables.figures import draw_table
from tafelrunde_roundtables.models import Meeting

NEXT_DATES = 6
#: How far ahead a district counts as one with dates.
SOON = dt.timedelta(weeks=4)
#: Digits of a regional key that name the district or independent city.
DISTRICT_DIGITS = 5


@dataclass(frozen=True)
class NextDate:
    """A row of the list of dates: the date, and the table that meets there as far as the public may know it."""

    occurrence: Occurrence
    table_name: str


def collect_home_sections(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Return the template context of the home page, as far as this person may see it."""
    districts = list(Region.objects.districts())
    sectors = list(Sector.objects.filter(expected=True).values_list("name", flat=True))
    with_dates = districts_with_dates(user) & {district.key for district in districts}
    return {
        "districts": districts,
        "districts_with_dates": with_dates,
        "map_caption": _caption(len(with_dates)),
        "next_dates": next_dates(user),
        "sectors": sectors,
        "figure": draw_table([(name, True) for name in sectors]) if sectors else None,
    }


def next_dates(user: AbstractBaseUser | AnonymousUser) -> list[NextDate]:
    """Return the next few dates that the person may see, cancelled ones included: they are news as well."""
    occurrences = list(Occurrence.objects.visible_to(user).upcoming().with_event()[:NEXT_DATES])
    meetings = Meeting.objects.filter(event__in={o.event_id for o in occurrences}, table__listed=True)
    names = dict(meetings.values_list("event", "table__name"))
    return [NextDate(o, names.get(o.event_id, "")) for o in occurrences]


def districts_with_dates(user: AbstractBaseUser | AnonymousUser, now: dt.datetime | None = None) -> set[str]:
    """Return the keys of districts in which something takes place within the next four weeks."""
    now = now or timezone.now()
    soon = Occurrence.objects.visible_to(user).between(now, now + SOON).exclude(status=EventStatus.CANCELLED)
    keys = soon.values_list(Coalesce("venue__region__key", "event__venue__region__key"), flat=True)
    return {key[:DISTRICT_DIGITS] for key in keys.order_by().distinct() if key}


def _caption(count: int) -> str:
    """Say what stands out on the map; nothing when nothing does."""
    if not count:
        return ""
    return ngettext(
        "%(count)d district or city with dates in the next four weeks",
        "%(count)d districts and cities with dates in the next four weeks",
        count,
    ) % {"count": count}
