"""Which of several answers counts: by SEQUENCE, then DTSTAMP, and against answers given on other ways."""

import datetime as dt

import pytest
from django.utils import timezone

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import CalendarReply, Reply
from tests.events.replies.mails import deliver, entry_of, plain, stamp

Outcome = CalendarReply.Outcome


def outcomes():
    return list(CalendarReply.objects.order_by("pk").values_list("outcome", flat=True))


def move(date):
    hour = dt.timedelta(hours=1)
    move_occurrence(date, start=date.start_wall + hour, end=date.end_wall + hour)


def answer_of(invitation):
    invitation.refresh_from_db()
    return invitation.answer


def test_the_same_twice_counts_once(invitation):
    mail = plain(invitation)

    deliver(mail, mail)

    assert outcomes() == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert Reply.objects.count() == 1


def test_an_older_answer_that_arrives_later_is_old(invitation):
    deliver(plain(invitation, partstat="DECLINED", stamp=stamp(-5)), plain(invitation, stamp=stamp(-30)))

    assert outcomes() == [Outcome.APPLIED, Outcome.OLD]
    assert answer_of(invitation) == Answer.DECLINED


def test_a_newer_answer_replaces_the_older(invitation):
    deliver(plain(invitation, stamp=stamp(-30)), plain(invitation, partstat="DECLINED", stamp=stamp(-5)))

    assert answer_of(invitation) == Answer.DECLINED


def test_programs_that_repeat_the_stamp_of_the_invitation_may_change_their_mind(invitation):
    told = f"{entry_of(invitation).dtstamp:%Y%m%dT%H%M%SZ}"
    record_answer(invitation, answer=Answer.TENTATIVE, source=ReplySource.LINK)

    for partstat in ("ACCEPTED", "DECLINED", "ACCEPTED"):
        deliver(plain(invitation, partstat=partstat, stamp=told))

    assert outcomes() == [Outcome.APPLIED] * 3
    assert answer_of(invitation) == Answer.ACCEPTED


def test_an_answer_without_stamp_counts(invitation):
    deliver(plain(invitation, stamp=stamp(-5)), plain(invitation, stamp="", partstat="DECLINED"))

    assert answer_of(invitation) == Answer.DECLINED


def test_a_clock_that_is_years_ahead_does_not_make_all_later_answers_old(invitation):
    deliver(plain(invitation, stamp="20990101T000000Z"), plain(invitation, partstat="DECLINED", stamp=stamp(1)))

    assert answer_of(invitation) == Answer.DECLINED


def test_the_only_answer_is_looked_at_when_the_date_was_moved_meanwhile(invitation, tables):
    mail = plain(invitation)
    date = invitation.event.occurrences.get()
    move(date)
    before = tables()

    deliver(mail)

    assert tables() == before
    assert CalendarReply.objects.waiting().get().outcome == Outcome.OUTDATED
    deliver(plain(invitation))
    assert answer_of(invitation) == Answer.ACCEPTED


def test_an_answer_to_one_date_before_it_was_moved_is_old(series_invitation):
    date = series_invitation.event.occurrences.order_by("start")[1]
    line = f"RECURRENCE-ID:{date.start:%Y%m%dT%H%M%SZ}"
    move(date)

    deliver(plain(series_invitation, lines=[line]))
    deliver(plain(series_invitation, lines=[line], sequence=1))

    assert outcomes() == [Outcome.OUTDATED, Outcome.APPLIED]
    assert Reply.objects.get().occurrence == date


def test_answers_to_other_dates_do_not_make_one_old(series_invitation):
    first, second = series_invitation.event.occurrences.order_by("start")[:2]
    for date, minutes in ((first, -1), (second, -20)):
        line = f"RECURRENCE-ID:{date.start:%Y%m%dT%H%M%SZ}"
        deliver(plain(series_invitation, lines=[line], stamp=stamp(minutes)))
    deliver(plain(series_invitation, stamp=stamp(-40)))

    assert outcomes() == [Outcome.APPLIED] * 3


@pytest.mark.parametrize(
    ("minutes", "outcome"), [(-90, Outcome.OLD), (-5, Outcome.APPLIED)], ids=["long before", "within the skew"]
)
def test_a_mail_that_was_on_its_way_for_long_does_not_overtake_the_link(invitation, time_machine, minutes, outcome):
    time_machine.move_to(timezone.now() + dt.timedelta(hours=3))
    record_answer(invitation, answer=Answer.DECLINED, source=ReplySource.LINK)

    deliver(plain(invitation, stamp=stamp(minutes)))

    assert outcomes() == [outcome]


def test_asking_anew_is_no_answer_that_could_be_newer(invitation, time_machine):
    time_machine.move_to(timezone.now() + dt.timedelta(hours=3))
    Reply.objects.create(invitation=invitation, answer=Answer.NEEDS_ACTION, source=ReplySource.RESET)

    deliver(plain(invitation, stamp=stamp(-90)))

    assert outcomes() == [Outcome.APPLIED]


def test_the_only_date_and_the_whole_invitation_are_one_and_the_same(invitation):
    date = invitation.event.occurrences.get()
    line = f"RECURRENCE-ID:{date.start:%Y%m%dT%H%M%SZ}"

    deliver(plain(invitation, lines=[line], partstat="DECLINED", stamp=stamp(-1)), plain(invitation, stamp=stamp(-9)))

    assert outcomes() == [Outcome.APPLIED, Outcome.OLD]
    assert answer_of(invitation) == Answer.DECLINED
