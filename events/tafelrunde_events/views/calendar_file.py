"""A calendar as a file for calendar programs."""

from django.http import HttpResponse


def calendar_file(content: bytes, *, disposition: str) -> HttpResponse:
    """Return a calendar file; `disposition` says what browsers do with it and how they name it."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = disposition
    return response
