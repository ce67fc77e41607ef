"""The search finds public pages, and nothing else."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

from tafelrunde_members.enums import Visibility
from tafelrunde_site.domain.search import RESULTS_PER_PAGE, search_pages
from tests.factories.members import OrganisationFactory
from tests.factories.site import make_page, text_block


def titles(client, query: str) -> list[str]:
    """Index what the worker would have indexed by now, and search."""
    for found in Page.objects.specific():
        index.insert_or_update_object(found)
    page = BeautifulSoup(client.get("/suche/", {"q": query}).content, "html.parser")
    return [heading.get_text() for heading in page.select(".rows h3")]


def test_words_of_title_lead_and_body_are_found(client, home):
    make_page(home, "Leitbild")
    make_page(home, "Rhythmus", lead="Wie oft ein Tisch tagt: vierteljährlich.")
    make_page(home, "Kontakt", body=[text_block("<p>Unser Briefkasten hängt am Rathaus.</p>")])

    assert titles(client, "leitbild") == ["Leitbild"]
    assert titles(client, "vierteljährlich") == ["Rhythmus"]
    assert titles(client, "Briefkasten") == ["Kontakt"]


def test_the_beginning_of_a_word_in_a_title_is_enough(client, home):
    make_page(home, "Fortbildungskalender")

    assert titles(client, "Fortbild") == ["Fortbildungskalender"]


def test_drafts_closed_pages_and_other_sites_are_not_found(client, home):
    make_page(home, "Leitbild im Entwurf", slug="entwurf", live=False)
    closed = make_page(home, "Leitbild intern", slug="intern")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    make_page(closed, "Leitbild darunter")
    make_page(Page.get_first_root_node(), "Leitbild anderswo", slug="anderswo")

    assert titles(client, "Leitbild") == []


def test_results_say_where_they_stand(client, home):
    make_page(make_page(home, "Runde Tische"), "Leitbild")

    assert titles(client, "Leitbild") == ["Leitbild"]
    page = BeautifulSoup(client.get("/suche/", {"q": "Leitbild"}).content, "html.parser")
    assert page.select_one(".path").get_text() == "Runde Tische"


def test_nothing_found_says_so_and_offers_the_site_map(client, home):
    page = BeautifulSoup(client.get("/suche/", {"q": "Quastenflosser"}).content, "html.parser")

    assert "Zu „Quastenflosser“ wurde nichts gefunden" in page.get_text()
    assert page.select_one(".empty a")["href"] == "/seitenuebersicht/"


def test_an_empty_search_shows_the_form_only(client, home):
    for path in ("/suche/", "/suche/?q=", "/suche/?q=++"):
        page = BeautifulSoup(client.get(path).content, "html.parser")
        assert page.select_one("input[name=q]")
        assert not page.select(".rows, .empty")


@pytest.mark.parametrize("query", ["x" * 101, "null\x00byte", "<b>'\"%", "AND OR NOT *", '"', "NEAR("])
def test_odd_input_is_answered_and_escaped(client, home, query):
    make_page(home, "Leitbild")
    titles(client, "Leitbild")

    response = client.get("/suche/", {"q": query})

    assert response.status_code == 200
    assert "<b>'" not in response.content.decode()


def test_results_come_in_pages_and_odd_page_numbers_are_mended(client, home):
    for number in range(RESULTS_PER_PAGE + 1):
        make_page(home, f"Leitbild {number}", slug=f"leitbild-{number}")

    assert len(titles(client, "Leitbild")) == RESULTS_PER_PAGE
    site = Site.objects.get()
    assert search_pages(site, "Leitbild", number="2").number == 2
    assert search_pages(site, "Leitbild", number="999").number == 2
    assert search_pages(site, "Leitbild", number="zwei").number == 1
    page = BeautifulSoup(client.get("/suche/?q=Leitbild&page=2").content, "html.parser")
    assert page.select_one(".pagination [aria-current]").get_text().endswith("2")
    assert page.select_one(".pagination a[rel=prev]")["href"] == "?q=Leitbild&page=1"


def test_search_is_read_only(client, home):
    assert client.post("/suche/", {"q": "x"}).status_code == 405


def test_released_institutions_are_found_by_name_and_town(client, home):
    OrganisationFactory(name="Regionalzentrum Nord", city="Wismar", visibility=Visibility.PUBLIC)
    OrganisationFactory(name="Regionalzentrum intern", visibility=Visibility.NETWORK)

    assert titles(client, "regionalzentrum") == ["Regionalzentrum Nord"]
    assert titles(client, "Wismar Nord") == ["Regionalzentrum Nord"]
    assert "nichts gefunden" not in client.get("/suche/", {"q": "Wismar"}).content.decode()
