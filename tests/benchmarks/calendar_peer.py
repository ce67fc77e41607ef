"""The same events served by others: django-ical on the same rows, bytes that lie ready, and nothing at all."""

from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django_ical.views import ICalFeed

from tafelrunde_events.models import Occurrence
from tafelrunde_events.views.feeds import ICS, feed
from tafelrunde_site.urls import urlpatterns as site_urlpatterns


class PeerFeed(ICalFeed):  # type: ignore[misc]
    """A feed as the documentation of django-ical shows it; the first date of each event, without rules."""

    product_id = "-//example.org//Bench//DE"
    timezone = "Europe/Berlin"
    file_name = "termine.ics"
    title = "Termine"

    def items(self) -> QuerySet[Occurrence]:
        """Return as many rows as we have entries."""
        first = Occurrence.objects.public().exclude(entry__rule__gt="")
        repeated = Occurrence.objects.public().filter(entry__rule__gt="", start_date=F("entry__start_date"))
        return (first | repeated).select_related("event__venue", "entry").order_by("pk")

    def item_guid(self, item: Occurrence) -> str:
        return str(item.entry.uid)

    def item_title(self, item: Occurrence) -> str:
        return item.event.title

    def item_description(self, item: Occurrence) -> str:
        return item.event.summary

    def item_location(self, item: Occurrence) -> str:
        return item.event.place

    def item_link(self, item: Occurrence) -> str:
        return item.event.get_absolute_url()

    def item_start_datetime(self, item: Occurrence) -> Any:
        return item.start

    def item_end_datetime(self, item: Occurrence) -> Any:
        return item.end

    def item_updateddate(self, item: Occurrence) -> Any:
        return item.last_modified


@cache
def _ready() -> bytes:
    return feed(RequestFactory().get("/kalender/termine.ics")).content  # type: ignore[union-attr]


def ready(_request: HttpRequest) -> HttpResponse:
    """Return the bytes of our feed, which lie ready."""
    return HttpResponse(_ready(), content_type=ICS)


def empty(_request: HttpRequest) -> HttpResponse:
    """Return nothing."""
    return HttpResponse()


urlpatterns = [
    path("bench/peer.ics", PeerFeed()),
    path("bench/ready.ics", ready),
    path("bench/empty/", empty),
    *site_urlpatterns,
]
