"""Mailings: words stored once, messages queued in batches, stopped and continued, at a pace."""

import datetime as dt
import time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_members.domain.mail import (
    CalendarPart,
    Content,
    Draft,
    Recipient,
    Stream,
    continue_mailing,
    mailing_progress,
    open_mailing,
    queue_drafts,
    queue_message,
    register_secrets,
    retry_messages,
    stop_mailing,
    store_body,
    work_outbox,
)
from tafelrunde_members.domain.mail.rendering import html_for_staff, text_for_staff
from tafelrunde_members.models import MessageBody, OutboxMessage, Suppression
from tests.members.mail.conftest import INVITATION, make_due, status_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "[[salutation]],\n\nbitte antworten Sie hier: [[answer_url]]\n"
HTML = '<p>[[salutation]],</p><p><a href="[[answer_url]]">Bitte antworten Sie</a></p>'
CALENDAR = INVITATION.replace("SEQUENCE:0\r\n", "SEQUENCE:0\r\n[[organizer]]\r\n[[attendee]]\r\n")


def draft(body: MessageBody, number: int, **changes: object) -> Draft:
    email = f"person{number}@example.org"
    values = {
        "recipient": Recipient(email=email, name=f"Anna Keßler {number}"),
        "body": body,
        "subject": "Einladung: Runder Tisch Grünau",
        "object_key": f"invitation:{number}:entry:1",
        "values": {
            "[[salutation]]": f"Guten Tag Anna & Söhne {number}",
            "[[organizer]]": "ORGANIZER:mailto:antwort@example.org",
            "[[attendee]]": f"ATTENDEE;RSVP=TRUE:mailto:{email}",
        },
        "private": {"[[answer_url]]": f"https://example.org/antwort/geheim-{number}/"},
    }
    return Draft(**(values | changes))


def invite(count: int, *, key: str = "mailing", **options: object):
    with transaction.atomic():
        mailing = open_mailing(key, kind="invitation", title="Einladung")
        body = store_body(mailing, text=TEXT, html=HTML, calendar=CalendarPart("REQUEST", CALENDAR))
        queued = queue_drafts(mailing, [draft(body, number) for number in range(count)], **options)
    return mailing, queued


def test_message_of_a_mailing_arrives_as_if_it_had_been_written_alone(smtp_delivery):
    invite(1)
    lines = "ORGANIZER:mailto:antwort@example.org\r\nATTENDEE;RSVP=TRUE:mailto:person0@example.org"
    alone = Content(
        subject="Einladung: Runder Tisch Grünau",
        text=TEXT.replace("[[salutation]]", "Guten Tag Anna & Söhne 0"),
        html=HTML.replace("[[salutation]]", "Guten Tag Anna &amp; Söhne 0"),
        calendar=CalendarPart("REQUEST", CALENDAR.replace("[[organizer]]\r\n[[attendee]]", lines)),
        private={"[[answer_url]]": "https://example.org/antwort/geheim-0/"},
    )
    with transaction.atomic():
        queue_message(None, recipient=Recipient("person0@example.org", "Anna Keßler 0"), content=alone)

    work_outbox()

    parts = [
        [part.get_content() for part in mail.message.walk() if not part.is_multipart()]
        for mail in smtp_delivery.received
    ]
    assert parts[0] == parts[1]
    assert "geheim-0" in parts[0][0]


def test_words_are_stored_once_and_messages_inserted_many_at_a_time():
    invite(1, key="warm-up")
    counts = []
    for count in (2, 150):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            mailing = open_mailing(f"size {count}", kind="invitation", title="Einladung")
            body = store_body(mailing, text=TEXT, html=HTML)
            queue_drafts(mailing, [draft(body, number) for number in range(count)])
        counts.append(len(queries))
        assert mailing.bodies.count() == 1
    # SQLite takes about thirty of these rows in one statement.
    assert counts[1] - counts[0] <= 150 // 25


def queue_one(**changes: object) -> None:
    with transaction.atomic():
        mailing = open_mailing("one", kind="message", title="Rundschreiben")
        body = store_body(mailing, text=TEXT, calendar=CalendarPart("REQUEST", CALENDAR))
        queue_drafts(mailing, [draft(body, 1), draft(body, 2, **changes)])


