"""Answers in the manner of the programs that people use: each changes exactly the right answer."""

import pytest

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.reply_addresses import reply_address
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import CalendarReply, Reply
from tafelrunde_members.models import InboundMessage
from tests.events.replies.conftest import invite_by_mail
from tests.events.replies.mails import deliver, entry_of, plain, sample
from tests.factories.events import coming_day, make_event, session

Outcome = CalendarReply.Outcome


@pytest.mark.parametrize(
    ("program", "answer", "comment"),
    [
        ("outlook_accepted", Answer.ACCEPTED, "Gern, ich komme etwas später."),
        ("gmail_tentative", Answer.TENTATIVE, "Je nach Zug, sonst per Telefon"),
        ("apple_declined", Answer.DECLINED, "Bin in Rostock"),
        ("thunderbird_accepted", Answer.ACCEPTED, ""),
    ],
)
def test_each_program_changes_exactly_one_answer(invitation, tables, program, answer, comment):
    before = tables()

    row = deliver(sample(program, invitation))

    after = tables()
    reply = Reply.objects.get()
    assert (reply.invitation, reply.answer, reply.comment) == (invitation, answer, comment)
    assert (reply.source, reply.sequence, reply.occurrence) == (ReplySource.CALENDAR, 0, None)
    changed = [(old, new) for old, new in zip(before["Invitation"], after["Invitation"], strict=True) if old != new]
    assert [(new["id"], new["answer"], new["comment"]) for _old, new in changed] == [(invitation.pk, answer, comment)]
    for name in before.keys() - {"Invitation", "Reply"}:
        assert after[name] == before[name], name
    recorded = CalendarReply.objects.get()
    assert (recorded.outcome, recorded.invitation, recorded.inbound) == (Outcome.APPLIED, invitation, row)
    assert (row.kind, row.outcome) == (InboundMessage.Kind.REPLY, Outcome.APPLIED.label)


def test_outlook_declines_one_date_of_a_series(series_invitation, tables):
    record_answer(series_invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    before = tables()
    date = series_invitation.event.occurrences.order_by("start")[2]

    deliver(sample("outlook_date_declined", series_invitation, recurrence=f"{date.start_date:%Y%m%d}T180000"))

    reply = Reply.objects.get(source=ReplySource.CALENDAR)
    assert (reply.occurrence, reply.answer, reply.comment) == (date, Answer.DECLINED, "")
    assert tables()["Invitation"] == before["Invitation"]
    assert CalendarReply.objects.get().occurrence == date


def test_outlooks_other_time_is_shown_and_not_applied(invitation, tables):
    before = tables()

    deliver(sample("outlook_counter", invitation))

    assert tables() == before
    recorded = CalendarReply.objects.get()
    assert (recorded.outcome, recorded.comment) == (Outcome.COUNTER, "Bitte eine Woche später.")
    assert recorded.proposal == "Dienstag, 4. Mai 2027, 19:00 bis 21:00 Uhr"


def test_an_automatic_answer_is_shown_as_such(invitation, tables):
    before = tables()

    row = deliver(sample("out_of_office", invitation))

    assert tables() == before
    assert row.kind == InboundMessage.Kind.AUTOMATIC
    assert CalendarReply.objects.get().outcome == Outcome.AUTOMATIC
    assert not CalendarReply.objects.waiting().exists()


def test_calendars_in_returned_and_quoted_mail_are_not_read(invitation, tables):
    before = tables()

    deliver(sample("bounce", invitation))

    assert tables() == before
    assert not CalendarReply.objects.exclude(outcome=Outcome.UNREADABLE).exists()


def test_a_letter_to_the_address_of_an_invitation_reaches_the_coordination(invitation, tables):
    before = tables()
    head = f"From: {invitation.address}\r\nTo: {reply_address(invitation)}\r\nSubject: Ja\r\n\r\nIch komme."

    row = deliver(head.encode())

    assert tables() == before
    recorded = CalendarReply.objects.waiting().get()
    assert (recorded.outcome, recorded.invitation) == (Outcome.UNREADABLE, invitation)
    assert row.kind == InboundMessage.Kind.OTHER


def test_mail_that_concerns_no_invitation_is_left_to_others(invitation):
    row = deliver(b"From: wer@example.com\r\nTo: antwort@tisch.example.org\r\n\r\nGuten Tag")

    assert row.kind == InboundMessage.Kind.OTHER
    assert not CalendarReply.objects.exists()


def test_an_answer_to_nothing_of_ours_is_not_kept(invitation):
    row = deliver(sample("thunderbird_accepted", invitation, uid="fremd@example.com", recipient="info@example.org"))

    assert row.kind == InboundMessage.Kind.REPLY
    assert not CalendarReply.objects.exists()


def test_an_answer_to_a_whole_series_is_for_the_invitation(series_invitation):
    assert entry_of(series_invitation).rule

    deliver(sample("thunderbird_accepted", series_invitation))

    series_invitation.refresh_from_db()
    assert series_invitation.answer == Answer.ACCEPTED
    assert Reply.objects.get().occurrence is None


def test_sessions_answered_differently_are_told_apart(db):
    event = make_event(session(coming_day(20)), session(coming_day(27)))
    invitation = invite_by_mail(event, "kaethe@gemeinde.example.org")
    first, second = event.entries.order_by("start_date")

    deliver(plain(invitation, uid=first.uid))
    deliver(plain(invitation, uid=second.uid, partstat="DECLINED"))
    deliver(plain(invitation, uid=second.uid, partstat="TENTATIVE"))

    invitation.refresh_from_db()
    assert invitation.answer == Answer.ACCEPTED
    replies = Reply.objects.order_by("pk").values_list("answer", "occurrence__entry")
    assert list(replies) == [("ACCEPTED", None), ("DECLINED", second.pk), ("TENTATIVE", second.pk)]


def test_guests_announced_by_link_still_come(db):
    invitation = invite_by_mail(make_event(guests_allowed=2), "kaethe@gemeinde.example.org")
    record_answer(invitation, answer=Answer.TENTATIVE, guests=2, source=ReplySource.LINK)

    deliver(plain(invitation))

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.guests) == (Answer.ACCEPTED, 2)


def test_all_dates_answered_in_one_mail_are_taken(series_invitation):
    dates = list(series_invitation.event.occurrences.order_by("start"))
    mail = plain(series_invitation).replace(b"END:VCALENDAR", b"")
    for date in dates:
        mail += answer_for(series_invitation, date).partition(b"METHOD:REPLY\r\n")[2].replace(b"END:VCALENDAR\r\n", b"")

    row = deliver(mail + b"END:VCALENDAR\r\n")

    assert Reply.objects.count() == 1 + len(dates)
    assert set(Reply.objects.exclude(occurrence=None).values_list("occurrence", flat=True)) == {one.pk for one in dates}
    assert row.outcome == f"{Outcome.APPLIED.label} (6)"


def answer_for(invitation, date):
    return plain(invitation, lines=[f"RECURRENCE-ID:{date.start:%Y%m%dT%H%M%SZ}"], partstat="DECLINED")
