"""The catalogue in Chromium: barriers, narrow screens, paper, and a walk by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from taggit.models import Tag

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.engine import Rule
from tafelrunde_events.enums import Audience, Booking, Trait
from tests.events.catalogue.factories import make_catalogue, make_course
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.members import RegionFactory
from tests.factories.registrations import make_training, register
from tests.factories.site import make_home
from tests.support.browser import follow, visit_and_check

pytestmark = pytest.mark.browser

PATHS = [
    "/fortbildungen/",
    "/fortbildungen/?bezirk=13003&format=in-person&sortierung=titel",
    "/fortbildungen/?q=Quastenflosser",
    "/fortbildungen/?ansicht=druck",
]
#: Between the margins of an A4 sheet, in CSS pixels.
PAPER_WIDTH = 672
SCREENS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


@pytest.fixture
def full_catalogue(transactional_db):
    make_home()
    make_catalogue(intro="Für Verwaltung, Politik und Zivilgesellschaft.")
    house = VenueFactory(region=RegionFactory(key="13003", name="Rostock"), city="Rostock", name="Rathausanbau")
    topic = Tag.objects.create(name="Bedrohungsmanagement", slug="bedrohungsmanagement")
    on_site = [(Trait.FORMAT, "in-person"), (Trait.LANGUAGE, "de"), (Trait.ACCESS, "step-free")]
    long_title = "Anfeindungen im Amt: handlungssicher bleiben im Verwaltungsgerichtsverfahren"
    both = [Audience.ELECTED, Audience.CIVIL_SOCIETY]
    two_days = [session(coming_day(10), hour=9, hours=7), session(coming_day(17), hour=9, hours=7)]
    make_course(long_title, *two_days, audiences=both, venue=house, topics=[topic], traits=on_site,
                summary="Wie Beschäftigte mit Drohungen umgehen und wer sie dabei unterstützt.",
                booking=Booking.WAITING_LIST)  # fmt: skip
    make_course("Sprachcafé", session(coming_day(5), rule=Rule("WEEKLY", count=9)), booking=Booking.PLANNED,
                traits=[(Trait.FORMAT, "online"), (Trait.LANGUAGE, "uk")])  # fmt: skip
    cancel_event(make_course("Fachtag", venue=house), reason="Sturmwarnung")
    register(make_training(session(coming_day(20)), event_facts={"venue": house, "audiences": both}, capacity=5))


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_have_no_barriers_and_fit_the_screen(open_page, full_catalogue, width, scheme):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in PATHS:
        visit_and_check(page, path)


def test_targets_are_as_high_as_a_finger_needs(open_page, full_catalogue):
    for width in (1280, 320):
        page = open_page(viewport={"width": width, "height": 900})
        for path in PATHS:
            page.goto(path)
            small = page.evaluate(
                """() => [...document.querySelectorAll("main a, main button, main input, main select, main summary")]
                .filter(one => one.checkVisibility() && !one.closest("p"))
                .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""
            )
            assert small == [], path


def focus_on(page: Page, name: str, tag: str = "") -> None:
    """Press Tab until the element with this name (and of this kind) has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const one = document.activeElement;
            const label = one.labels && one.labels[0] ? one.labels[0].textContent : one.textContent;
            return [label.trim().replace(/\\s+/g, " "), one.tagName]; }"""
        )
        if focused[0] == name and tag in {"", focused[1]}:
            return
    raise AssertionError(f"no way by keyboard to {name!r} on {page.url}")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_walk_by_keyboard_alone(open_page, full_catalogue):
    page = open_page("/fortbildungen/")
    focus_on(page, "Suche", "INPUT")
    page.keyboard.type("Anfeindungen")
    focus_on(page, "Format")
    page.keyboard.type("vor Ort")
    focus_on(page, "Anzeigen")
    press_enter(page)
    assert "format=in-person" in page.url
    expect(page.locator(".date-row")).to_have_count(1)
    focus_on(page, "Filter entfernen: „Anfeindungen“ ×")
    press_enter(page)
    focus_on(page, "Liste zum Drucken")
    press_enter(page)
    focus_on(page, "Zurück zum Katalog")
    press_enter(page)
    focus_on(page, "In Ihrem Kalender")
    press_enter(page)
    focus_on(page, "Adresse für jedes Programm")
    assert page.evaluate("document.activeElement.value").endswith("termine.ics?art=training&format=in-person")


def test_catalogue_works_without_scripts(open_page, full_catalogue):
    page = open_page("/fortbildungen/", java_script_enabled=False)
    page.get_by_label("Landkreis").select_option("13003")
    follow(page.get_by_role("button", name="Anzeigen"))
    expect(page.locator(".date-row")).to_have_count(3)


def test_paper_has_the_trainings_and_no_menus(open_page, full_catalogue):
    for path in ("/fortbildungen/", "/fortbildungen/?ansicht=druck"):
        page = open_page(path)
        page.emulate_media(media="print")
        for gone in (".calendar-filter", ".subscribe-box", ".menu", ".not-on-paper", ".earlier"):
            assert page.locator(f"{gone}:visible").count() == 0, gone
        expect(page.get_by_text("Sprachcafé")).to_be_visible()
    expect(page.locator(".on-paper")).to_be_visible()
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
    width = page.evaluate("document.querySelector('.training-list').getBoundingClientRect().width")
    assert width <= PAPER_WIDTH
