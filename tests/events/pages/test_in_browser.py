"""Pages of events in Chromium: barriers, narrow screens, and the editor."""

import pytest

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import Audience
from tafelrunde_events.models import EventPage, TrainingPage
from tests.factories.events import VenueFactory, coming_day
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.pages import event_of, make_draft, make_index, make_page, publish, series_block, session_block
from tests.factories.site import make_home
from tests.support.browser import follow, sign_in, visit_and_check

pytestmark = pytest.mark.browser


@pytest.fixture
def training(transactional_db) -> TrainingPage:
    index = make_index(make_home(), title="Fortbildungen")
    draft = make_draft(
        session_block(coming_day(30), start=9, end=16),
        session_block(coming_day(44), start=9, end=12),
        parent=index,
        model=TrainingPage,
        title="Anfeindungen im Amt: handlungssicher bleiben",
        lead="Wie Beschäftigte mit Drohungen umgehen, was rechtlich trägt und wo Unterstützung ist.",
        body="<h2>Worum es geht</h2><p>Zwei Termine, eine Anmeldung.</p><ul><li>Hausrecht</li></ul>",
        venue=VenueFactory(name="Bürgerhaus Ludwigslust", city="Ludwigslust", access="stufenlos, Induktionsschleife"),
        room="Saal 2",
        audiences=[Audience.ADMINISTRATION, Audience.ELECTED],
        fee_note="kostenfrei",
        booking="open",
        contact_email="fortbildung@example.org",
    )
    draft.organisers.create(organisation=OrganisationFactory(name="Regionalzentrum Westmecklenburg", released=True))
    draft.topics.add("Hausrecht", "Gesprächsführung")
    draft.save_revision()
    make_page(
        series_block(coming_day(35), count=9),
        parent=index,
        title="Sprechstunde",
        online_url="https://meet.example.org/a",
    )
    cancel_event(event_of(make_page(parent=index, title="Fachtag")), reason="Sturmwarnung an der Küste")
    return publish(draft)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_have_no_barriers_and_fit_the_screen(open_page, training, width):
    page = open_page(viewport={"width": width, "height": 900})
    paths = [training.get_parent().get_url(), *(one.get_url() for one in EventPage.objects.live()), training.get_url()]
    for path in paths:
        visit_and_check(page, path)


def test_an_editor_publishes_a_date_and_mends_a_mistake(open_page, live_server, training):
    page = open_page()
    sign_in(page, UserFactory(is_superuser=True, is_staff=True), live_server.url)
    page.goto(f"/verwaltung/pages/add/tafelrunde_events/eventpage/{training.get_parent().pk}/")
    page.locator("#id_title").fill("Forum am Hafen")
    page.locator("[name=schedule-0-value-start_date]").fill(coming_day(50).isoformat())
    page.locator("[name=schedule-0-value-start_time]").fill("20:00")
    page.locator("[name=schedule-0-value-end_time]").fill("18:00")
    press_publish(page)
    page.locator(".w-field__errors").get_by_text("Das Ende liegt vor dem Beginn.").wait_for()
    assert page.locator("[name=schedule-0-value-start_time]").input_value() == "20:00"
    page.locator("[name=schedule-0-value-end_time]").fill("22:00")
    press_publish(page)
    page.get_by_text("wurde veröffentlicht").or_(page.get_by_text("erstellt und veröffentlicht")).first.wait_for()
    assert event_of(EventPage.objects.get(title="Forum am Hafen")).occurrences.count() == 1


def press_publish(page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mehr Aktionen").click()
    follow(page.locator("button[name=action-publish]"))
