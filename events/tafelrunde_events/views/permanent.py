"""The short permanent address of an event, which calendars and mails use."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from tafelrunde_events import engine
from tafelrunde_events.domain.projection import event_components
from tafelrunde_events.models import Event
from tafelrunde_events.presentation import describe_event


@require_safe
def show_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forward to the event's page, or show the bare facts of an event that has none, or none any more."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("venue", "page"), pk=pk)
    # A page outside of every site is live and has no address all the same.
    if event.page and event.page.live and (url := event.page.specific_deferred.get_url(request)):
        return redirect(url)
    return render(request, "tafelrunde_events/event.html", describe_event(event))


@require_safe
def event_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the event as a calendar file, without a name: with one Outlook would add a calendar of its own."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    zones = [zone for component in event_components(event) for zone in component.zones]
    texts = event.entries.values_list("vevent", flat=True)
    response = HttpResponse(engine.calendar_bytes(texts, zones=zones), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="termin-{event.pk}.ics"'
    return response
