"""Public views of round tables; what there is to read stands on their pages."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from tafelrunde_roundtables.models import RoundTable, RoundTablePage


@require_safe
def lead_to_page(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """Lead from the lasting address of a table to its page, in the visitor's language where there is one.

    404 for unknown tables, for unlisted ones, and for those without a published page: nothing tells them apart.
    """
    table = get_object_or_404(RoundTable.objects.listed(), slug=slug)
    pages = {
        page.locale_id: page for page in RoundTablePage.objects.filter(table=table).live().public().order_by("-pk")
    }
    page = pages.get(Locale.get_active().pk) or next(iter(pages.values()), None)
    url = page.get_url(request) if page else None
    if url is None:
        raise Http404
    return redirect(url)
