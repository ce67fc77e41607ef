"""Calendars for programs. A conditional request is answered from the stored version alone, before anything is built."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version as version_of
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import address_of
from tafelrunde_events.domain.facets import choices_of, facets
from tafelrunde_events.domain.feeds import public_feed
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.stored_bodies import stored_body
from tafelrunde_events.domain.versions import CalendarVersion, current_version, midnight
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.views.conditional import conditional_response

ICS = "text/calendar; charset=utf-8"
#: How long caches on the way may answer by themselves, in seconds.
MAX_AGE = 300
_SOFTWARE = version_of("tafelrunde")


def public_response(
    request: HttpRequest,
    *,
    kind: str,
    content_type: str,
    build: Callable[[Selection, CalendarVersion], bytes],
    filename: str = "",
    day_matters: bool = False,
) -> HttpResponseBase:
    """Answer with the public dates of the selection in the address, in the form that `build` gives them.

    The ETag names the stored state of the calendar, the filters and everything else the bytes follow from. 304 costs
    one query whatever the number of dates. `day_matters` says that the bytes also follow from the day in the site's
    zone: then they are modified at midnight at the latest.
    """
    version = current_version()
    modified = _modified(version, day_matters=day_matters)

    def remembered(key: str, build_now: Callable[[], bytes]) -> bytes:
        return stored_body(key, build_now) if _is_common(request, version) else build_now()

    return conditional_response(
        request,
        digest=_digest(request, kind, version, modified if day_matters else None),
        modified=modified,
        build=lambda: build(_selection(request, version), version),
        content_type=content_type,
        cache_control=f"public, max-age={MAX_AGE}",
        filename=filename,
        remembered=remembered,
    )


def _is_common(request: HttpRequest, version: CalendarVersion) -> bool:
    """Tell whether others may well ask for the same.

    Free words, days, pages and filters that somebody made up have no end of combinations: remembered, they would push
    out what many ask for.
    """
    if {"q", "von", "bis", "ab"} & request.GET.keys():
        return False
    asked = [(facet, request.GET.get(facet.name, "").strip()) for facet in facets()]
    return all(key in choices_of(facet, version) for facet, key in asked if key)


def _selection(request: HttpRequest, version: CalendarVersion) -> Selection:
    return SelectionForm(request.GET, version=version).lasting_selection if request.GET else Selection()


def _modified(version: CalendarVersion, *, day_matters: bool) -> datetime | None:
    """Return when the bytes last changed, removals included."""
    today = midnight(timezone.localdate()) if day_matters else None
    return max(filter(None, (version.changed_at, today)), default=None)


def _digest(request: HttpRequest, kind: str, version: CalendarVersion, day: datetime | None) -> str:
    """Return what names the bytes: state, form, filters as they were sent, and what installation and language add."""
    known = SelectionForm.parameters()
    query = urlencode([(name, request.GET[name].strip()) for name in known if request.GET.get(name, "").strip()])
    facts = (kind, version.tag, day, query, conf.base_url(), conf.site_name(), get_language(), _SOFTWARE)
    return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:32]


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Return the public dates of a selection as iCalendar."""
    return public_response(request, kind="ics", content_type=ICS, build=_calendar, filename="termine.ics")


def _calendar(selection: Selection, version: CalendarVersion) -> bytes:
    url = address_of("calendar", selection)
    return public_feed(selection, version, name=feed_name(selection, version), url=url)


def feed_name(selection: Selection, version: CalendarVersion) -> str:
    """Return the name under which programs show the feed: the site's, with what was chosen."""
    name = _("Dates: %(site)s") % {"site": conf.site_name()}
    return " · ".join([name, *selection.names(version)])
