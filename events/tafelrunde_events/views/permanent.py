"""The short permanent address of an event, which calendars and mails use."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from tafelrunde_events.models import Event
from tafelrunde_events.presentation import describe_event
from tafelrunde_events.views.calendar_file import calendar_file


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
    """Return the event as a calendar file."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("venue"), pk=pk)
    return calendar_file(event, disposition=f'inline; filename="termin-{event.pk}.ics"')
