"""Frames in Chromium, on a website of another origin: who may show the calendar, and what it looks like there."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page
from wagtail.models import Site

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.models import CalendarSettings, TrainingPage
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.pages import make_index, make_page
from tests.factories.site import make_home
from tests.support.browser import assert_accessible, assert_fits, follow, visit_and_check

pytestmark = pytest.mark.browser


@contextmanager
def website(html: str) -> Iterator[str]:
    """Serve one page of a municipality, at an origin of its own; yield its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_values: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def calendar(transactional_db, settings, live_server) -> None:
    settings.TAFELRUNDE_BASE_URL = live_server.url
    home = make_home()
    venue = VenueFactory(name="Bürgerhaus Ludwigslust", city="Ludwigslust")
    make_event(session(coming_day(12)), title="Forum Gemeinsinn", venue=venue, booking="open")
    online = "https://meet.example.org/a"
    make_event(session(coming_day(20)), title="Wenn der Ton kippt: Haltung im Verein", online_url=online)
    cancel_event(make_event(session(coming_day(25)), title="Fachtag"), reason="Sturmwarnung an der Küste")
    make_page(
        parent=make_index(home, title="Fortbildungen", slug="fortbildungen"),
        model=TrainingPage,
        title="Kurs",
        booking="open",
    )


@pytest.fixture
def elsewhere(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Return a function that opens a website that is not ours, whose errors are not ours either."""
    context = chromium.new_context(locale="de-DE", viewport={"width": 900, "height": 900})

    def open_website(address: str) -> Page:
        page = context.new_page()
        page.goto(address)
        return page

    yield open_website
    context.close()


def frame_of(live_server) -> str:
    address = f"{live_server.url}/kalender/einbetten/"
    return f'<!doctype html><title>Stadt</title><iframe src="{address}" width="800" height="700">'


def test_an_allowed_website_shows_the_calendar(calendar, elsewhere, live_server):
    with website(frame_of(live_server)) as address:
        CalendarSettings.objects.create(site=Site.objects.get(is_default_site=True), embedding_origins=address)
        page = elsewhere(address)
        frame = page.frame_locator("iframe")
        frame.get_by_role("heading", name="Forum Gemeinsinn").wait_for()
        follow(frame.get_by_role("link", name="Forum Gemeinsinn"))
        assert page.url.startswith(f"{live_server.url}/t/")
        assert page.context.cookies() == []


def test_any_other_website_shows_nothing(calendar, elsewhere, live_server):
    with website(frame_of(live_server)) as address:
        CalendarSettings.objects.create(
            site=Site.objects.get(is_default_site=True), embedding_origins="https://www.stadt.example"
        )
        page = elsewhere("about:blank")
        with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            page.goto(address)
        assert not page.frames[1].get_by_text("Forum Gemeinsinn").count()


def test_other_pages_stay_out_of_frames_of_allowed_websites(calendar, elsewhere, live_server):
    html = f'<!doctype html><title>Stadt</title><iframe src="{live_server.url}/kalender/">'
    with website(html) as address:
        CalendarSettings.objects.create(site=Site.objects.get(is_default_site=True), embedding_origins=address)
        page = elsewhere("about:blank")
        with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            page.goto(address)
        assert not page.frames[1].get_by_text("Forum Gemeinsinn").count()


def test_scripts_of_other_websites_read_the_json_and_ask_conditionally(calendar, elsewhere, live_server):
    with website("<!doctype html><title>Stadt</title>") as address:
        page = elsewhere(address)
        read = """async (address) => {
            const first = await fetch(address);
            const tag = first.headers.get("ETag");
            const again = await fetch(address, {headers: {"If-None-Match": tag}, cache: "no-store"});
            return [tag, again.status, (await first.json()).dates.map((date) => date.title)];
        }"""
        tag, status, titles = page.evaluate(read, f"{live_server.url}/kalender/termine.json")
    assert tag.startswith('"')
    assert status == 304
    assert titles[0] == "Forum Gemeinsinn"


@pytest.mark.parametrize("width", [800, 320])
def test_the_list_has_no_barriers_and_fits_without_scripts(calendar, open_page, width):
    page = open_page(viewport={"width": width, "height": 900})
    visit_and_check(page, "/kalender/einbetten/")
    visit_and_check(page, "/kalender/einbetten/?q=gibtesnicht")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_guide_has_no_barriers_and_fits(calendar, open_page, width):
    page = open_page(viewport={"width": width, "height": 900})
    visit_and_check(page, "/kalender/einbetten/anleitung/")
    for summary in page.locator("summary").all():
        summary.click()
    page.frame_locator("iframe").get_by_role("heading", name="Forum Gemeinsinn").wait_for()
    assert_accessible(page)
    assert_fits(page)


def test_the_policy_lets_data_for_search_engines_pass(calendar, open_page):
    """`open_page` fails the test for every violation of the policy that the console names."""
    page = open_page()
    for path in ("/fortbildungen/kurs/", make_event(title="Ohne Seite").get_absolute_url()):
        visit_and_check(page, path)
        data = page.locator('script[type="application/ld+json"]')
        assert page.evaluate("(element) => JSON.parse(element.textContent)['@type']", data.element_handle()) == "Event"
