"""The calendar on other websites: the list that stands in their frames, and how to put it there."""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Site

from tafelrunde_events.domain.calendar_address import address_of
from tafelrunde_events.domain.exports import coming_dates
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.forms.embedding import NUMBER, EmbeddingForm
from tafelrunde_events.models import CalendarSettings
from tafelrunde_events.views.exports import json_document
from tafelrunde_events.views.feeds import MAX_AGE, feed_name

#: Height of the frame in the code that others copy, in CSS pixels; longer lists scroll in it.
_HEIGHT = 720
#: How many dates the example of JSON shows.
_EXAMPLES = 1


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest) -> HttpResponseBase:
    """Show the next public dates of a selection, in frames of this site and of the websites in its settings.

    What else a website may do with a page of ours stays forbidden: only the rule on frames differs here.
    """
    origins = CalendarSettings.origins_of(Site.find_for_request(request))
    response = csp_replace({"frame-ancestors": [SELF, *origins]})(_list)(request)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


def _list(request: HttpRequest) -> HttpResponse:
    """Show public dates whoever asks: on another website nobody expects what only they may see."""
    version = current_version()
    form = EmbeddingForm(request.GET, version=version)
    selection = form.lasting_selection
    context = {
        "selection": selection,
        "names": selection.names(version),
        "occurrences": coming_dates(selection).with_event()[: form.number],
    }
    return render(request, "tafelrunde_events/embed.html", context)


@require_safe
def embedding(request: HttpRequest) -> HttpResponse:
    """Explain how a municipality shows its dates on its own website, with the code for a selection."""
    version = current_version()
    form = EmbeddingForm(request.GET, version=version)
    selection = form.selection
    name = feed_name(selection, version)
    address = address_of("embed", selection, **({"anzahl": form.number} if form.number != NUMBER else {}))
    document = json_document(selection, version, size=_EXAMPLES)
    context = {
        "form": form,
        "selection": selection,
        "name": name,
        "query": address.partition("?")[2],
        "code": _frame(address, title=name),
        "addresses": {kind: address_of(kind, selection) for kind in ("json", "feed", "rss")},
        "example": json.dumps(document, ensure_ascii=False, indent=2),
    }
    return render(request, "tafelrunde_events/embedding.html", context)


def _frame(address: str, *, title: str) -> str:
    """Return the HTML that shows the list on another website."""
    code = '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>'
    return str(format_html(code, address, title, _HEIGHT))
