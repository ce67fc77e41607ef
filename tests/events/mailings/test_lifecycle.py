"""Released once, prepared in batches, stopped, continued, repeated; nothing is lost when a worker is killed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone
from icalendar import Calendar

from tafelrunde_events.domain.mailings import (
    change_mailing,
    continue_,
    discard_draft,
    draft_mailing,
    plan_recipients,
    prepare_due,
    preparing,
    progress_of,
    release,
    release_and_prepare,
    repeat_for,
    stop,
)
from tafelrunde_events.domain.open_states import open_state
from tafelrunde_events.domain.scheduling import cancel_event, reinstate_event, update_event
from tafelrunde_events.enums import Answer, MailingKind
from tafelrunde_events.models import EventMailing, Invitation
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.models import OutboxMessage, Person
from tafelrunde_members.models.mail import MessageStatus
from tests.events.mailings.conftest import agree, move, send, sit
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
State = EventMailing.State


@pytest.fixture
def draft(event, circle):
    """An invitation for five people that nobody has released."""
    for _ in range(5):
        sit(circle)
    return draft_mailing(event, kind=MailingKind.INVITATION, by=None, sources=["circle"])


class Killed(BaseException):
    """A worker that ends without a word."""


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(preparing, "BATCH_SIZE", 2)


def test_nothing_is_written_before_a_mailing_is_released(draft):
    prepare_due()
    assert not OutboxMessage.objects.exists()
    assert not Invitation.objects.exists()


def test_a_released_mailing_invites_and_writes_to_everybody(draft):
    assert release(draft, by=None)
    prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.SENDING
    assert draft.recipients.count() == Invitation.objects.count() == OutboxMessage.objects.count() == 5
    assert {row.message.person for row in draft.recipients.all()} == {row.person for row in draft.recipients.all()}
    assert set(OutboxMessage.objects.values_list("mailing", flat=True)) == {draft.mailing_id}


def test_pressed_twice_it_is_released_once(draft):
    twin = EventMailing.objects.get(pk=draft.pk)
    assert release(draft, by=None)
    assert not release(twin, by=None)
    prepare_due()
    prepare_due()
    assert OutboxMessage.objects.count() == 5


def test_a_small_mailing_is_prepared_at_once_and_a_large_one_in_the_background(draft, small_batches, event, circle):
    assert release_and_prepare(draft, by=None)
    assert draft.state == State.SCHEDULED
    prepare_due()
    del circle[2:]
    small = draft_mailing(event, kind=MailingKind.MESSAGE, by=None, sources=["circle"], message="Guten Tag")
    release_and_prepare(small, by=None)
    assert small.state == State.SENDING


@pytest.mark.parametrize("kill_after", [0, 1, 2])
def test_a_killed_worker_loses_nothing_and_repeats_nothing(draft, small_batches, monkeypatch, kill_after):
    release(draft, by=None)
    whole_batch, done = preparing.write_batch, []

    def killed_in_the_middle(mailing, planned):
        whole_batch(mailing, planned)
        if len(done) == kill_after:
            raise Killed
        done.append(planned)

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "write_batch", killed_in_the_middle)
        with pytest.raises(Killed):
            prepare_due()
    assert OutboxMessage.objects.count() == draft.recipients.count() == 2 * kill_after

    prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.SENDING
    assert OutboxMessage.objects.values("person").distinct().count() == 5
    assert OutboxMessage.objects.count() == Invitation.objects.count() == draft.recipients.count() == 5


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(draft, small_batches):
    release(draft, by=None)
    answers = iter([False, False, True])
    report = prepare_due(should_stop=lambda: next(answers))
    assert (report.stopped, report.recipients) == (True, 2)
    assert prepare_due().recipients == 3


def test_a_database_that_gives_up_leaves_the_rest_to_the_next_run(draft, monkeypatch):
    release(draft, by=None)

    def locked(_mailing, _planned):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "write_batch", locked)
        with pytest.raises(OperationalError):
            prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.PREPARING
    assert prepare_due().recipients == 5


def test_whoever_stops_it_while_it_is_prepared_stops_it_after_the_batch(draft, small_batches, monkeypatch):
    release(draft, by=None)
    whole_batch = preparing.write_batch

    def stopped_meanwhile(mailing, planned):
        whole_batch(mailing, planned)
        EventMailing.objects.filter(pk=mailing.pk).update(state=State.STOPPED)

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "write_batch", stopped_meanwhile)
        prepare_due()
    draft.refresh_from_db()
    assert (draft.state, draft.recipients.count()) == (State.STOPPED, 2)
    assert prepare_due().recipients == 0

    assert continue_(draft, by=None)
    prepare_due()
    draft.refresh_from_db()
    assert (draft.state, OutboxMessage.objects.count()) == (State.SENDING, 5)


def test_a_stopped_mailing_sends_nothing_until_it_goes_on(draft, smtp_delivery):
    release_and_prepare(draft, by=None)
    assert stop(draft, by=None)
    assert not stop(draft, by=None)
    work_outbox()
    assert smtp_delivery.received == []
    assert progress_of(draft).messages.stopped == 5
    assert continue_(draft, by=None)
    assert not continue_(draft, by=None)
    work_outbox()
    assert len(smtp_delivery.received) == 5


def test_a_mailing_is_done_when_nothing_waits(draft, smtp_delivery):
    release_and_prepare(draft, by=None)
    assert progress_of(draft).state == State.SENDING
    work_outbox()
    assert progress_of(draft).state == State.DONE
    draft.refresh_from_db()
    assert draft.state == State.SENDING
    prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.DONE


def test_a_scheduled_mailing_waits_for_its_time(draft, time_machine):
    moment = timezone.now() + dt.timedelta(hours=2)
    change_mailing(draft, scheduled_for=moment)
    release(draft, by=None)
    prepare_due()
    assert not OutboxMessage.objects.exists()
    time_machine.move_to(moment)
    prepare_due()
    assert OutboxMessage.objects.count() == 5


def test_taken_back_before_its_time_it_is_a_draft_again(draft, smtp_delivery):
    change_mailing(draft, scheduled_for=timezone.now() + dt.timedelta(hours=2))
    release(draft, by=None)
    assert stop(draft, by=None)
    assert draft.state == State.DRAFT
    change_mailing(draft, subject="Anders", scheduled_for=None)
    assert release_and_prepare(draft, by=None)
    assert OutboxMessage.objects.first().subject == "Anders"
    work_outbox()
    assert len(smtp_delivery.received) == 5


def test_what_is_released_is_neither_changed_nor_discarded(draft):
    release(draft, by=None)
    with pytest.raises(ValidationError):
        change_mailing(draft, subject="Anders")
    assert not discard_draft(draft)
    other = draft_mailing(draft.event, kind=MailingKind.MESSAGE, by=None, sources=["circle"], message="Hallo")
    assert discard_draft(other)


def test_a_mailing_that_cannot_be_prepared_says_why_and_is_tried_again(draft, event):
    change_mailing(draft, scheduled_for=timezone.now() - dt.timedelta(minutes=1))
    release(draft, by=None)
    cancel_event(event, reason="Sturm")
    prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.FAILED
    assert draft.problem
    reinstate_event(event)
    assert continue_(draft, by=None)
    prepare_due()
    draft.refresh_from_db()
    assert (draft.state, draft.problem) == (State.SENDING, "")


def test_an_error_in_the_middle_is_shown_and_the_rest_goes_out_later(draft, small_batches, monkeypatch):
    release(draft, by=None)
    whole_batch, done = preparing.write_batch, []

    def broken(mailing, planned):
        if done:
            raise RuntimeError("oops")
        done.append(whole_batch(mailing, planned))

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "write_batch", broken)
        assert prepare_due().failed == 1
    draft.refresh_from_db()
    assert (draft.state, draft.recipients.count()) == (State.FAILED, 2)
    assert "oops" not in draft.problem
    continue_(draft, by=None)
    prepare_due()
    assert draft.recipients.count() == 5


def test_whoever_no_longer_runs_the_event_sends_nothing(draft, coordinator):
    release(draft, by=coordinator)
    coordinator.groups.clear()
    prepare_due()
    draft.refresh_from_db()
    assert draft.state == State.FAILED
    assert not OutboxMessage.objects.exists()


def test_mailings_without_words_recipients_or_sense_are_not_released(event, circle):
    sit(circle)
    for kind, sources, code in (
        (MailingKind.MESSAGE, ["circle"], "no_words"),
        (MailingKind.INVITATION, [], "nobody"),
        (MailingKind.CANCELLATION, ["invited"], "not_cancelled"),
    ):
        with pytest.raises(ValidationError) as refused:
            release(draft_mailing(event, kind=kind, by=None, sources=sources), by=None)
        assert refused.value.code == code
    cancel_event(event, reason="Sturm")
    event.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        release(draft_mailing(event, kind=MailingKind.REMINDER, by=None, sources=["circle"]), by=None)
    assert refused.value.code == "cancelled"


def test_people_without_an_address_get_a_letter_and_an_invitation(event, circle):
    person = sit(circle, email="")
    mailing = send(event, MailingKind.INVITATION, "circle")
    (row,) = mailing.recipients.all()
    assert (row.way, row.person, row.invitation.person, row.message) == ("letter", person, person, None)
    assert progress_of(mailing).by_letter == 1
    assert not OutboxMessage.objects.exists()


def test_a_reminder_carries_the_link_and_no_calendar_entry(event, circle, smtp_delivery):
    invite(event, PersonFactory())
    mailing = send(event, MailingKind.REMINDER, "unanswered")
    message = mailing.mailing.messages.get()
    assert message.body.calendar == ""
    assert "[[answer_url]]" in message.body.text
    work_outbox()
    assert "/antwort/" in smtp_delivery.received[0].message.get_body().get_content()


def test_a_message_after_the_event_still_arrives(circle, smtp_delivery):
    past = make_event(session(coming_day(-3)))
    invite(past, PersonFactory())
    send(past, MailingKind.PAPERS, "invited", message="Das Protokoll liegt bereit.")
    work_outbox()
    assert len(smtp_delivery.received) == 1


def test_mail_to_people_of_an_audience_can_be_unsubscribed_from(event, coordinator, smtp_delivery):
    person = agree(PersonFactory())
    mailing = send(event, MailingKind.MESSAGE, f"person:{person.pk}", by=coordinator, message="Neues aus dem Netzwerk")
    message = mailing.mailing.messages.get()
    assert message.stream == "mailing"
    work_outbox()
    mail = smtp_delivery.received[0].message
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/abmelden/" in mail["List-Unsubscribe"]
    text = mail.get_body().get_content()
    assert "/abmelden/" in text
    assert "/antwort/" not in text
    assert "Neues aus dem Netzwerk" in text
    message.refresh_from_db()
    assert "/abmelden/" not in str(message.values) + message.body.text + str(message.private)


def test_moved_dates_are_told_once_and_ask_anew(event, circle, smtp_delivery):
    for _ in range(2):
        sit(circle)
    send(event, MailingKind.INVITATION, "circle")
    work_outbox()
    Invitation.objects.update(answer=Answer.ACCEPTED, answered_for="before")
    move(event)
    first = send(event, MailingKind.UPDATE, "invited")
    assert first.mailing.messages.filter(body__calendar_method="REQUEST", sequence=1).count() == 2
    again = plan_recipients(EventMailing(event=event, kind=MailingKind.UPDATE, sources=["invited"]), user=None)
    assert again.reached == 0
    assert not Invitation.objects.filter(answer=Answer.ACCEPTED).exists()


def test_an_update_in_own_words_reaches_everybody_where_no_date_is_news(event, circle, monkeypatch):
    monkeypatch.setattr(preparing, "BATCH_SIZE", 1)
    sit(circle)
    sit(circle, contact_by=Person.ContactBy.LETTER)
    sit(circle)
    invited = send(event, MailingKind.INVITATION, "circle").mailing.messages.get_queryset()
    Invitation.objects.update(answer=Answer.TENTATIVE, answered_for=open_state(event))
    update_event(event, title="Forum mit neuem Namen")
    told = send(event, MailingKind.UPDATE, "invited", message="Der Name ist neu.")

    assert [row.way for row in told.recipients.order_by("pk")] == ["email", "letter", "email"]
    for message, first in zip(told.mailing.messages.order_by("pk"), invited.order_by("pk"), strict=True):
        assert "Der Name ist neu." in message.body.text
        assert message.sequence == first.sequence
        old, new = (Calendar.from_ical(one.body.calendar).walk("VEVENT")[0] for one in (first, message))
        assert old["DTSTAMP"].dt < new["DTSTAMP"].dt
    assert set(Invitation.objects.values_list("answer", flat=True)) == {Answer.TENTATIVE}


def test_an_update_in_own_words_goes_only_to_those_who_miss_news_of_a_date(event, circle, monkeypatch):
    sit(circle)
    send(event, MailingKind.INVITATION, "circle")
    move(event)
    late = sit(circle)
    send(event, MailingKind.INVITATION, "circle")
    monkeypatch.setattr(preparing, "BATCH_SIZE", 1)
    told = send(event, MailingKind.UPDATE, "invited", message="Es wird später.")
    assert told.mailing.messages.count() == 1
    assert told.recipients.get(person=late).obstacle == "up_to_date"


def test_who_is_invited_by_letter_gets_one_letter_about_the_change(event, circle, time_machine):
    sit(circle, contact_by=Person.ContactBy.LETTER)
    send(event, MailingKind.INVITATION, "circle")
    move(event)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=1))
    assert send(event, MailingKind.UPDATE, "invited").recipients.get().way == "letter"
    again = plan_recipients(EventMailing(event=event, kind=MailingKind.UPDATE, sources=["invited"]), user=None)
    assert [one.obstacle for one in again.recipients] == ["up_to_date"]


def test_those_it_did_not_reach_get_it_at_their_new_address(event, circle, coordinator):
    moved, fine = sit(circle), sit(circle)
    first = send(event, MailingKind.INVITATION, "circle", subject="Kommen Sie!")
    first.mailing.messages.filter(person=moved).update(status=MessageStatus.FAILED)
    moved.email = "neu@example.org"
    moved.save()

    second = repeat_for(first, "failed", by=coordinator)
    assert (second.repeats, second.subject, second.state) == (first, "Kommen Sie!", State.DRAFT)
    release_and_prepare(second, by=coordinator)
    message = second.mailing.messages.get()
    assert (message.person, message.recipient_email) == (moved, "neu@example.org")
    assert Invitation.objects.get(person=moved).address == "neu@example.org"
    assert Invitation.objects.count() == 2
    assert fine.pk not in second.recipients.values_list("person", flat=True)


def test_those_who_have_not_answered_are_reminded(event, circle, coordinator):
    silent, answered = sit(circle), sit(circle)
    first = send(event, MailingKind.INVITATION, "circle")
    Invitation.objects.filter(person=answered).update(answer=Answer.DECLINED)
    assert progress_of(first).unanswered == 1
    second = repeat_for(first, "unanswered", by=coordinator)
    release_and_prepare(second, by=coordinator)
    assert second.kind == MailingKind.REMINDER
    assert [row.person for row in second.recipients.all()] == [silent]
