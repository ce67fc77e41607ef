"""Returned mail finds its message again; what anybody could have written concerns nobody."""

from typing import Any

import pytest

from tafelrunde_members.domain.mail.feedback import work_feedback
from tafelrunde_members.mail.bounce_addresses import bounce_address
from tafelrunde_members.models import DeliveryEvent, InboundMessage, OutboxMessage, Suppression
from tafelrunde_members.models.mail import MessageStatus
from tests.members.inbound.conftest import ANNA, BOUNCES, Take, make_mail

Kind = DeliveryEvent.Kind


def make_report(
    message: OutboxMessage | None = None,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    answer: str = "550 5.1.1 <anna.kessler@example.org>: unknown user",
    recipient: str = ANNA,
    to: str = "",
    message_id: str = "",
) -> bytes:
    """Return a report as Postfix writes it, returned to the message's own address unless said otherwise."""
    to = to or (bounce_address(message.pk) if message else BOUNCES)
    return f"""Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <report@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0100

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {answer}

--b
Content-Type: text/rfc822-headers

From: Netzwerk <netzwerk@example.org>
To: {recipient}
Subject: Einladung
Message-ID: {message_id or (message.message_id if message else "<unknown@example.org>")}

--b--
""".replace("\n", "\r\n").encode()


def make_complaint(message_id: str) -> bytes:
    """Return a report of spam (RFC 5965)."""
    return f"""From: feedback@provider.example
To: {BOUNCES}
Message-ID: <arf@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

From: netzwerk@example.org
Message-ID: {message_id}
Subject: Einladung

Guten Tag
--b--
""".replace("\n", "\r\n").encode()


def status_of(message: OutboxMessage) -> str:
    """Return where the message stands once all news is worked on."""
    work_feedback()
    message.refresh_from_db()
    return message.status


@pytest.mark.parametrize(
    ("report", "kind"),
    [
        ({}, Kind.HARD_BOUNCE),
        ({"status": "5.1.2", "answer": "550 host not found"}, Kind.HARD_BOUNCE),
        ({"status": "5.0.0"}, Kind.HARD_BOUNCE),
        ({"status": "5.0.0", "answer": "550 no thanks"}, Kind.SOFT_BOUNCE),
        ({"status": "5.2.2", "answer": "552 5.2.2 mailbox full"}, Kind.SOFT_BOUNCE),
        ({"status": "5.7.1", "answer": "554 5.7.1 looks like spam"}, Kind.SOFT_BOUNCE),
        ({"status": "4.4.7", "answer": "timed out"}, Kind.SOFT_BOUNCE),
        ({"status": "nonsense", "answer": ""}, Kind.SOFT_BOUNCE),
        ({"action": "delayed", "status": "4.4.1"}, Kind.DELAYED),
        ({"action": "Delivered", "status": "2.0.0", "answer": "250 ok"}, Kind.DELIVERED),
        ({"action": "relayed", "status": "2.0.0"}, Kind.OTHER),
        ({"recipient": "weiterleitung@example.com"}, Kind.SOFT_BOUNCE),
    ],
)
def test_a_report_becomes_news_of_its_message(
    report: dict[str, str], kind: str, sent_message: OutboxMessage, take: Take
) -> None:
    row = take(make_report(sent_message, **report))
    assert row.kind == InboundMessage.Kind.BOUNCE
    event = DeliveryEvent.objects.get()
    assert (event.kind, event.source, event.message) == (kind, "DSN", sent_message)
    assert "@" not in event.answer


def test_an_unknown_mailbox_is_not_written_to_again(sent_message: OutboxMessage, take: Take) -> None:
    take(make_report(sent_message))
    assert status_of(sent_message) == MessageStatus.BOUNCED
    assert Suppression.objects.get().address == ANNA


def test_a_full_mailbox_is_tried_again(sent_message: OutboxMessage, take: Take) -> None:
    take(make_report(sent_message, status="5.2.2"))
    assert status_of(sent_message) == MessageStatus.QUEUED
    assert not Suppression.objects.exists()


def test_the_same_report_in_two_ways_counts_once(sent_message: OutboxMessage, take: Take) -> None:
    take(make_report(sent_message))
    take(b"Received: from elsewhere\r\n" + make_report(sent_message))
    assert DeliveryEvent.objects.count() == 1


def test_a_report_that_came_elsewhere_is_found_by_the_message_id_it_quotes(
    sent_message: OutboxMessage, take: Take
) -> None:
    take(make_report(sent_message, to="netzwerk@example.org"))
    assert status_of(sent_message) == MessageStatus.BOUNCED


def test_a_complaint_is_found_by_the_message_id(sent_message: OutboxMessage, take: Take) -> None:
    take(make_complaint(sent_message.message_id))
    assert status_of(sent_message) == MessageStatus.DELIVERED
    assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINT


@pytest.mark.parametrize(
    "report",
    [
        {"to": BOUNCES},
        {"to": "bounces+{pk}.000000000000000000000000@example.org"},
        {"to": "bounces+{other}@example.org"},
        {"to": "netzwerk@example.org"},
    ],
    ids=["no proof", "wrong proof", "proof of another message", "no return address"],
)
def test_a_forged_report_suppresses_nobody(report: dict[str, str], sent_message: OutboxMessage, take: Take) -> None:
    own = bounce_address(sent_message.pk + 1).partition(".")[2].partition("@")[0]
    to = report["to"].format(pk=sent_message.pk, other=f"{sent_message.pk}.{own}")
    row = take(make_report(to=to, message_id="<guessed@example.org>"))
    assert row.kind == InboundMessage.Kind.BOUNCE
    assert not DeliveryEvent.objects.exists()
    assert status_of(sent_message) == MessageStatus.SENT


def test_a_report_about_a_message_that_never_left_counts_for_nothing(sent_message: OutboxMessage, take: Take) -> None:
    OutboxMessage.objects.update(status=MessageStatus.QUEUED, attempts=0)
    take(make_report(sent_message))
    assert not DeliveryEvent.objects.exists()


def test_a_return_in_a_servers_own_words_is_noted_and_changes_nothing(sent_message: OutboxMessage, take: Take) -> None:
    raw = make_mail(
        "Return-Path: <>",
        sender="MAILER-DAEMON@mx.example.org",
        to=bounce_address(sent_message.pk),
        body="Hi. This is the qmail-send program. I'm afraid I wasn't able to deliver your message.",
    )
    assert take(raw).kind == InboundMessage.Kind.BOUNCE
    assert DeliveryEvent.objects.get().kind == Kind.OTHER
    assert status_of(sent_message) == MessageStatus.SENT


@pytest.mark.parametrize(
    "lines", [("Auto-Submitted: auto-replied", "Return-Path: <>"), ("X-Autoreply: yes",)], ids=["marked", "old"]
)
def test_an_absence_note_to_the_return_address_is_no_return(
    lines: tuple[str, ...], sent_message: OutboxMessage, take: Take
) -> None:
    row = take(make_mail(*lines, to=bounce_address(sent_message.pk)))
    assert row.kind == InboundMessage.Kind.AUTOMATIC
    assert not DeliveryEvent.objects.exists()


def test_without_a_bounce_mailbox_return_addresses_mean_nothing(
    sent_message: OutboxMessage, take: Take, settings: Any
) -> None:
    to = bounce_address(sent_message.pk)
    settings.TAFELRUNDE_BOUNCE_ADDRESS = ""
    take(make_report(to=to))
    assert not DeliveryEvent.objects.exists()
