"""The board and what is done from it as people use it: with a keyboard, on a phone, on paper."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain import quorums
from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitations import Invitee
from tafelrunde_events.domain.reminders import add_reminder
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Reminder
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.invitations.conftest import invite, make_invitees
from tests.factories.events import invite as invite_without_mail
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def full_event(event, invitee):
    """An event with every answer, a deputy, guests, trouble with a mail, a quorum and a reminder."""
    event.guests_allowed = 2
    event.save()
    media = Invitee(
        PersonFactory(), OrganisationFactory(name="Nordblick Redaktion", sector=SectorFactory(name="Medien"))
    )
    invite(event, invitee, media, *make_invitees(5))
    first, second, *others = event.invitations.order_by("pk")
    record_answer(
        second, answer=Answer.DECLINED, comment="An dem Abend ist Redaktionsschluss.", source=ReplySource.LINK
    )
    answers = (Answer.ACCEPTED, Answer.ACCEPTED, Answer.DELEGATED, Answer.TENTATIVE)
    for invitation, answer in zip(others, answers, strict=False):
        name = "Kim Ersatz" if answer == Answer.DELEGATED else ""
        guests = 2 if answer == Answer.ACCEPTED else 0
        record_answer(invitation, answer=answer, deputy_name=name, guests=guests, source=ReplySource.LINK)
    record_answer(others[0], answer=Answer.ACCEPTED, comment="Wir bringen jemanden mit.", source=ReplySource.STAFF)
    OutboxMessage.objects.filter(recipient_email=first.address).update(status=MessageStatus.BOUNCED)
    invite_without_mail(event, PersonFactory(last_name="Geheimnis", protected=True))
    add_reminder(event, days=7, by=None)
    quorums.quorums.insert(0, lambda _event: 5)
    yield event
    del quorums.quorums[0]


def address(name, *args):
    return reverse(f"tafelrunde_invitations:{name}", args=args)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_the_board_have_no_barriers(open_page, live_server, full_event, coordinator, viewport):
    page = open_page(viewport=viewport)
    sign_in(page, coordinator, live_server.url)

    for name in ("board", "reminders", "reminder_add"):
        visit_and_check(page, address(name, full_event.pk), context="main")
    for name in ("print", "attendance_list"):
        visit_and_check(page, address(name, full_event.pk))
    visit_and_check(page, address("record_answer", full_event.pk, full_event.invitations.first().pk), context="main")


def test_the_list_is_narrowed_down_with_the_keyboard(open_page, live_server, full_event, coordinator):
    page = open_page(viewport=DESKTOP)
    sign_in(page, coordinator, live_server.url)
    page.goto(address("board", full_event.pk))

    search = page.get_by_label("Name, Einrichtung oder Nachricht")
    search.focus()
    page.keyboard.type("nordblick")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_role("status").filter(has_text="1 von 8 wird angezeigt").is_visible()
    assert page.get_by_role("rowheader", name="Nordblick Redaktion").is_visible()
    assert_accessible(page, "main")


def test_trouble_leads_to_the_row_it_is_about(open_page, live_server, full_event, coordinator):
    page = open_page(viewport=DESKTOP)
    sign_in(page, coordinator, live_server.url)
    page.goto(address("board", full_event.pk))

    page.get_by_role("link", name="Kirchengemeinde St. Beispiel").first.click()

    assert page.url.endswith(f"#row-{full_event.invitations.earliest('pk').pk}")
    assert page.get_by_text("Die E-Mail kam zurück").first.is_visible()


def test_a_reminder_is_added_changed_and_removed(open_page, live_server, event, coordinator):
    page = open_page(viewport=PHONE)
    sign_in(page, coordinator, live_server.url)
    page.goto(address("reminders", event.pk))

    follow(page.get_by_role("link", name="Erinnerung hinzufügen"))
    follow(page.get_by_role("button", name="Speichern"))
    assert page.get_by_text("Bitte geben Sie die Zahl der Tage an.").is_visible()
    page.get_by_label("Anzahl der Tage").fill("7")
    follow(page.get_by_role("button", name="Speichern"))
    follow(page.get_by_role("link", name="Erinnerung ändern"))
    page.get_by_label("Anzahl der Tage").fill("3")
    follow(page.get_by_role("button", name="Speichern"))
    assert Reminder.objects.get().days == 3
    assert_fits(page)

    follow(page.get_by_role("link", name="Erinnerung entfernen"))
    follow(page.get_by_role("button", name="Erinnerung entfernen"))
    assert not Reminder.objects.exists()
