"""What is answered to a form without the token that protects it: mostly one that was open for too long."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.views.csrf import csrf_failure as plain_failure

from tafelrunde_events.views import registering

#: Long forms that are shown again with what was typed, by the names of their addresses. They change nothing.
SHOWN_AGAIN: dict[str, Callable[..., HttpResponseBase]] = {"tafelrunde_events:register": registering.show_again}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Refuse the form; of the long ones nothing is lost, the others say what to do."""
    match = request.resolver_match
    show_again = SHOWN_AGAIN.get(match.view_name) if match else None
    if match is None or show_again is None:
        return plain_failure(request, reason=reason)
    return show_again(request, **match.kwargs)
