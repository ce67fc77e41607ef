"""The public directory: institutions, offers and who is responsible where. People never appear here (law 12)."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, ListView

from tafelrunde_members import conf
from tafelrunde_members.domain.responsibility import responsible_organisations
from tafelrunde_members.forms.directory import DirectoryFilterForm
from tafelrunde_members.models import Offer, Organisation, Region, Responsibility
from tafelrunde_members.public_links import links_of_district, links_of_organisation


class OrganisationListView(ListView[Organisation]):
    """All organisations the visitor may see, with search and filters."""

    template_name = "tafelrunde_members/organisation_list.html"
    context_object_name = "organisations"

    def get_paginate_by(self, _queryset: QuerySet[Organisation]) -> int:
        """Rows per page."""
        return conf.directory_page_size()

    def get_queryset(self) -> QuerySet[Organisation]:
        """Apply the filters that make sense, ignore the others."""
        self.filter_form = DirectoryFilterForm(self.request.GET)
        self.filter_form.is_valid()
        chosen = self.filter_form.cleaned_data
        rows = Organisation.objects.visible_to(self.request.user).valid_on()
        if text := chosen.get("q"):
            rows = rows.matching(text)
        if sector := chosen.get("bereich"):
            rows = rows.filter(sector=sector)
        if region := chosen.get("bezirk"):
            rows = rows.filter(
                Q(region=region)
                | Q(region__parent=region)
                | Q(responsibilities__in=Responsibility.objects.valid_on().filter(region=region))
            ).distinct()
        return rows.select_related("sector")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filter form."""
        filtered = any(value for name, value in self.request.GET.items() if name != "page")
        return super().get_context_data(**kwargs, filter_form=self.filter_form, filtered=filtered)


class OrganisationView(DetailView[Organisation]):
    """One organisation with its units, offers and districts."""

    template_name = "tafelrunde_members/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self) -> QuerySet[Organisation]:
        """Only what the visitor may see and what still exists."""
        visible = Organisation.objects.visible_to(self.request.user).valid_on()
        return visible.select_related("parent", "sector").prefetch_related(
            Prefetch("units", queryset=visible, to_attr="current_units"),
            Prefetch("offers", queryset=Offer.objects.valid_on(), to_attr="current_offers"),
            Prefetch(
                "responsibilities",
                queryset=Responsibility.objects.valid_on().select_related("region"),
                to_attr="current_responsibilities",
            ),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parent only when it may be shown, and what other plugins know of the organisation."""
        parent = self.object.parent
        visible = parent and self.get_queryset().filter(pk=parent.pk).exists()
        return super().get_context_data(
            **kwargs, parent=parent if visible else None, more_links=links_of_organisation(self.object)
        )


def responsible(request: HttpRequest) -> HttpResponse:
    """Answer "who is responsible for my district?": a form, a map and a list, or a redirect to the district."""
    key = request.GET.get("bezirk", "").strip()
    if key:
        region = Region.objects.filter(Q(key=key) | Q(slug=key) | Q(name__iexact=key)).first()
        if region and (district := region.district):
            return redirect("tafelrunde_members:district", slug=district.slug)
    return render(
        request,
        "tafelrunde_members/responsible.html",
        {"districts": Region.objects.districts(), "unknown": key, "offers": Offer.objects.valid_on()},
    )


def district(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is responsible for one district and what they offer."""
    region = get_object_or_404(Region.objects.districts(), slug=slug)
    return render(
        request,
        "tafelrunde_members/district.html",
        {
            "region": region,
            "responsible": responsible_organisations(region),
            "more_links": links_of_district(region),
        },
    )
