"""The public calendar: list, feed, and how to subscribe."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.feeds import public_feed
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.models import Occurrence


def bound_form(request: HttpRequest) -> SelectionForm:
    """Return the filters of the address, validated."""
    form = SelectionForm(request.GET)
    form.is_valid()
    return form


def feed_address(selection: Selection) -> str:
    """Return the absolute address of the feed of a selection."""
    address = conf.absolute_url(reverse("tafelrunde_events:feed"))
    return f"{address}?{selection.query}" if selection.query else address


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """List the dates the visitor may see, month by month."""
    form = bound_form(request)
    selection = Selection.from_cleaned(form.cleaned_data)
    dates = selection.apply(Occurrence.objects.visible_to(request.user))
    dates = dates.order_by("start", "pk") if selection.since else dates.upcoming()
    page_obj = Paginator(dates.with_event(), conf.list_page_size()).get_page(request.GET.get("page"))
    return render(
        request,
        "tafelrunde_events/calendar.html",
        {"form": form, "selection": selection, "page_obj": page_obj, "feed_url": feed_address(selection)},
    )


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Return the public dates of a selection as iCalendar; 304 when the subscriber has them already."""
    selection = Selection.from_cleaned(bound_form(request).cleaned_data)
    page = conf.absolute_url(reverse("tafelrunde_events:calendar"))
    name = _("Dates: %(site)s") % {"site": conf.site_name()}
    result = public_feed(selection, name=name, url=f"{page}?{selection.query}" if selection.query else page)
    modified = int(result.last_modified.timestamp()) if result.last_modified else None
    response = HttpResponse(result.content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="termine.ics"'
    response["ETag"] = result.etag
    response["Cache-Control"] = "public, max-age=300"
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag=result.etag, last_modified=modified, response=response) or response


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Explain how to subscribe to a selection, with the address for every program."""
    selection = Selection.from_cleaned(bound_form(request).cleaned_data)
    address = feed_address(selection)
    context = {
        "selection": selection,
        "feed_url": address,
        "webcal_url": "webcal://" + address.partition("://")[2],
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(address, safe='')}",
    }
    return render(request, "tafelrunde_events/subscribe.html", context)
