"""The personal page of a registration."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tafelrunde_events.domain.registrations.links import find_registration
from tafelrunde_members.views.private import private_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show how the registration stands."""
    found = find_registration(token)
    if found is None:
        raise Http404
    return HttpResponse(found.get_state_display(), content_type="text/plain; charset=utf-8")
