"""Calendars for programs. A conditional request is answered from the stored version alone, before anything is built."""

import gzip
import hashlib
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version as version_of
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.feeds import public_feed
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.stored_bodies import stored_body
from tafelrunde_events.domain.versions import CalendarVersion, current_version, midnight
from tafelrunde_events.forms.selection import SelectionForm

ICS = "text/calendar; charset=utf-8"
#: How long caches on the way may answer by themselves, in seconds.
MAX_AGE = 300
_SOFTWARE = version_of("tafelrunde")
GZIP_LEVEL = 6


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

    The ETag names the stored state of the calendar, the filters and everything else the bytes follow from; each
    encoding has one of its own. 304 costs one query whatever the number of dates. `day_matters` says that the bytes
    also follow from the day in the site's zone: then they are modified at midnight at the latest.
    """
    version = current_version()
    modified = _modified(version, day_matters=day_matters)
    zipped = accepts_gzip(request)
    digest = _digest(request, kind, version, modified if day_matters else None)
    etag = f'"{digest}-gzip"' if zipped else f'"{digest}"'

    def plain() -> bytes:
        return build(_selection(request, version), version)

    def encoded() -> bytes:
        return gzip.compress(remembered(digest, plain), GZIP_LEVEL, mtime=0) if zipped else plain()

    # Free words, days and pages have no end of combinations: remembered, they would push out what many ask for.
    remembered = _build if {"q", "von", "bis", "ab"} & request.GET.keys() else stored_body
    response = conditional(request, etag=etag, modified=modified)
    if response is None:
        response = HttpResponse(remembered(etag, encoded), content_type=content_type)
        if zipped:
            response["Content-Encoding"] = "gzip"
        if filename:
            response["Content-Disposition"] = f'inline; filename="{filename}"'
    describe(response, etag=etag, modified=modified)
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _selection(request: HttpRequest, version: CalendarVersion) -> Selection:
    if not request.GET:
        return Selection()
    form = SelectionForm(request.GET, version=version)
    form.is_valid()
    return Selection.from_cleaned(form.cleaned_data)


def conditional(request: HttpRequest, *, etag: str, modified: datetime | None) -> HttpResponseBase | None:
    """Return 304 (or 412) where the request's conditions ask for it (RFC 9110 section 13), else None."""
    seconds = int(modified.timestamp()) if modified else None
    return get_conditional_response(request, etag=etag, last_modified=seconds)


def describe(response: HttpResponseBase, *, etag: str, modified: datetime | None) -> None:
    """Give a response, 304 included, what the next conditional request sends back."""
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())


def _modified(version: CalendarVersion, *, day_matters: bool) -> datetime | None:
    """Return when the bytes last changed, removals included."""
    today = midnight(timezone.localdate()) if day_matters else None
    return max(filter(None, (version.changed_at, today)), default=None)


def _build(_key: str, build: Callable[[], bytes]) -> bytes:
    return build()


def _digest(request: HttpRequest, kind: str, version: CalendarVersion, day: datetime | None) -> str:
    """Return what names the bytes: state, form, filters as they were sent, and what installation and language add."""
    known = SelectionForm.parameters()
    query = urlencode([(name, request.GET[name].strip()) for name in known if request.GET.get(name, "").strip()])
    facts = (kind, version.tag, day, query, conf.base_url(), conf.site_name(), get_language(), _SOFTWARE)
    return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:32]


def accepts_gzip(request: HttpRequest) -> bool:
    """Tell whether the client asks for gzip (RFC 9110 section 12.5.3)."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, *parameters = (part.strip() for part in coding.split(";"))
        if name == "gzip":
            return not any(parameter.removeprefix("q=").strip("0.") == "" for parameter in parameters)
    return False


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Return the public dates of a selection as iCalendar."""
    return public_response(request, kind="ics", content_type=ICS, build=_calendar, filename="termine.ics")


def _calendar(selection: Selection, version: CalendarVersion) -> bytes:
    page = conf.absolute_url(reverse("tafelrunde_events:calendar"))
    url = f"{page}?{selection.query}" if selection.query else page
    return public_feed(selection, version, name=feed_name(selection, version), url=url)


def feed_name(selection: Selection, version: CalendarVersion) -> str:
    """Return the name under which programs show the feed: the site's, with what was chosen."""
    name = _("Dates: %(site)s") % {"site": conf.site_name()}
    return " · ".join([name, *selection.names(version)])
