"""The site map for people, the one for search engines, and what machines may read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page, Site

from tafelrunde_site.domain.search import public_pages
from tafelrunde_site.navigation import plugin_areas

#: Addresses that carry somebody's token or lead into accounts: of no use to a search engine. Personal calendars are
#: missing: Google's calendar has refused addresses that are closed here, and a search engine is told by their header.
CLOSED_TO_ROBOTS = ("/verwaltung/", "/konto/", "/antwort/", "/anmeldung/", "/abmelden/", "/suche/")


@dataclass
class Branch:
    """A page and the branches below it."""

    page: Page
    url: str
    branches: list["Branch"] = field(default_factory=list)


def _branches(request: HttpRequest, pages: Iterator[Page]) -> list[Branch]:
    """Return the tree of these pages, which come in the order of their paths."""
    trunk: list[Branch] = []
    open_branches: list[Branch] = []
    for page in pages:
        branch = Branch(page, page.get_url(request) or "")
        while open_branches and not page.path.startswith(open_branches[-1].page.path):
            open_branches.pop()
        (open_branches[-1].branches if open_branches else trunk).append(branch)
        open_branches.append(branch)
    return trunk


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show all areas and public pages of the site as one nested list."""
    pages = public_pages(Site.find_for_request(request)).iterator()
    context = {"areas": plugin_areas(request), "branches": _branches(request, pages)}
    return render(request, "tafelrunde_site/site_map.html", context)


class AreaSitemap(Sitemap):
    """The plugins' own areas, which are no pages."""

    def items(self) -> list[str]:
        return [entry.url for entry in plugin_areas(self.request)]

    def location(self, obj: str) -> str:
        return str(self.request.build_absolute_uri(obj))

    def lastmod(self, obj: str) -> None:
        return None

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, object]]:
        return [{"location": self.location(url), "alternates": []} for url in self.paginator.page(page).object_list]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List public pages and areas for search engines (sitemaps.org)."""
    return wagtail_sitemap(request, {"pages": Sitemap, "areas": AreaSitemap})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone and where the site map is (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('tafelrunde_site:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
