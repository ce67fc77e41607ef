"""Search over the public pages of the site."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from tafelrunde_site.domain.search import search_institutions, search_pages


class SearchForm(forms.Form):
    """What is looked for. Control characters and overlong texts are refused, not passed on."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the search form and, once something was asked, the pages and institutions that were found."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = {}
    if words:
        results = search_pages(Site.find_for_request(request), words, number=request.GET.get("page"))
        found = {"results": results, "institutions": search_institutions(words)}
    return render(request, "tafelrunde_site/search.html", {"form": form, "words": words, **found})
