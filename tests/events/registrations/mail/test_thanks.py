"""Thanks after a training, to those who were there."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from tafelrunde_events.domain.certificates import issue_certificates
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.domain.registrations.thanks import ThanksState, send_thanks, thank_due, thanks_status
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance, EvaluationTicket, Event, Registration
from tafelrunde_members.domain.mail import retry_messages
from tafelrunde_members.enums import Role
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.registrations.mail.conftest import LINK, enter, make_course, subjects, text_of
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

EVALUATION = re.compile(r"http://localhost:8000/rueckmeldung/[\w-]{43}/")


def attend(registration: Registration, *, sessions: int = 2) -> None:
    """Note that somebody was there."""
    for date in registration.event.occurrences.order_by("start")[:sessions]:
        Attendance.objects.create(registration=registration, occurrence=date, way=AttendanceWay.LIST)


def next_morning(event: Event) -> dt.datetime:
    """A moment after nine on the day after the last session."""
    end = event.occurrences.order_by("end").last().end
    return (end + dt.timedelta(days=1)).replace(hour=9, minute=30)


def test_the_morning_after_those_who_were_there_are_thanked_once(course, deliver):
    present = enter(course, NewPerson("Käthe", "Muster", "k@example.org"))
    enter(course)
    deliver()
    attend(present)
    morning = next_morning(course)
    assert thank_due(morning - dt.timedelta(hours=4)) == 0
    with time_machine.travel(morning):
        issue_certificates(course)
        assert thank_due() == 1
        assert thank_due() == 0
        (message,) = deliver()

    assert subjects([message]) == ["Vielen Dank für Ihre Teilnahme"]
    assert message["To"] == "Käthe Muster <k@example.org>"
    text = text_of(message)
    assert "Ihre Teilnahmebescheinigung" in text
    link = EVALUATION.search(text)[0]
    assert link in text_of(message, "text/html")
    assert LINK.search(text)
    assert EvaluationTicket.objects.count() == 1
    assert "http" not in str(OutboxMessage.objects.latest("pk").private)


def test_without_certificate_or_evaluation_neither_is_mentioned(deliver):
    course = make_course(asks_evaluation=False, gives_certificate=False)
    attend(enter(course))
    deliver()
    with time_machine.travel(next_morning(course)):
        assert thank_due() == 1
        text = text_of(deliver()[0])
    assert "bescheinigung" not in text
    assert EVALUATION.search(text) is None
    assert "anonym" not in text


def test_as_long_as_no_attendance_is_noted_staff_sees_why_nobody_is_thanked(course, editor):
    registration = enter(course)
    assert thanks_status(course).state == ThanksState.NOT_YET
    morning = next_morning(course)
    with time_machine.travel(morning):
        assert thank_due() == 0
        status = thanks_status(course)
        assert (status.state, status.can_be_sent) == (ThanksState.NOBODY, False)
        with pytest.raises(ValidationError) as refused:
            send_thanks(course, by=editor)
        assert refused.value.code == "nobody"

        attend(registration)
        assert thanks_status(course).can_be_sent
    assert thank_due(morning + dt.timedelta(days=5)) == 1
    assert thank_due(morning + dt.timedelta(days=15)) == 0


def test_the_button_thanks_those_who_were_noted_later(editor):
    course = make_course(sends_thanks=False)
    first, second = enter(course), enter(course)
    attend(first)
    assert thanks_status(course).state == ThanksState.OFF
    with pytest.raises(ValidationError) as refused:
        send_thanks(course, by=editor)
    assert refused.value.code == "not_over"
    with time_machine.travel(next_morning(course)):
        assert thank_due() == 0
        assert send_thanks(course, by=editor) == 1
        assert thanks_status(course).state == ThanksState.WRITTEN
        attend(second, sessions=1)
        assert thanks_status(course).left == 1
        assert send_thanks(course, by=editor) == 1
        assert send_thanks(course, by=editor) == 0


def test_the_page_says_why_nobody_is_thanked_and_has_the_button(client, course, editor):
    client.force_login(editor)
    registration = enter(course)
    address = reverse("tafelrunde_registrations:thanks", args=[course.pk])
    assert "09:00 Uhr" in client.get(address).content.decode()
    with time_machine.travel(next_morning(course)):
        client.force_login(editor)
        assert "vermerkt" in client.get(address).content.decode()
        attend(registration)
        assert "1 Person jetzt danken" in client.get(address).content.decode()
        assert not OutboxMessage.objects.filter(mailing__key__endswith=":thanks").exists()
        assert client.post(address).status_code == 302
        assert OutboxMessage.objects.filter(mailing__key__endswith=":thanks").count() == 1
        assert "1 Schreiben" in client.get(address).content.decode()
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    assert client.get(address).status_code == 404


def test_a_training_called_off_thanks_nobody(course, editor):
    attend(enter(course))
    cancel_event(course, reason="Krankheit")
    with time_machine.travel(next_morning(course)):
        assert thank_due() == 0
        with pytest.raises(ValidationError) as refused:
            send_thanks(course, by=editor)
        assert refused.value.code == "cancelled"


def test_thanks_that_failed_are_sent_again_with_the_same_links(course, deliver):
    attend(enter(course))
    deliver()
    with time_machine.travel(next_morning(course)):
        thank_due()
        (first,) = deliver()
        message = OutboxMessage.objects.latest("pk")
        OutboxMessage.objects.filter(pk=message.pk).update(status=MessageStatus.FAILED)
        assert retry_messages([message.pk]) == 1
        (again,) = deliver()
    assert EVALUATION.search(text_of(again))[0] == EVALUATION.search(text_of(first))[0]
