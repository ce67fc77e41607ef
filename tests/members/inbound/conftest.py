"""What the tests of arriving mail share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tafelrunde_members.domain.mail import Content, Recipient, queue_message
from tafelrunde_members.domain.mail.inbound import handlers, receive, work_inbound
from tafelrunde_members.models import InboundMessage, OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.support.imap_server import ImapServer

ANNA = "anna.kessler@example.org"
MAILBOX = "antwort@example.org"
BOUNCES = "bounces@example.org"

Take = Callable[..., InboundMessage]


def make_mail(*lines: str, body: str = "Guten Tag", sender: str = ANNA, to: str = MAILBOX) -> bytes:
    """Return a plain mail with further header lines."""
    header = [f"From: {sender}", f"To: {to}", "Subject: Hallo", "Message-ID: <1@example.org>", *lines]
    return "\r\n".join([*header, "", body, ""]).encode()


@pytest.fixture(autouse=True)
def nobody_else_understands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the handlers of other plugins: they have tests of their own."""
    monkeypatch.setattr(handlers, "_handlers", {})


@pytest.fixture
def take(db: None) -> Take:
    """Return a function that takes a mail in, works on it and returns its row."""

    def take(raw: bytes, **options: Any) -> InboundMessage:
        message = receive(raw, source="Test", **options)
        assert message is not None
        work_inbound()
        message.refresh_from_db()
        return message

    return take


@pytest.fixture
def sent_message(db: None, settings: Any) -> OutboxMessage:
    """A message that the mail server took."""
    settings.TAFELRUNDE_BOUNCE_ADDRESS = BOUNCES
    with transaction.atomic():
        message, _ = queue_message(
            None, recipient=Recipient(email=ANNA), content=Content(subject="Einladung", text="Guten Tag")
        )
    OutboxMessage.objects.filter(pk=message.pk).update(status=MessageStatus.SENT, attempts=1)
    message.refresh_from_db()
    return message


@pytest.fixture
def mailbox(imap_server: ImapServer, settings: Any) -> ImapServer:
    """A mailbox that the site reads."""
    settings.TAFELRUNDE_IMAP_URL = imap_server.url
    return imap_server
