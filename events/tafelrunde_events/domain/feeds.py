"""Which calendar text a subscriber gets: stored VEVENTs, selected and joined, never built on request."""

from django.db.models import Min, QuerySet

from tafelrunde_events import engine
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, midnight
from tafelrunde_events.models import Occurrence, ScheduleEntry
from tafelrunde_members.enums import Visibility

#: How often programs should ask again; few listen (facts on clients), none may be promised more.
REFRESH = "PT6H"
_ROWS_AT_ONCE = 500


def public_feed(selection: Selection, version: CalendarVersion, *, name: str, url: str) -> bytes:
    """Return the public dates of a selection as a calendar named `name`, whose page is `url`.

    The bytes follow from stored rows alone, so that they are the same as long as the version is (RFC 9110 8.8.3).
    """
    entries = public_entries(selection, version)
    zones = entries.order_by().values_list("zone").annotate(first=Min("start_date"))
    texts = entries.order_by("pk").values_list("vevent", flat=True).iterator(chunk_size=_ROWS_AT_ONCE)
    return engine.calendar_bytes(
        texts, zones=[(zone, first, None) for zone, first in zones], name=name, url=url, refresh=REFRESH
    )


def public_entries(selection: Selection, version: CalendarVersion) -> QuerySet[ScheduleEntry]:
    """Return the sessions and series of which a public date is in the selection and not too long ago."""
    entries = ScheduleEntry.objects.filter(visibility=Visibility.PUBLIC, last_end__isnull=False)
    kept = midnight(version.kept_since) if version.kept_since else None
    if kept:
        entries = entries.filter(last_end__gt=kept)
    if selection.is_everything:
        return entries
    dates = Occurrence.objects.public()
    if kept:
        dates = dates.filter(end__gt=kept)
    return entries.filter(pk__in=selection.apply(dates).values("entry"))
