"""The site map for people, for search engines, and the rules for robots."""

from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.factories.site import make_page


def test_site_map_nests_public_pages(client, home):
    section = make_page(home, "Runde Tische")
    make_page(section, "Leitbild")
    make_page(home, "Impressum")
    closed = make_page(home, "Intern")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    page = BeautifulSoup(client.get("/seitenuebersicht/").content, "html.parser")

    start = page.select_one('.site-map > li:has(> a[href="/"])')
    assert [link.get_text() for link in start.select(":scope > ul > li > a")] == ["Runde Tische", "Impressum"]
    assert [link.get_text() for link in start.select(":scope > ul ul a")] == ["Leitbild"]
    assert "Intern" not in page.main.get_text()


def test_site_map_names_the_areas_of_the_plugins(client, home):
    page = BeautifulSoup(client.get("/seitenuebersicht/").content, "html.parser")

    links = {link["href"] for link in page.select(".site-map > li > a")}
    assert {"/zustaendig/", "/einrichtungen/"} <= links


def test_sitemap_for_search_engines_lists_full_addresses(client, home):
    make_page(home, "Leitbild", slug="leitbild")
    make_page(home, "Entwurf", slug="entwurf", live=False)

    tree = ET.fromstring(client.get("/sitemap.xml").content)

    places = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "http://localhost/leitbild/" in places
    assert any(place.endswith("/einrichtungen/") for place in places)
    assert not any("entwurf" in place for place in places)
    assert len(places) == len(set(places))


def test_robots_are_kept_from_tokens_and_accounts(client, home):
    text = client.get("/robots.txt").content.decode()

    for path in ("/antwort/", "/anmeldung/", "/abmelden/", "/konto/", "/verwaltung/"):
        assert f"Disallow: {path}\n" in text
    assert text.endswith("/sitemap.xml\n")


def test_old_favicon_address_leads_to_the_mark(client, db):
    assert client.get("/favicon.ico")["Location"].endswith("tafelrunde_site/img/mark.svg")
