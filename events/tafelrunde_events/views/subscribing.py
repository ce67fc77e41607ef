"""How to subscribe to a selection of the public calendar: addresses and steps for every program."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import CalendarAddress, chips
from tafelrunde_events.domain.facets import choices_of, facets
from tafelrunde_events.domain.qr_code import qr_code
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.views.calendar import bound_form, feed_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ReadyFeed:
    """A calendar that is there for the taking."""

    name: str
    page: str
    feed: str


@dataclass(frozen=True, slots=True)
class ReadyFeeds:
    """The calendars that one facet gives, one for each of its choices."""

    label: "StrOrPromise"
    feeds: list[ReadyFeed]


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Explain how to subscribe to the selection in the address."""
    version = current_version()
    selection = Selection.from_cleaned(bound_form(request, version).cleaned_data)
    address = feed_address(selection)
    without_scheme = address.partition("://")[2]
    context = {
        "selection": selection,
        "chips": chips(CalendarAddress(selection), version),
        "calendar_address": CalendarAddress(selection),
        "feed_url": address,
        "webcal_url": f"webcal://{without_scheme}",
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(address, safe='')}",
        "qr": qr_code(_page_address(selection)),
        "ready_feeds": ready_feeds(version),
        "personal_url": conf.personal_calendars_url(),
        "is_indexed": selection.is_everything,
    }
    return render(request, "tafelrunde_events/subscribe.html", context)


def _page_address(selection: Selection) -> str:
    """Return the absolute address of this page: on a telephone of whatever make it offers the way that fits."""
    address = conf.absolute_url(reverse("tafelrunde_events:subscribe"))
    return f"{address}?{selection.query}" if selection.query else address


def ready_feeds(version: CalendarVersion) -> list[ReadyFeeds]:
    """Return a calendar for each choice of each facet that the form offers."""
    return [
        ReadyFeeds(facet.label, [_ready_feed(facet.name, key, name) for key, name in choices.items()])
        for facet in facets()
        if facet.offered and (choices := choices_of(facet, version))
    ]


def _ready_feed(facet: str, key: str, name: str) -> ReadyFeed:
    query = urlencode({facet: key})
    return ReadyFeed(
        name,
        f"{reverse('tafelrunde_events:subscribe')}?{query}",
        f"{conf.absolute_url(reverse('tafelrunde_events:feed'))}?{query}",
    )
