"""Reminders of those who have a place."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tafelrunde_events.domain.mailings.preparing import prepare_due
from tafelrunde_events.domain.reminder_work import work_reminders
from tafelrunde_events.domain.reminders import add_reminder, remove_reminder
from tafelrunde_events.enums import ReminderAudience
from tafelrunde_events.forms.reminders import ReminderForm
from tafelrunde_events.models import EventTrait
from tests.events.registrations.mail.conftest import LINK, enter, make_course, subjects, text_of
from tests.factories.events import invite, make_event
from tests.factories.registrations import set_terms

pytestmark = pytest.mark.django_db(transaction=True)


def test_publishing_terms_sets_the_usual_reminder_which_then_follows_them():
    course = make_course(reminder_days=3)
    (reminder,) = course.reminders.all()
    assert (reminder.days, reminder.audience) == (3, ReminderAudience.REGISTERED)

    set_terms(course, reminder_days=5)
    assert course.reminders.get().days == 5
    set_terms(course, reminder_days=None)
    assert not course.reminders.exists()
    set_terms(course, reminder_days=4)
    assert course.reminders.get().days == 4


def test_what_staff_decided_by_hand_stays(editor):
    course = make_course(reminder_days=3)
    remove_reminder(course.reminders.get(), by=editor)
    set_terms(course, reminder_days=5)
    assert not course.reminders.exists()

    course = make_course(reminder_days=3)
    course.reminders.update(message="Bitte Ausweis mitbringen")
    set_terms(course, reminder_days=5)
    assert course.reminders.get().days == 3


def test_a_training_too_soon_for_its_reminder_has_none():
    assert not make_course(reminder_days=60).reminders.exists()


def test_the_reminder_says_what_one_needs_to_know(deliver):
    course = make_course(capacity=1, reminder_days=3, join_url="https://treffen.example.org/geheim")
    EventTrait.objects.create(event=course, trait="access", value="sign-language")
    enter(course)
    enter(course)
    deliver()
    first = course.occurrences.order_by("start").first()
    with time_machine.travel(first.start - dt.timedelta(days=2, hours=12)):
        assert work_reminders()["written"] == 1
        assert work_reminders()["written"] == 0
        prepare_due()
        (message,) = deliver()

    assert subjects([message])[0].startswith("Erinnerung")
    text = text_of(message)
    assert "Haus der Bildung" in text
    assert "Aufzug am Hof" in text
    assert "Barrierefreiheit und Unterstützung: " in text
    assert "Zugangslink" in text
    assert "geheim" not in message.as_string()
    assert "sagen Sie bitte auf Ihrer persönlichen Seite ab" in text
    assert LINK.search(text)
    assert message.get_content_type() == "multipart/alternative"


def test_the_form_offers_whom_the_event_knows(course):
    def offered(event):
        return [value for value, _label in ReminderForm(event=event).fields["audience"].choices]

    assert offered(course) == ["registered"]
    invite(course)
    assert offered(course) == ["unanswered", "attending", "everybody", "registered"]
    assert "registered" not in offered(make_event())


def test_words_of_ones_own_go_to_those_with_a_place(course, editor, deliver):
    enter(course)
    deliver()
    add_reminder(course, days=1, audience=ReminderAudience.REGISTERED, message="Bitte Ausweis mitbringen", by=editor)
    first = course.occurrences.order_by("start").first()
    with time_machine.travel(first.start - dt.timedelta(hours=12)):
        work_reminders()
        prepare_due()
        assert any("Ausweis" in text_of(message) for message in deliver())


def test_staff_sees_and_adds_reminders_of_a_training(client, course, editor):
    client.force_login(editor)
    shown = client.get(reverse("tafelrunde_invitations:reminders", args=[course.pk])).content.decode()
    assert "alle, die einen Platz haben" in shown
    address = reverse("tafelrunde_invitations:reminder_add", args=[course.pk])
    assert 'value="registered"' in client.get(address).content.decode()
    values = {"way": "before", "days": "1", "time": "09:00", "audience": "registered", "subject": "", "message": ""}
    assert client.post(address, values).status_code == 302
    assert course.reminders.filter(audience="registered", days=1).exists()
