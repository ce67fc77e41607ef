"""The answer page as people use it: in a browser, on a phone, without scripts."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.domain.scheduling import update_event
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, Reply
from tests.events.invitations.conftest import answer_path, invite, make_invitees
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def agenda(sections):
    sections.append(
        lambda event: Section(
            "Tagesordnung",
            [("18:00", "Begrüßung, Protokoll der letzten Sitzung"), ("18:10", "Jugendarbeit im ländlichen Raum")],
        )
    )


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_a_member_sends_a_deputy_without_scripts(open_page, event, invitee, agenda, viewport):
    invite(event, invitee)
    page = open_page(answer_path(event.invitations.get()), viewport=viewport, java_script_enabled=False)

    page.get_by_label("Vertretung kommt").check()
    follow(page.get_by_role("button", name="Antwort senden"))
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Name der Vertretung").fill("Kim Ersatz")
    page.get_by_label("E-Mail-Adresse der Vertretung").fill("kim@gemeinde.example.org")
    follow(page.get_by_role("button", name="Antwort senden"))

    page.get_by_role("heading", name="Vielen Dank, Ihre Antwort ist angekommen").wait_for()
    reply = Reply.objects.get()
    assert (reply.answer, reply.deputy_name) == (Answer.DELEGATED, "Kim Ersatz")
    assert event.invitations.get(deputy_of__isnull=False).address == "kim@gemeinde.example.org"


def test_an_answer_with_guests_is_given_by_keyboard_alone(open_page, event, invitee):
    update_event(event, guests_allowed=2)
    invite(event, invitee)
    page = open_page(answer_path(event.invitations.get()), viewport=PHONE)

    page.get_by_label("Ich komme", exact=True).focus()
    page.keyboard.press("Space")
    fields = ["deputy_name", "deputy_email", "guests"]
    for name in fields:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Vielen Dank, Ihre Antwort ist angekommen").wait_for()
    page.get_by_text("Mit 1 Gast").wait_for()
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_a_deputy_sees_why_and_is_not_asked_for_another_one(open_page, event, invitee, viewport):
    invite(event, invitee)
    record_answer(
        event.invitations.get(),
        answer=Answer.DELEGATED,
        deputy_name="Kim Ersatz",
        deputy_email="kim@gemeinde.example.org",
        source=ReplySource.LINK,
    )
    page = open_page(viewport=viewport)
    visit_and_check(page, answer_path(event.invitations.get(deputy_of__isnull=False)))

    page.get_by_text("Sie wurden als Vertretung").wait_for()
    assert page.get_by_role("radio").count() == 3


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_the_pages_of_an_answer_have_no_barriers(open_page, event, invitee, agenda, viewport):
    invite(event, invitee)
    path = answer_path(event.invitations.get())
    page = open_page(viewport=viewport)
    visit_and_check(page, path)

    follow(page.get_by_role("button", name="Antwort senden"))
    page.get_by_role("alert").wait_for()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Ich komme", exact=True).check()
    follow(page.get_by_role("button", name="Antwort senden"))
    page.get_by_role("heading", name="Vielen Dank").wait_for()
    assert_accessible(page)
    assert_fits(page)
    visit_and_check(page, path)
    visit_and_check(page, "/antwort/nicht-vollstaendig/", status=404)


def test_the_board_has_no_barriers(open_page, live_server, event, invitee, coordinator):
    invite(event, invitee, *make_invitees(3))
    for invitation, answer in zip(Invitation.objects.all(), (Answer.ACCEPTED, Answer.DECLINED), strict=False):
        record_answer(invitation, answer=answer, source=ReplySource.LINK, comment="Bis dann")
    page = open_page()
    sign_in(page, coordinator, live_server.url)

    visit_and_check(page, reverse("tafelrunde_invitations:board", args=[event.pk]), context="main")

    page.get_by_role("heading", name="Ohne Antwort (2)").wait_for()
