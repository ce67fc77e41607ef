"""The pages about registrations as people use them: with a keyboard, on a phone."""

import pytest
from django.utils import timezone

from tafelrunde_events.domain.registrations.staff import place_anyway
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import ConsentText
from tests.events.registrations.admin.conftest import QUESTIONS, url
from tests.events.registrations.admin.test_cleanup import flood
from tests.factories.events import coming_day, session
from tests.factories.registrations import make_training, new_person, register, set_terms
from tests.support.browser import assert_accessible, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 400, "height": 800}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def event(editor):
    """A training with people in every state, answers, consents, and somebody who disturbs."""
    event = make_training(session(coming_day(7)), session(coming_day(8)), capacity=6, reserved=1, minimum=9)
    consent = ConsentText.objects.create(name="Fotos", wording="Fotos von mir dürfen gezeigt werden.")
    terms = {"capacity": 6, "reserved": 1, "minimum": 9, "group_size": 2, "has_waiting_list": True}
    set_terms(event, questions=QUESTIONS, consents=[consent], **terms)
    first = new_person(last_name="Großmann-Wiesenburger", organisation="Amt für Kultur der Hansestadt Anklam")
    answers = {"thema": "Streit um die Schule", "essen": "Nüsse"}
    register(event, first, new_person(last_name="Kollegin", email=""), answers=answers, consents=[consent])
    for _number in range(4):
        register(event, new_person(organisation="Verein"))
    place_anyway(register(event), by=editor)
    flood(event, 12, at=timezone.now())
    set_terms(event, questions=QUESTIONS, needs_approval=True, **terms)
    register(event, new_person(last_name="Anfrage"))
    return event


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_have_no_barriers(open_page, live_server, event, editor, viewport):
    page = open_page(viewport=viewport)
    sign_in(page, editor, live_server.url)
    registration = event.registrations.order_by("pk").first()

    for name in ("board", "entry", "cleanup", "list"):
        visit_and_check(page, url(name, event.pk), context="main")
    visit_and_check(page, url("remove", event.pk) + "?art=network&gruppe=n1", context="main")
    for name in ("registration", "change", "cancel", "move", "note"):
        visit_and_check(page, url(name, event.pk, registration.pk), context="main")
    visit_and_check(page, url("print", event.pk))
    visit_and_check(page, url("index"), context="main")


def test_several_are_approved_with_the_keyboard(open_page, live_server, event, editor):
    page = open_page(viewport=DESKTOP)
    sign_in(page, editor, live_server.url)
    page.goto(url("board", event.pk))

    page.get_by_label("Ankreuzen: Anna Anfrage").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Freigeben", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert_accessible(page, "main")
    page.get_by_role("button", name="1 Anmeldung freigeben").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_text("1 wurde freigegeben.").is_visible()
    assert event.registrations.get(last_name="Anfrage").state == RegistrationState.WAITING
