"""The dates of an event in Chromium: by keyboard, without barriers, on narrow screens."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.dates import Cancel, Move, carry_out
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.enums import Reach
from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, invite
from tests.factories.members import UserFactory
from tests.factories.pages import event_of, make_index, make_page, series_block
from tests.factories.site import make_home
from tests.support.browser import sign_in, visit_and_check

pytestmark = pytest.mark.browser


@pytest.fixture
def event(transactional_db):
    section = make_index(make_home(), title="Veranstaltungen")
    venue = VenueFactory(name="Bürgerhaus Ludwigslust", city="Ludwigslust", listed=True)
    event = event_of(make_page(series_block(count=12), parent=section, title="Sprechstunde am Hafen", venue=venue))
    rows = list(event.occurrences.order_by("start"))
    other = VenueFactory(name="Speicher am Markt")
    move_occurrence(rows[1], start=rows[1].start_wall.replace(hour=17), end=rows[1].end_wall, venue=other)
    carry_out(Cancel(rows[3], Reach.ONE, "Sturmwarnung an der Küste"))
    later = {"start": rows[8].start_wall.replace(hour=19), "end": rows[8].end_wall.replace(hour=21)}
    carry_out(Move(rows[8], Reach.FOLLOWING, **later))
    invite(event, answer="ACCEPTED")
    return event


def addresses(event):
    row = event.occurrences.order_by("start")[3]
    yield reverse("tafelrunde_dates:index")
    yield reverse("tafelrunde_dates:dates", args=[event.pk])
    for name in ("change", "cancel", "reinstate"):
        yield reverse(f"tafelrunde_dates:{name}", args=[event.pk, row.pk])


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_dates_have_no_barriers(open_page, live_server, event, width):
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, UserFactory(roles=(Role.TRAINING_EDITOR,)), live_server.url)
    for address in addresses(event):
        visit_and_check(page, address, context="main")


def test_the_rest_of_a_series_is_moved_by_keyboard(open_page, live_server, event):
    page = open_page()
    sign_in(page, UserFactory(roles=(Role.TRAINING_EDITOR,)), live_server.url)
    row = event.occurrences.order_by("start")[4]
    page.goto(reverse("tafelrunde_dates:change", args=[event.pk, row.pk]))
    page.get_by_label("Von").fill("16:30")
    page.get_by_label("Nur dieser Termin").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Das wird geschehen").wait_for()
    assert "neuen Kalendereintrag" in page.locator("main").inner_text()
    page.get_by_role("button", name="So ausführen").press("Enter")
    page.get_by_role("heading", name="Was geändert wurde").wait_for()
    assert "16:30 bis 20:00" in page.locator("main").inner_text()
    row.refresh_from_db()
    assert row.start_time.hour == 16
