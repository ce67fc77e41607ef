"""Mailings to those who registered, written by staff."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tafelrunde_events.domain.mailings import draft_mailing, plan_recipients, preview, release, send_test
from tafelrunde_events.domain.mailings.preparing import prepare_due
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.enums import MailingKind, Obstacle
from tafelrunde_events.forms.mailings import MailingForm, kinds_for
from tafelrunde_events.models import Event, EventMailing
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.mail.conftest import LINK, enter, make_course, text_of
from tests.factories.events import invite
from tests.factories.members import PersonFactory
from tests.factories.registrations import submit_form

pytestmark = pytest.mark.django_db(transaction=True)


def send(event: Event, *sources: str, by: Any, kind: str = MailingKind.MESSAGE, **facts: Any) -> EventMailing:
    """Write, release and prepare a mailing."""
    facts.setdefault("message", "Bitte bringen Sie ein Beispiel mit. Ihre Seite: {answer_url}")
    mailing = draft_mailing(event, kind=kind, by=by, sources=sources, **facts)
    assert release(mailing, by=by, at_once=True)
    prepare_due()
    mailing.refresh_from_db()
    assert mailing.problem == ""
    return mailing


def test_staff_writes_to_everybody_with_a_place(editor, deliver):
    course = make_course(capacity=2)
    registrations = [enter(course, NewPerson("Käthe", "Muster", "k@example.org")), enter(course), enter(course)]
    deliver()
    mailing = send(course, "registered", by=editor)
    assert set(mailing.recipients.values_list("registration", flat=True)) == {one.pk for one in registrations[:2]}
    assert mailing.recipients.filter(message__isnull=True).count() == 0

    messages = {str(message["To"]): message for message in deliver()}
    assert len(messages) == 2
    message = messages["Käthe Muster <k@example.org>"]
    text = text_of(message)
    assert text.startswith("Guten Tag Käthe Muster,")
    assert "Bitte bringen Sie ein Beispiel mit." in text
    assert len(set(LINK.findall(text))) == 1
    assert LINK.findall(text)[0] in text_of(message, "text/html")
    assert "List-Unsubscribe" not in message
    assert message["Reply-To"] == "fortbildung@example.org"


def test_those_who_wait_are_a_circle_of_their_own(editor):
    course = make_course(capacity=1)
    enter(course)
    waiting = enter(course)
    submit_form(course)
    mailing = send(course, "waiting", by=editor)
    assert list(mailing.recipients.values_list("registration", flat=True)) == [waiting.pk]


def test_preparing_twice_writes_nobody_twice(course, editor):
    enter(course)
    mailing = send(course, "registered", by=editor)
    EventMailing.objects.update(state=EventMailing.State.PREPARING)
    prepare_due()
    assert mailing.recipients.count() == 1
    assert mailing.mailing.messages.count() == 1


def test_colleagues_are_written_to_through_their_contact_once(editor, deliver):
    course = make_course(group_size=3)
    enter(course, NewPerson("Käthe", "Muster", "k@example.org"), NewPerson("A", "B"), NewPerson("C", "D"))
    deliver()
    send(course, "registered", by=editor)
    assert [str(message["To"]) for message in deliver()] == ["Käthe Muster <k@example.org>"]


def test_preview_and_test_mail_invent_their_reader(course, editor, deliver):
    enter(course, NewPerson("Käthe", "Geheim", "k@example.org"))
    deliver()
    mailing = draft_mailing(course, kind=MailingKind.MESSAGE, by=editor, sources=["registered"], message="Guten Tag")
    recipient = plan_recipients(mailing, user=editor).first
    shown = preview(mailing, recipient)
    assert "Käthe Geheim" in shown.text
    assert "/anmeldung/.../" in shown.text
    send_test(mailing, to=editor)
    (message,) = deliver()
    assert message["To"] == "redaktion@example.org"
    assert "Geheim" not in text_of(message)
    assert "/anmeldung/.../" in text_of(message)


def test_the_pages_show_the_draft_and_hide_protected_people(client, course, editor):
    person = PersonFactory(protected=True)
    enter(course, NewPerson("Petra", "Geschützt", "p@example.org"), person=person)
    enter(course, NewPerson("Käthe", "Offen", "k@example.org"))
    client.force_login(editor)
    mailing = draft_mailing(course, kind=MailingKind.MESSAGE, by=editor, sources=["registered"], message="Guten Tag")
    page = client.get(reverse("tafelrunde_mailings:mailing", args=[course.pk, mailing.pk]))
    content = page.content.decode()
    assert page.status_code == 200
    assert "Käthe Offen" in content
    assert "Geschützt" not in content
    assert "p@example.org" not in content
    frame = client.get(reverse("tafelrunde_mailings:preview", args=[course.pk, mailing.pk]))
    assert "Käthe Offen" in frame.content.decode()


def test_kinds_that_say_nothing_to_participants_are_not_offered(course, editor):
    enter(course)
    kinds = [value for value, _label in kinds_for(course)]
    assert kinds == ["message", "papers", "reminder", "invitation"]
    invite(course)
    assert "update" in [value for value, _label in kinds_for(course)]
    form = MailingForm({"kind": "update", "circles": ["registered"]}, event=course, user=editor)
    assert not form.is_valid()
    assert form.has_error("circles", "kind")


def test_whoever_cancelled_meanwhile_is_not_written_to_again(course, editor):
    registration = enter(course)
    mailing = send(course, "registered", by=editor)
    OutboxMessage.objects.filter(mailing=mailing.mailing).update(status="failed")
    registration.ended_at = registration.submitted_at
    registration.state = "cancelled"
    registration.save()
    again = draft_mailing(course, kind="message", by=editor, sources=[f"failed:{mailing.pk}"], message="Noch einmal")
    (planned,) = plan_recipients(again, user=editor).recipients
    assert planned.obstacle == Obstacle.ENDED


def test_planning_asks_the_database_the_same_for_one_and_for_thirty(editor):
    def queries(count: int) -> int:
        course = make_course()
        for _ in range(count):
            enter(course)
        mailing = draft_mailing(course, kind="message", by=editor, sources=["registered"], message="Guten Tag")
        with CaptureQueriesContext(connection) as captured:
            assert plan_recipients(mailing, user=editor).reached == count
        return len(captured)

    assert queries(1) == queries(30)


def test_the_form_begins_with_a_message_to_those_who_have_a_place(client, course, editor):
    enter(course)
    client.force_login(editor)
    content = client.get(reverse("tafelrunde_mailings:compose", args=[course.pk])).content.decode()
    assert "Alle, die einen Platz haben" in content
    assert 'value="registered"' in content
    assert 'value="update"' not in content
    address = reverse("tafelrunde_mailings:compose", args=[course.pk])
    answer = client.post(address, {"kind": "message", "message": "Guten Tag", "circles": ["registered"]})
    assert answer.status_code == 302
    assert EventMailing.objects.get().sources == ["registered"]


def test_a_mailing_that_failed_is_listed_by_name_and_repeated(client, course, editor, deliver):
    enter(course, NewPerson("Käthe", "Offen", "k@example.org"))
    mailing = send(course, "registered", by=editor)
    OutboxMessage.objects.filter(mailing=mailing.mailing).update(status="failed")
    EventMailing.objects.update(state=EventMailing.State.DONE)
    client.force_login(editor)
    page = client.get(reverse("tafelrunde_mailings:mailing", args=[course.pk, mailing.pk])).content.decode()
    assert "Käthe Offen" in page
    again = send(course, f"failed:{mailing.pk}", by=editor)
    assert again.recipients.filter(way="email").count() == 1
