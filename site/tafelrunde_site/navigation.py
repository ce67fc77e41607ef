"""Menus, breadcrumbs and the site map: how people find their way through plugins and pages alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page, Site

from tafelrunde_roundtables.models import RoundTableIndexPage
from tafelrunde_site.models import SiteProfile


@dataclass(frozen=True)
class Entry:
    """One way to go."""

    label: str
    url: str
    #: Value of `aria-current`: "page" for this very page, "true" for an area that it lies in, empty otherwise.
    current: str = ""


def get_profile(request: HttpRequest) -> SiteProfile | None:
    """Return the profile of the site that is asked; None while there is no site at all."""
    if Site.find_for_request(request) is None:
        return None
    return SiteProfile.for_request(request)


def _entry(request: HttpRequest, label: str, url: str) -> Entry:
    """Mark the entry that the visitor's address lies at or below."""
    if request.path == url:
        return Entry(label, url, "page")
    return Entry(label, url, "true" if url != "/" and request.path.startswith(url) else "")


def _area(request: HttpRequest, label: str, view_name: str) -> list[Entry]:
    """Return the entry of a plugin's own area, or nothing where the URLs of the site leave the plugin out."""
    try:
        return [_entry(request, label, reverse(view_name))]
    except NoReverseMatch:
        return []


def _page_entries(request: HttpRequest, pages: Iterable[Page]) -> list[Entry]:
    return [_entry(request, page.title, url) for page in pages if (url := page.get_url(request))]


def plugin_areas(request: HttpRequest) -> list[Entry]:
    """Return the plugins' public areas, which are views and stand in no page tree."""
    return [
        *_area(request, _("Dates"), "tafelrunde_events:calendar"),
        *_area(request, _("Advice"), "tafelrunde_members:responsible"),
        *_area(request, _("Institutions"), "tafelrunde_members:organisations"),
    ]


def main_menu(request: HttpRequest) -> list[Entry]:
    """Return the plugins' own areas, then the pages below the home page that are marked for menus."""
    entries = plugin_areas(request)
    site = Site.find_for_request(request)
    if site is not None:
        entries += _page_entries(request, site.root_page.get_children().live().public().in_menu())
    return entries


def service_menu(request: HttpRequest) -> list[Entry]:
    """Return easy language, sign language and contact, as far as the profile names their pages."""
    profile = get_profile(request)
    if profile is None:
        return []
    pages = (
        (_("Easy language"), profile.easy_language_page),
        (_("Sign language"), profile.sign_language_page),
        (_("Contact"), profile.contact_page),
    )
    return _named_entries(request, pages)


def account_menu(request: HttpRequest) -> list[Entry]:
    """Return the way in, or the account and, for staff, the administration."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _area(request, _("Log in"), "account_login")
    entries = _area(request, _("Account"), "tafelrunde_site:account")
    if user.has_perm("wagtailadmin.access_admin"):
        entries += _area(request, _("Administration"), "wagtailadmin_home")
    return entries


def legal_menu(request: HttpRequest) -> list[Entry]:
    """Return the pages that law requires on every page, as far as the profile names them, and the site map."""
    profile = get_profile(request)
    entries = []
    if profile is not None:
        entries = _named_entries(
            request,
            (
                (_("Imprint"), profile.imprint_page),
                (pgettext("legal page", "Privacy"), profile.privacy_page),
                (_("Accessibility"), profile.accessibility_page),
            ),
        )
    return [*entries, _entry(request, _("Site map"), reverse("tafelrunde_site:site_map"))]


def round_tables_page(request: HttpRequest) -> Entry | None:
    """Return the page that lists the round tables, where there is one."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    pages = RoundTableIndexPage.objects.live().public().descendant_of(site.root_page)[:1]
    return next(iter(_page_entries(request, pages)), None)


def _named_entries(request: HttpRequest, pages: Iterable[tuple[str, Page | None]]) -> list[Entry]:
    """Return entries for the live pages among these, under the given names."""
    return [
        _entry(request, label, url)
        for label, page in pages
        if page is not None and page.live and (url := page.get_url(request))
    ]


def breadcrumb(request: HttpRequest, page: Page) -> list[Entry]:
    """Return the published pages from the home page down to, but without, this page; empty on the home page."""
    site = Site.find_for_request(request)
    if site is None or page.depth is None or page.depth <= site.root_page.depth:
        return []
    ancestors = page.get_ancestors().live().filter(depth__gte=site.root_page.depth)
    return [Entry(_("Home") if a.pk == site.root_page.pk else a.title, a.get_url(request) or "") for a in ancestors]
