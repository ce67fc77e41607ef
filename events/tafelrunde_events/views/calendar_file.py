"""An event as a file for calendar programs."""

from django.http import HttpResponse

from tafelrunde_events.domain.projection import event_calendar
from tafelrunde_events.models import Event


def calendar_file(event: Event, *, disposition: str) -> HttpResponse:
    """Return the calendar file of an event; `disposition` says what browsers do with it and how they name it."""
    response = HttpResponse(event_calendar(event), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = disposition
    return response
