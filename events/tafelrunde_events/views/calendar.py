"""The public calendar: list, and how to subscribe."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.forms.selection import SelectionForm
from tafelrunde_events.models import Occurrence


def bound_form(request: HttpRequest, version: CalendarVersion) -> SelectionForm:
    """Return the filters of the address, validated."""
    form = SelectionForm(request.GET, version=version)
    form.is_valid()
    return form


def feed_address(selection: Selection) -> str:
    """Return the absolute address of the feed of a selection."""
    address = conf.absolute_url(reverse("tafelrunde_events:feed"))
    return f"{address}?{selection.query}" if selection.query else address


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """List the dates the visitor may see, month by month."""
    form = bound_form(request, current_version())
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
def subscribe(request: HttpRequest) -> HttpResponse:
    """Explain how to subscribe to a selection, with the address for every program."""
    selection = Selection.from_cleaned(bound_form(request, current_version()).cleaned_data)
    address = feed_address(selection)
    context = {
        "selection": selection,
        "feed_url": address,
        "webcal_url": "webcal://" + address.partition("://")[2],
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(address, safe='')}",
    }
    return render(request, "tafelrunde_events/subscribe.html", context)
