"""Which calendar text a subscriber gets: stored VEVENTs, selected and joined, never built on request."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils import timezone

from tafelrunde_events import engine
from tafelrunde_events.domain.selection import Selection, midnight
from tafelrunde_events.models import Occurrence, ScheduleEntry

#: How long past and cancelled dates stay in a feed: a subscriber who returns from holidays still sees what happened.
KEPT = dt.timedelta(days=90)
#: How often programs should ask again; few listen (facts on clients), none may be promised more.
REFRESH = "PT6H"


@dataclass(frozen=True)
class Feed:
    """A calendar stream with what conditional requests compare: a strong ETag and the newest change."""

    content: bytes
    etag: str
    last_modified: dt.datetime | None


def public_feed(selection: Selection, *, name: str, url: str) -> Feed:
    """Return the public dates of a selection as a calendar named `name`, whose page is `url`.

    The bytes depend on stored text and on the day only, so that nothing changes between two requests when nothing
    has changed (RFC 9110 section 8.8.3).
    """
    recent = Occurrence.objects.public().filter(end__gt=midnight(timezone.localdate() - KEPT))
    dates = selection.apply(recent)
    rows = list(
        ScheduleEntry.objects.filter(pk__in=dates.values("entry"))
        .order_by("pk")
        .values_list("vevent", "zone", "start_date", "last_modified")
    )
    content = engine.calendar_bytes(
        (text for text, *_ in rows),
        zones=[(zone, first, None) for _text, zone, first, _modified in rows],
        name=name,
        url=url,
        refresh=REFRESH,
    )
    digest = hashlib.sha256(content).hexdigest()[:32]
    return Feed(content, f'"{digest}"', max((row[3] for row in rows), default=None))
