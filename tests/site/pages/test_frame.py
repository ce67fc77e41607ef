"""The frame of every page: skip links, menus, footer, and what it must not do."""

import re

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tafelrunde_site.models import SiteProfile
from tests.factories.members import UserFactory
from tests.factories.site import make_page
from tests.support.queries import count_queries


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def texts(tags) -> list[str]:
    return [tag.get_text(strip=True) for tag in tags]


def test_first_links_lead_to_content_main_menu_and_service_menu(client, home):
    page = soup(client.get("/"))

    targets = [link["href"].removeprefix("#") for link in page.select("a")[:3]]

    assert texts(page.select("a")[:3]) == [
        "Zum Inhalt springen",
        "Zum Hauptmenü springen",
        "Zum Servicemenü springen",
    ]
    assert [page.find(id=target).name for target in targets] == ["main", "nav", "nav"]


def test_frame_is_german_and_named_after_the_site(client, profile):
    page = soup(client.get("/"))

    assert page.html["lang"] == "de"
    assert page.title.get_text() == "Netzwerk für Demokratie"
    assert "Beratung ist vertraulich." in page.footer.get_text()


def test_a_site_without_profile_shows_its_own_name_and_stores_nothing(client, home):
    response = client.get("/")

    assert "Netzwerk" in soup(response).select_one(".brand-name").get_text()
    assert not SiteProfile.objects.exists()


def test_main_menu_lists_public_pages_marked_for_menus(client, home):
    make_page(home, "Runde Tische", show_in_menus=True)
    make_page(home, "Ohne Menü")
    make_page(home, "Entwurf", show_in_menus=True, live=False)
    closed = make_page(home, "Intern", show_in_menus=True)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    labels = texts(soup(client.get("/")).select("#hauptmenue li"))

    assert "Runde Tische" in labels
    assert not {"Ohne Menü", "Entwurf", "Intern"} & set(labels)


def test_menu_marks_the_page_and_the_area_one_is_in(client, home):
    tables = make_page(home, "Runde Tische", slug="runde-tische", show_in_menus=True)
    make_page(tables, "Leitbild", slug="leitbild")

    marks = [
        soup(client.get(path)).select_one("#hauptmenue a[aria-current]")["aria-current"]
        for path in ("/runde-tische/", "/runde-tische/leitbild/")
    ]

    assert marks == ["page", "true"]


def test_legal_pages_stand_in_every_footer_under_their_own_names(client, profile, home):
    profile.imprint_page = make_page(home, "Wer wir sind", slug="impressum")
    profile.privacy_page = make_page(home, "Ihre Daten", slug="daten", live=False)
    profile.save()

    for path in ("/", "/suche/", "/gibt-es-nicht/"):
        labels = texts(soup(client.get(path)).select("footer li"))
        assert "Impressum" in labels
        assert "Seitenübersicht" in labels
        assert "Datenschutz" not in labels


def test_visitors_are_led_to_the_login_and_members_to_their_account(client, home):
    assert "Anmelden" in texts(soup(client.get("/")).select("#servicemenue li"))

    client.force_login(UserFactory())

    labels = texts(soup(client.get("/")).select("#servicemenue li"))
    assert "Anmelden" not in labels
    assert "Verwaltung" not in labels


@pytest.mark.parametrize("path", ["/", "/leitbild/", "/suche/?q=leitbild", "/seitenuebersicht/", "/gibt-es-nicht/"])
def test_pages_set_no_cookie_and_carry_no_inline_code(client, home, path):
    make_page(home, "Leitbild", slug="leitbild")

    response = client.get(path)

    assert not response.cookies
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", response.content.decode())
    assert "unsafe-inline" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/leitbild/", "/suche/?q=leitbild", "/seitenuebersicht/"])
def test_all_addresses_in_the_frame_are_our_own(client, profile, home, path):
    make_page(home, "Leitbild", slug="leitbild")

    page = soup(client.get(path))

    loaded = [tag.get("href") or tag.get("src") for tag in page.select("link, img, script")]
    assert all(address.startswith("/") for address in loaded)


def test_building_blocks_are_shown_in_development_only(client, home):
    assert client.get("/demo/bausteine/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/bereich/", "/suche/?q=Seite", "/seitenuebersicht/"])
def test_pages_need_the_same_queries_for_one_and_for_thirty_rows(client, home, path):
    section = make_page(home, "Bereich", slug="bereich")

    def add_pages(numbers: range) -> None:
        for number in numbers:
            make_page(home, f"Seite {number}", slug=f"seite-{number}", show_in_menus=True)
            make_page(section, f"Seite {number}", slug=f"seite-{number}")

    add_pages(range(1))
    client.get(path)
    few = count_queries(client, path)
    add_pages(range(1, 15))

    assert count_queries(client, path) == few
