"""Publishing many pages at once asks for the same as publishing one in the editor."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from tafelrunde_events.domain.obstacles import publishing_obstacles
from tafelrunde_events.models.pages import BaseEventPage


def refuse_unfinished_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Publish none of the chosen pages while something is missing in one of them, and say what."""
    if action_type != "publish":
        return None
    pages = [one for one in objects if isinstance(one, Page)]
    unfinished = False
    for page in _event_pages(pages, with_descendants="include_descendants" in request.POST):
        draft = page.get_latest_revision_as_object()
        for obstacle in publishing_obstacles(draft):
            messages.error(request, f"{draft.title}: {obstacle}")
            unfinished = True
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_explore_root") if unfinished else None


def _event_pages(pages: list[Page], *, with_descendants: bool) -> Iterator[BaseEventPage]:
    for page in pages:
        drafts = list(page.get_descendants().not_live().specific()) if with_descendants else []
        yield from (one for one in [page.specific, *drafts] if isinstance(one, BaseEventPage))
