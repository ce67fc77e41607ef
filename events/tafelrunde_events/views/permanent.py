"""The short permanent address of an event, which calendars and mails use."""

import hashlib

from django.db.models import Max
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from tafelrunde_events.domain.projection import event_calendar, neutral_event_calendar
from tafelrunde_events.models import Event
from tafelrunde_events.presentation import describe_event
from tafelrunde_events.views.conditional import conditional_response
from tafelrunde_events.views.feeds import ICS, MAX_AGE
from tafelrunde_members.enums import Visibility


@require_safe
def show_event(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forward to the event's page, or show the bare facts of an event that has none, or none any more."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("venue", "page"), pk=pk)
    # A page outside of every site is live and has no address all the same.
    if event.page and event.page.live and (url := event.page.specific_deferred.get_url(request)):
        return redirect(url)
    return render(request, "tafelrunde_events/event.html", describe_event(event))


@require_safe
def event_ics(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the event as a calendar file; of one that is not public it says only when, and where to read more.

    Many calendars are kept with third parties and shared with colleagues and family, so that this holds for everybody
    who may see the event, coordinators included. Title and place come with the invitation, whose mail has them anyway.
    """
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("venue"), pk=pk)
    public = event.visibility == Visibility.PUBLIC
    content = event_calendar(event) if public else neutral_event_calendar(event)
    return conditional_response(
        request,
        digest=hashlib.sha256(content).hexdigest()[:32],
        modified=event.entries.aggregate(newest=Max("last_modified"))["newest"],
        build=lambda: content,
        content_type=ICS,
        cache_control=f"public, max-age={MAX_AGE}" if public else "private, no-cache",
        filename=f"termin-{event.pk}.ics",
    )
