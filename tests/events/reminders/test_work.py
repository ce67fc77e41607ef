"""Reminders that are due are written once, however often and however late somebody looks."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tafelrunde_events.domain import reminder_work
from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.domain.mailings import prepare_due
from tafelrunde_events.domain.reminder_work import work_reminders
from tafelrunde_events.domain.reminders import add_reminder, change_reminder, remove_reminder
from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence, reinstate_event
from tafelrunde_events.enums import Answer, MailingKind, ReminderAudience, ReplySource
from tafelrunde_events.models import EventMailing, Reminder
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import Stream
from tests.factories.events import coming_day, invite, make_event, session

pytestmark = pytest.mark.django_db

AFTER = Reminder.Direction.AFTER
Outcome = Reminder.Outcome


@pytest.fixture
def event(db):
    """An evening in 30 days to which somebody is invited who has not answered."""
    event = make_event(session(coming_day(30)))
    invite(event)
    return event


@contextmanager
def days_later(days: int, *, hour: int = 12):
    moment = dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days), dt.time(hour), tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=False):
        yield


def outcome_of(reminder: Reminder) -> str:
    reminder.refresh_from_db()
    return reminder.outcome


def test_a_reminder_is_written_at_its_moment_and_only_once(event):
    reminder = add_reminder(event, days=7, subject="Bitte antworten", message="Wir planen das Essen.", by=None)
    with days_later(22):
        assert not work_reminders()

    with days_later(23):
        assert work_reminders() == {Outcome.WRITTEN: 1}
        work_reminders()
    with days_later(24):
        work_reminders()

    mailing = EventMailing.objects.get()
    assert (mailing.kind, mailing.sources) == (MailingKind.REMINDER, ["unanswered"])
    assert (mailing.subject, mailing.message) == ("Bitte antworten", "Wir planen das Essen.")
    assert mailing.state != EventMailing.State.DRAFT
    assert outcome_of(reminder) == Outcome.WRITTEN
    assert reminder.mailing == mailing


def test_the_mail_reaches_those_who_are_silent_when_it_is_prepared_and_nobody_else(event):
    silent = event.invitations.get()
    late, coming = invite(event), invite(event)
    record_answer(coming, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    add_reminder(event, days=7, by=None)
    with days_later(23):
        work_reminders()
        record_answer(late, answer=Answer.DECLINED, source=ReplySource.LINK)

        prepare_due()
        prepare_due()

    message = OutboxMessage.objects.get()
    assert message.recipient_email == silent.address
    assert message.stream == Stream.TRANSACTIONAL
    assert event.title in message.subject


def test_words_after_the_event_reach_those_who_came(event):
    invitation = event.invitations.get()
    record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    words = {"audience": ReminderAudience.ATTENDING, "message": "Danke, dass Sie da waren."}
    add_reminder(event, days=1, direction=AFTER, by=None, **words)

    with days_later(32):
        work_reminders()
        prepare_due()

    message = OutboxMessage.objects.select_related("body").get()
    assert message.recipient_email == invitation.address
    assert "Danke, dass Sie da waren." in (message.body.text if message.body else message.text)
    assert message.stream == Stream.TRANSACTIONAL


def test_one_found_late_is_written_as_long_as_the_event_has_not_begun(event):
    reminder = add_reminder(event, days=7, by=None)

    with days_later(30):
        work_reminders()

    assert outcome_of(reminder) == Outcome.WRITTEN


def test_one_for_before_lapses_with_the_beginning(event):
    reminder = add_reminder(event, days=7, by=None)

    with days_later(31):
        assert work_reminders() == {Outcome.LAPSED: 1}

    assert outcome_of(reminder) == Outcome.LAPSED
    assert not EventMailing.objects.exists()


@pytest.mark.parametrize(("late", "outcome"), [(13, Outcome.WRITTEN), (15, Outcome.LAPSED)])
def test_one_for_after_the_end_is_written_up_to_14_days_late(event, late, outcome):
    record_answer(event.invitations.get(), answer=Answer.ACCEPTED, source=ReplySource.LINK)
    words = {"audience": ReminderAudience.ATTENDING, "message": "Danke, dass Sie da waren."}
    reminder = add_reminder(event, days=1, direction=AFTER, by=None, **words)

    with days_later(31 + late):
        work_reminders()

    assert outcome_of(reminder) == outcome
    assert [mailing.kind for mailing in EventMailing.objects.all()] == [MailingKind.MESSAGE] * (outcome == "written")


def test_a_fixed_moment_counts_as_well(event):
    reminder = add_reminder(event, at=timezone.now() + dt.timedelta(days=5), by=None)

    with days_later(4):
        work_reminders()
        assert outcome_of(reminder) == Outcome.OPEN
    with days_later(6):
        work_reminders()

    assert outcome_of(reminder) == Outcome.WRITTEN


def test_nobody_is_reminded_who_answered_or_whose_invitation_was_withdrawn(event):
    record_answer(event.invitations.get(), answer=Answer.DECLINED, source=ReplySource.LINK)
    withdraw_invitation(invite(event), by=None)
    reminder = add_reminder(event, days=7, by=None)

    with days_later(23):
        assert work_reminders() == {Outcome.NOBODY: 1}

    assert outcome_of(reminder) == Outcome.NOBODY
    assert not EventMailing.objects.exists()


def test_an_event_that_is_called_off_gets_nothing_and_one_that_takes_place_after_all_does(event):
    reminder = add_reminder(event, days=7, by=None)
    cancel_event(event, reason="Eis")
    with days_later(23):
        assert not work_reminders()
    reinstate_event(event)

    with days_later(24):
        work_reminders()

    assert outcome_of(reminder) == Outcome.WRITTEN


def test_the_rule_of_an_event_that_stays_called_off_lapses(event):
    reminder = add_reminder(event, days=7, by=None)
    cancel_event(event, reason="Eis")

    with days_later(31):
        work_reminders()

    assert outcome_of(reminder) == Outcome.LAPSED


def test_a_moved_date_moves_the_moment_of_an_open_rule_and_not_of_one_carried_out(event):
    done, waiting = add_reminder(event, days=20, by=None), add_reminder(event, days=7, by=None)
    with days_later(11):
        work_reminders()
    date = event.occurrences.get()
    start = dt.datetime.combine(coming_day(60), dt.time(18))
    move_occurrence(date, start=start, end=start + dt.timedelta(hours=2))

    with days_later(41):
        assert not work_reminders()
    with days_later(53):
        assert work_reminders() == {Outcome.WRITTEN: 1}

    assert (outcome_of(done), outcome_of(waiting)) == (Outcome.WRITTEN, Outcome.WRITTEN)
    assert EventMailing.objects.count() == 2


def test_a_rule_without_words_that_a_moved_date_puts_after_the_end_lapses(event):
    reminder = add_reminder(
        event, at=timezone.now() + dt.timedelta(days=20), audience=ReminderAudience.EVERYBODY, by=None
    )
    start = dt.datetime.combine(coming_day(10), dt.time(18))
    move_occurrence(event.occurrences.get(), start=start, end=start + dt.timedelta(hours=2))

    with days_later(21):
        work_reminders()

    assert outcome_of(reminder) == Outcome.LAPSED
    assert not EventMailing.objects.exists()


def test_what_fails_stays_open_and_stops_no_other(event, monkeypatch, caplog):
    broken = add_reminder(event, days=8, by=None)
    other = make_event(session(coming_day(30)))
    invite(other)
    sound = add_reminder(other, days=7, by=None)
    release = reminder_work.release

    def fail(mailing, *, by):
        if mailing.event == event:
            raise RuntimeError("disk full")
        return release(mailing, by=by)

    monkeypatch.setattr(reminder_work, "release", fail)
    with days_later(23):
        work_reminders()
    assert (outcome_of(broken), outcome_of(sound)) == (Outcome.OPEN, Outcome.WRITTEN)
    assert "disk full" in caplog.text
    assert EventMailing.objects.get().event == other

    monkeypatch.setattr(reminder_work, "release", release)
    with days_later(24):
        work_reminders()
    assert outcome_of(broken) == Outcome.WRITTEN


def test_what_was_written_can_neither_be_changed_nor_removed(event):
    reminder = add_reminder(event, days=7, by=None)
    with days_later(23):
        work_reminders()

        for action in (lambda: change_reminder(reminder, days=3, by=None), lambda: remove_reminder(reminder, by=None)):
            with pytest.raises(Exception, match="ausgeführt"):
                action()

    assert outcome_of(reminder) == Outcome.WRITTEN


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_write_a_reminder_once(event):
    reminder = add_reminder(event, days=7, by=None)
    moment = timezone.now() + dt.timedelta(days=24)
    workers = 4
    start = Barrier(workers)

    def work(_number: int) -> None:
        try:
            start.wait()
            work_reminders(moment)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))

    assert outcome_of(reminder) == Outcome.WRITTEN
    assert EventMailing.objects.count() == 1


def test_a_run_over_many_rules_that_are_not_due_costs_three_queries(event, django_assert_num_queries):
    for number in range(10):
        add_reminder(make_event(session(coming_day(30 + number))), days=7, by=None)

    with django_assert_num_queries(3):
        work_reminders()