def test_queueing_again_queues_only_who_was_missing():
    mailing, queued = invite(3)
    assert queued == 3
    assert invite(5)[1] == 2
    assert mailing.messages.count() == 5


def test_same_address_twice_in_a_batch_gets_one_message():
    with transaction.atomic():
        mailing = open_mailing("twice", kind="message", title="Rundschreiben")
        body = store_body(mailing, text=TEXT)
        recipient = Recipient("Person1@example.org")
        drafts = [draft(body, 1), draft(body, 1, recipient=recipient)]
        assert queue_drafts(mailing, drafts) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"[[attendee]]": "ATTENDEE:mailto:a@example.org\r\nSTATUS:CANCELLED"},
        {"[[attendee]]": "kein Adressat"},
        {"salutation": "Guten Tag"},
    ],
)
def test_values_that_would_break_out_are_refused_and_nothing_is_queued(values):
    with pytest.raises(ValueError, match=r"content line|placeholder"):
        queue_one(values=values)
    assert not OutboxMessage.objects.exists()


def test_address_that_cannot_be_written_to_is_refused():
    with pytest.raises(ValidationError):
        queue_one(recipient=Recipient("jürgen@example.org"))
    assert not OutboxMessage.objects.exists()


def test_staff_reads_values_and_no_secrets():
    invite(1)
    message = OutboxMessage.objects.get()
    assert "Guten Tag Anna & Söhne 0" in text_for_staff(message)
    assert "Anna &amp; Söhne" in html_for_staff(message)
    assert "geheim" not in text_for_staff(message) + html_for_staff(message)


def test_stopped_mailing_waits_until_it_goes_on(smtp_delivery):
    mailing, _ = invite(3)
    assert stop_mailing(mailing) == 3
    assert work_outbox().sent == 0
    progress = mailing_progress(mailing)
    assert (progress.total, progress.stopped, progress.is_finished) == (3, 3, False)

    assert continue_mailing(mailing) == 3
    assert work_outbox().sent == 3
    progress = mailing_progress(mailing)
    assert (progress.accepted, progress.stopped, progress.is_finished) == (3, 0, True)


def test_stopping_while_it_is_sent_lets_the_message_in_flight_go(smtp_delivery):
    mailing, _ = invite(4)

    def stop_after_two() -> bool:
        if len(smtp_delivery.received) == 2:
            stop_mailing(mailing)
        return False

    assert work_outbox(should_stop=stop_after_two).sent == 2
    assert mailing_progress(mailing).stopped == 2


def test_what_is_queued_for_a_stopped_mailing_waits_too(smtp_delivery):
    mailing, _ = invite(1)
    stop_mailing(mailing)
    assert invite(2)[1] == 1
    assert work_outbox().sent == 0
    assert mailing_progress(mailing).stopped == 2


def test_mailing_keeps_its_pace_while_single_messages_pass(smtp_delivery, queue, settings):
    settings.TAFELRUNDE_MAILING_PER_MINUTE = 2
    invite(3, stream=Stream.MAILING)
    for number in range(3):
        queue(f"code{number}@example.org")
    end = time.monotonic() + 1.5

    report = work_outbox(should_stop=lambda: time.monotonic() > end)

    assert (report.sent, report.stopped) == (5, True)
    assert OutboxMessage.objects.filter(stream=Stream.MAILING, status="queued").count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61)):
        assert work_outbox().sent == 1


def test_address_suppressed_meanwhile_gets_nothing_of_a_mailing(smtp_delivery):
    invite(2, stream=Stream.MAILING)
    Suppression.objects.create(address="person1@example.org", reason=Suppression.Reason.UNSUBSCRIBED)
    report = work_outbox()
    assert (report.sent, report.held_back) == (1, 1)
    assert [mail.recipients for mail in smtp_delivery.received] == [("person0@example.org",)]


def test_forgotten_link_is_written_again_for_a_message_that_came_back(smtp_delivery):
    register_secrets("invitation:", lambda _message: {"[[answer_url]]": "https://example.org/antwort/geheim-0/"})
    invite(1)
    work_outbox()
    message = OutboxMessage.objects.get()
    assert message.private == {}
    OutboxMessage.objects.update(status="bounced")

    assert retry_messages([message.pk]) == 1
    make_due()
    work_outbox()

    assert status_of(message) == "sent"
    first, second = smtp_delivery.received
    assert first.content == second.content
