"""The calendar in Chromium: barriers, narrow screens, paper, and a walk by keyboard alone."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tafelrunde_events.domain.period_dates import DATES_PER_DAY
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.engine import Session
from tafelrunde_events.enums import Audience, EventKind
from tests.factories.events import BERLIN, VenueFactory, make_event, session
from tests.factories.members import RegionFactory
from tests.factories.roundtables import RoundTableFactory
from tests.factories.site import make_home
from tests.support.browser import assert_fits, follow, visit_and_check

pytestmark = pytest.mark.browser

DAY = dt.date(2027, 3, 10)
#: How many dates of the full calendar touch that day: eight trainings, a cancelled one and an exhibition.
DATES_ON_DAY = 10
PATHS = [
    "/kalender/",
    "/kalender/?art=training&q=Fachtag",
    "/kalender/?ansicht=monat&tag=2027-03",
    "/kalender/?ansicht=monat&tag=2031-03",
    "/kalender/?ansicht=woche&tag=2027-03-10",
    "/kalender/?ansicht=jahr&tag=2027&art=training",
    "/kalender/abonnieren/?art=training",
]
SCREENS = [(1280, "light"), (1280, "dark"), (800, "light"), (320, "light"), (320, "dark")]


@pytest.fixture
def full_calendar(transactional_db):
    make_home()
    rostock = RegionFactory(key="13003", name="Rostock")
    RegionFactory(key="13075", name="Vorpommern-Greifswald")
    RoundTableFactory(slug="hafen", name="Runder Tisch am Hafen", listed=True)
    house = VenueFactory(region=rostock, city="Rostock")
    long_title = "Anfeindungen im Amt: handlungssicher bleiben im Verwaltungsgerichtsverfahren"
    for number in range(8):
        make_event(
            session(DAY, hour=9), title=f"{long_title} {number}", kind=EventKind.TRAINING, venue=house,
            audiences=[Audience.ELECTED],
        )  # fmt: skip
    make_event(Session("a", dt.date(2027, 3, 1), dt.date(2027, 4, 2), BERLIN), title="Ausstellung")
    cancel_event(make_event(session(DAY), title="Fachtag", kind=EventKind.TRAINING), reason="Sturmwarnung")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_have_no_barriers_and_fit_the_screen(open_page, full_calendar, width, scheme):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in PATHS:
        visit_and_check(page, path)


def test_targets_are_as_high_as_a_finger_needs(open_page, full_calendar):
    for width in (1280, 320):
        page = open_page(viewport={"width": width, "height": 900})
        for path in PATHS:
            page.goto(path)
            small = page.evaluate(
                """() => [...document.querySelectorAll("main a, main button, main input, main select, main summary")]
                .filter(one => one.checkVisibility() && !one.closest("svg, p"))
                .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""
            )
            assert small == [], path


def test_narrow_month_lists_the_days_that_have_something(open_page, full_calendar):
    page = open_page("/kalender/?ansicht=monat&tag=2027-03", viewport={"width": 320, "height": 800})
    expect(page.get_by_text("Mittwoch, 10. März")).to_be_visible()
    expect(page.get_by_text(f"{DATES_ON_DAY - DATES_PER_DAY} weitere Termine am 10. März")).to_be_visible()
    assert page.locator(".month-grid td.is-outside:visible").count() == 0
    make_first = page.locator(".month-grid td:visible").first.bounding_box()
    assert make_first is not None
    assert make_first["width"] > 250
    assert_fits(page)


def test_filters_fold_away_on_a_narrow_screen_and_are_open_on_a_wide_one(open_page, full_calendar):
    narrow = open_page("/kalender/", viewport={"width": 320, "height": 800}, java_script_enabled=False)
    expect(narrow.get_by_label("Zielgruppe")).not_to_be_visible()
    narrow.get_by_text("Weitere Filter").click()
    expect(narrow.get_by_label("Zielgruppe")).to_be_visible()
    wide = open_page("/kalender/")
    expect(wide.get_by_label("Zielgruppe")).to_be_visible()
    expect(wide.get_by_text("Weitere Filter")).not_to_be_visible()


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


def test_walk_by_keyboard_alone(open_page, full_calendar):
    page = open_page("/kalender/")
    focus_on(page, "Suche", "INPUT")
    page.keyboard.type("Anfeindungen")
    focus_on(page, "Zielgruppe")
    page.keyboard.type("Mandat")
    focus_on(page, "Anzeigen")
    press_enter(page)
    assert "zielgruppe=elected" in page.url
    focus_on(page, "Monat")
    press_enter(page)
    focus_on(page, "Weiter zu den nächsten Terminen: März 2027")
    press_enter(page)
    focus_on(page, "Nächster Monat: April 2027 ›")
    press_enter(page)
    focus_on(page, "‹ Vorheriger Monat: März 2027")
    press_enter(page)
    assert "q=Anfeindungen" in page.url
    focus_on(page, "Diese Termine abonnieren")
    press_enter(page)
    focus_on(page, "Adresse für jedes Programm")
    assert page.evaluate("document.activeElement.value").endswith("termine.ics?zielgruppe=elected&q=Anfeindungen")
    focus_on(page, "Google Kalender")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Google blendet abgesagte Termine aus")).to_be_visible()


def test_month_is_chosen_without_scripts(open_page, full_calendar):
    page = open_page("/kalender/?ansicht=monat&art=training", java_script_enabled=False)
    page.get_by_label("Zum Monat").fill("2027-03")
    follow(page.get_by_role("button", name="Öffnen"))
    expect(page.get_by_role("heading", name="März 2027")).to_be_visible()
    assert "art=training" in page.url


def test_address_is_copied_where_scripts_run(open_page, full_calendar):
    page = open_page("/kalender/abonnieren/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/kalender/termine.ics")
    without = open_page("/kalender/abonnieren/", java_script_enabled=False)
    expect(without.get_by_role("button", name="Adresse kopieren")).not_to_be_visible()
    expect(without.get_by_label("Adresse für jedes Programm")).to_be_visible()


def test_plan_of_the_year_on_paper_has_what_paper_needs_and_nothing_else(open_page, full_calendar):
    page = open_page("/kalender/?ansicht=jahr&tag=2027&art=training")
    page.emulate_media(media="print")
    for gone in (".calendar-filter", ".views", ".period-nav", ".subscribe-box", ".menu", ".chips"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    for there in ("Termine im Jahr 2027", "Stand:", "Auswahl: Fortbildung", "ansicht=jahr&tag=2027&art=training"):
        expect(page.get_by_text(there).last).to_be_visible()
