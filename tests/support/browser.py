"""Chromium through Playwright, and the accessibility check.

`open_page` fails its test when a page asks a third party for something, breaks the content security
policy or throws in a script: nobody has to remember to look.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route, sync_playwright

from tests.support.prerequisites import find_chromium, require

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}

#: How long a page may take before the test calls it missing; generous, because nothing here measures speed.
PATIENCE_MILLISECONDS = 60_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One headless browser for the session; contexts keep the tests apart."""
    path = require("Chromium", find_chromium())
    # Playwright's synchronous interface runs an event loop in this thread, which Django would take for
    # asynchronous code and refuse to use the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Inside that loop Django opens connections of its own, which must know the rows to restore after a flush as well.
    rows = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        if rows is not None:
            connection._test_serialized_contents = rows
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class PageGuard:
    """Watches the pages of one test for what no page of ours may do."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Refuse and note third-party requests; note script errors and policy violations."""
        context.route("**/*", self._route)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _route(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in {"http", "https"} and parts.hostname not in LOCAL_HOSTS:
            self.complaints.append(f"third party asked: {route.request.url}")
            route.abort()
        else:
            route.continue_()

    def _on_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(f"policy violation: {message.text}")


def pages_at(chromium: Browser, base_url: str) -> Iterator[OpenPage]:
    """Yield a function that opens a page of the server in a context of its own: no cookie, no memory.

    Keyword arguments go to Playwright's `new_context`: `viewport={"width": 390, "height": 844}`,
    `java_script_enabled=False`, `forced_colors="active"` … Afterwards AssertionError tells what the pages did that no
    page of ours may do.
    """
    guard = PageGuard()
    contexts: list[BrowserContext] = []

    def open_page(path: str | None = None, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = chromium.new_context(
            base_url=base_url, locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        guard.watch(context)
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not guard.complaints, "\n".join(guard.complaints)


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Return a function that opens a page of the live server, as `pages_at` does."""
    yield from pages_at(chromium, live_server.url)


def sign_in(page: Page, user: Any, base_url: str) -> None:
    """Give the page's browser a session of the account, without the forms of the login."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


def follow(locator: Locator) -> None:
    """Click what brings another page (or the same one again), and wait until that page is there.

    Playwright's `click` returns while the answer is still under way: a look right after it may see the old page.
    """
    with locator.page.expect_navigation():
        locator.click()


def find_barriers(page: Page, context: str | None = None) -> list[str]:
    """Run axe-core against WCAG 2.2 A and AA and return one line for each violated rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page, context=context, options={"runOnly": {"type": "tag", "values": WCAG_22_AA}}).response
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {' '.join(map(str, node['target']))}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, context: str | None = None) -> None:
    """Fail with a readable list when axe-core finds a barrier on the page (or inside the CSS selector)."""
    barriers = find_barriers(page, context)
    assert not barriers, f"{len(barriers)} barriers on {page.url}:\n" + "\n".join(barriers)


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than its window and scrolls sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url} is {wide} pixels wide in a window of {window}"


def visit_and_check(page: Page, path: str, *, status: int = 200, context: str | None = None) -> None:
    """Visit a path; fail unless it answers with this status itself, has no barrier and does not scroll sideways.

    Without status and address the page of an error, which is accessible as well, would pass for the one that is meant.
    """
    response = page.goto(path)
    assert response is not None
    address = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
    assert (response.status, address) == (status, path)
    assert_accessible(page, context)
    assert_fits(page)
