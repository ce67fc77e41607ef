"""Pages of events have no aliases (law 2): they are announced in one place, and further pages are translations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from tafelrunde_events.models.pages import BaseEventPage


def refuse_aliases_of_events(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse an alias of a section that holds pages of events, before Wagtail has created half of them."""
    if not request.POST.get("alias") or not page.get_descendants(inclusive=True).type(BaseEventPage).exists():
        return None
    messages.error(request, gettext("Pages of events cannot have aliases. Copy or translate the page instead."))
    return redirect("wagtailadmin_pages:copy", page.pk)
