"""Pages of the site itself, and a site to stand in."""

from typing import Any

from wagtail.models import Locale, Page, Site

from tafelrunde_site.models import HomePage, StandardPage


def make_home(**fields: Any) -> HomePage:
    """A home page at the root of the default site; works in a flushed database as well."""
    Locale.objects.get_or_create(language_code="de")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    fields = {"title": "Startseite", "slug": "start", "headline": "Gemeinsam an einem Tisch."} | fields
    home: HomePage = root.add_child(instance=HomePage(**fields))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Netzwerk"}
    )
    return home


def make_page(parent: Page, title: str = "Leitbild", **fields: Any) -> StandardPage:
    """A published standard page below `parent`."""
    page: StandardPage = parent.add_child(instance=StandardPage(title=title, **fields))
    return page


def text_block(html: str) -> dict[str, Any]:
    """A block of running text as a body stores it."""
    return {"type": "text", "value": html}
