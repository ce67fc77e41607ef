"""How to subscribe to a selection of the public calendar: addresses and steps for every program."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_address import CalendarAddress, address_of, chips, webcal_address
from tafelrunde_events.domain.facets import choices_of, facets
from tafelrunde_events.domain.qr_code import qr_code
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.forms.selection import SelectionForm

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
    selection = SelectionForm(request.GET, version=version).selection
    address = address_of("feed", selection)
    context = {
        "selection": selection,
        "chips": chips(CalendarAddress(selection), version),
        "calendar_address": CalendarAddress(selection),
        "feed_url": address,
        "webcal_url": webcal_address(address),
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(address, safe='')}",
        # The address of this page: on a telephone of whatever make it offers the way that fits.
        "qr": qr_code(address_of("subscribe", selection)),
        "ready_feeds": ready_feeds(version),
        "personal_url": conf.personal_calendars_url(),
        "is_indexed": selection.is_everything,
    }
    return render(request, "tafelrunde_events/subscribe.html", context)


def ready_feeds(version: CalendarVersion) -> list[ReadyFeeds]:
    """Return a calendar for each choice of each facet that the form offers."""
    return [
        ReadyFeeds(facet.label, [_ready_feed(facet.name, key, name) for key, name in choices.items()])
        for facet in facets()
        if facet.offered and (choices := choices_of(facet, version))
    ]


def _ready_feed(facet: str, key: str, name: str) -> ReadyFeed:
    selection = Selection(chosen=((facet, key),))
    page = f"{reverse('tafelrunde_events:subscribe')}?{selection.query}"
    return ReadyFeed(name, page, address_of("feed", selection))
