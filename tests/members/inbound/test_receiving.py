"""Mail is taken in once, whatever it holds, and worked on once, whatever fails."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from tafelrunde_members.domain.mail.inbound import (
    InboundMail,
    InboundOutcome,
    receive,
    register_inbound_handler,
    work_inbound,
)
from tafelrunde_members.domain.mail.inbound.working import forget_inbound, retry_inbound, work_on
from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.models import InboundMessage, MailboxState
from tests.members.inbound.conftest import MAILBOX, Take, make_mail

pytestmark = pytest.mark.django_db

State, Kind = InboundMessage.State, InboundMessage.Kind

GARBAGE = [
    b"\x00\xff\xfe",
    b"\r\n\r\n",
    b"From\r\n" * 50,
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\nno parts at all",
    b"Content-Type: text/calendar; charset=no-such-charset\r\n\r\n\xff\xff",
    b"From: =?utf-8?q?=ff=fe?= <a@b\r\nTo: <<>>,,;\r\nMessage-ID: <[v.x@\r\n\r\n",
    b"To: " + b"(" * 2000 + b"a@example.org\r\n\r\n",
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(900)),
    "From: Jörg <jörg@exämple.org>\r\nAuthentication-Results: ;;;=\r\n\r\nä".encode("latin-1"),
]


@pytest.mark.parametrize("raw", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_taken_in_and_worked_on(raw: bytes, take: Take) -> None:
    assert take(raw).state == State.DONE


def test_the_same_bytes_are_taken_in_once() -> None:
    assert receive(make_mail(), source="IMAP") is not None
    assert receive(make_mail(), source="Postmark") is None
    assert InboundMessage.objects.count() == 1


@pytest.mark.parametrize("raw", [b"", b"x" * 101])
def test_nothing_and_too_much_are_not_taken_in(raw: bytes, settings: Any) -> None:
    settings.TAFELRUNDE_INBOUND_MAX_BYTES = 100
    assert receive(raw, source="Test") is None
    assert not InboundMessage.objects.exists()


def test_a_mail_is_forgotten_once_it_was_worked_on(take: Take) -> None:
    message = take(make_mail(body="Vertraulich"), recipients=["antwort+geheim@example.org"])
    assert (message.raw, message.envelope) == (None, [])
    assert message.recipient == "antwort+…@example.org"
    assert message.processed_at is not None


def test_the_first_handler_that_recognises_a_mail_has_it(take: Take) -> None:
    asked = []

    def shy(mail: InboundMail) -> None:
        asked.append(mail.recipients)

    register_inbound_handler("shy", shy)
    register_inbound_handler("sure", lambda mail: InboundOutcome(Kind.REPLY, "Zusage"))
    register_inbound_handler("late", lambda mail: pytest.fail("was asked"))
    message = take(make_mail(), recipients=["antwort+Geheim@example.org"])
    assert (message.kind, message.outcome) == (Kind.REPLY, "Zusage")
    assert asked == [("antwort+geheim@example.org", MAILBOX)]


def test_what_a_failing_handler_wrote_is_undone_and_the_mail_is_tried_again(take: Take) -> None:
    def fail(mail: InboundMail) -> None:
        MailboxState.objects.create(name="half done")
        raise KeyError("secret@example.org")

    register_inbound_handler("fail", fail)
    message = take(make_mail())
    assert (message.state, message.attempts, message.outcome) == (State.NEW, 1, "KeyError")
    assert not MailboxState.objects.exists()
    for _ in range(inbound_conf.MAX_ATTEMPTS + 2):
        work_inbound()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, inbound_conf.MAX_ATTEMPTS)
    assert message.raw is not None


def test_a_failed_mail_can_be_tried_again_by_hand(take: Take) -> None:
    message = take(make_mail())
    InboundMessage.objects.update(state=State.FAILED, raw=make_mail(), attempts=5)
    assert retry_inbound([message.pk]) == 1
    work_inbound()
    message.refresh_from_db()
    assert message.state == State.DONE
    assert retry_inbound([message.pk]) == 0


def test_one_mail_that_fails_does_not_keep_others_waiting() -> None:
    def fail_once(mail: InboundMail) -> None:
        if b"Boom" in mail.raw:
            raise ValueError

    register_inbound_handler("fail", fail_once)
    for body in ("Boom", "Guten Tag"):
        receive(make_mail(body=body), source="Test")
    report = work_inbound()
    assert (report.done, report.failed) == (1, 1)


def test_a_mail_is_worked_on_once(take: Take) -> None:
    assert work_on(take(make_mail()).pk) is None


@pytest.mark.parametrize(
    ("state", "days", "left"), [("done", 31, 0), ("done", 29, 1), ("failed", 31, 1), ("failed", 91, 0), ("new", 99, 1)]
)
def test_mail_is_forgotten_in_the_end(state: str, days: int, left: int, take: Take) -> None:
    take(make_mail())
    past = timezone.now() - dt.timedelta(days=days)
    InboundMessage.objects.update(state=state, received_at=past, processed_at=past)
    forget_inbound()
    assert InboundMessage.objects.count() == left


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ((), Kind.OTHER),
        (("Auto-Submitted: no",), Kind.OTHER),
        (("Auto-Submitted: auto-replied (vacation)",), Kind.AUTOMATIC),
        (("Auto-Submitted: auto-generated; owner-email=x",), Kind.AUTOMATIC),
        (("Precedence: bulk",), Kind.AUTOMATIC),
        (("Return-Path: <>",), Kind.AUTOMATIC),
        (("List-Id: <rundbrief.example.org>",), Kind.AUTOMATIC),
        (("Content-Type: multipart/report; report-type=disposition-notification; boundary=x",), Kind.AUTOMATIC),
    ],
)
def test_automatic_answers_are_told_from_letters(lines: tuple[str, ...], kind: str, take: Take) -> None:
    assert take(make_mail(*lines)).kind == kind
