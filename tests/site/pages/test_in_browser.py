"""Pages in Chromium: barriers, narrow screens, menus without script."""

import pytest

from tafelrunde_site.models import SiteProfile
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import RegionFactory, SectorFactory
from tests.factories.site import make_home, make_page, text_block
from tests.support.browser import assert_accessible, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.site.pages.urls")]

#: Width and colour scheme: a desk, a phone by day and at night, and 400 % zoom on a desk.
SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (320, "light")]
PATHS = [
    "/",
    "/runde-tische/",
    "/suche/?q=Tische",
    "/suche/?q=Quastenflosser",
    "/seitenuebersicht/",
    "/demo/bausteine/?fehler=1&meldung=1",
]


@pytest.fixture
def full_site(transactional_db):
    """A home page with everything on it, pages in the menu, and a profile."""
    home = make_home(lead="Für ein demokratisches Miteinander.", body=[text_block("<h2>Wer wir sind</h2><p>Wir.</p>")])
    section = make_page(home, "Runde Tische", slug="runde-tische", show_in_menus=True, body=[text_block("<p>Text</p>")])
    leitbild = make_page(section, "Leitbild der Netzwerkpartnerinnen und Netzwerkpartner")
    SiteProfile.objects.create(
        site=home.get_site(),
        name="Netzwerk für Demokratie",
        tagline="Mecklenburg-Vorpommern",
        contact_phone="040 66969 100",
        contact_email="netzwerk@example.org",
        imprint_page=leitbild,
        easy_language_page=leitbild,
    )
    region = RegionFactory(key="13075", name="Vorpommern-Greifswald")
    make_event(venue=VenueFactory(region=region))
    SectorFactory(name="Kirchen")
    SectorFactory(name="Medien")
    return home


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_have_no_barriers_and_fit_the_screen(open_page, full_site, width, scheme):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in PATHS:
        visit_and_check(page, path)
    visit_and_check(page, "/gibt-es-nicht/", status=404)


def test_phone_menu_opens_and_closes_without_script(open_page, full_site):
    page = open_page("/", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    link = page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Runde Tische")
    assert not link.is_visible()

    page.get_by_role("button", name="Menü").click()

    link.wait_for()
    page.get_by_role("link", name="Leichte Sprache").wait_for()
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")


def test_open_phone_menu_has_no_barriers(open_page, full_site):
    page = open_page("/", viewport={"width": 320, "height": 700})
    page.get_by_role("button", name="Menü").click()
    page.get_by_role("link", name="Leichte Sprache").wait_for()

    assert_accessible(page)


def test_phone_header_is_low(open_page, full_site):
    page = open_page("/", viewport={"width": 390, "height": 844})

    assert page.locator(".site-header").bounding_box()["height"] <= 80


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (1280, ["Zum Inhalt springen", "Zum Hauptmenü springen", "Zum Servicemenü springen"]),
        (390, ["Zum Inhalt springen", "Zum Menü springen"]),
    ],
)
def test_first_tab_stops_are_the_skip_links_and_they_lead_somewhere(open_page, full_site, width, names):
    page = open_page("/", viewport={"width": width, "height": 800})
    for name in names:
        page.keyboard.press("Tab")
        page.wait_for_function("name => document.activeElement.textContent === name", arg=name)
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")

    page.keyboard.press("Enter")

    page.wait_for_function("['servicemenue', 'menuebereich'].includes(document.activeElement.id)")


def test_colours_of_the_reader_win(open_page, full_site):
    visit_and_check(open_page(forced_colors="active"), "/demo/bausteine/")


def test_print_leaves_the_menus_out(open_page, full_site):
    page = open_page("/")

    page.emulate_media(media="print")

    assert not page.locator(".menu").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
