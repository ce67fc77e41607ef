"""The personal calendar for programs: behind a secret address, without a login, a session or a cookie."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tafelrunde_events.domain.subscriptions.calendar import ended_calendar, personal_calendar
from tafelrunde_events.domain.subscriptions.feeds import find_feed, note_use
from tafelrunde_events.models import PersonalFeed
from tafelrunde_events.views.conditional import conditional_response
from tafelrunde_events.views.feeds import ICS


@require_safe
def personal_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the dates of the device's owner as they are now; after its end, one entry that says so.

    Everything is checked with each request. Programs may keep what they got but have to ask again before they use it,
    so that a lost seat or an ended address counts at once.
    """
    feed = find_feed(token)
    response = _unknown() if feed is None else _calendar(request, feed)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _calendar(request: HttpRequest, feed: PersonalFeed) -> HttpResponseBase:
    body = ended_calendar(feed) if feed.revoked_at else personal_calendar(feed.user)
    note_use(feed, body)
    return conditional_response(
        request,
        digest=hashlib.sha256(body).hexdigest()[:32],
        modified=feed.content_changed_at,
        build=lambda: body,
        content_type=ICS,
        cache_control="private, no-cache",
        filename="termine.ics",
    )


def _unknown() -> HttpResponse:
    text = _("There is no calendar behind this address, or no longer.")
    response = HttpResponseNotFound(f"{text}\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
