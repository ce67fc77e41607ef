"""A real SMTP server on loopback that records what arrives and misbehaves on request."""

import asyncio
import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock
from typing import Any, Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Stage = Literal["mail", "rcpt", "data"]


@dataclass(frozen=True)
class ReceivedMail:
    """One message with the envelope it came in."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed message; its parts keep their original line ends in `content` only."""
        return message_from_bytes(self.content, policy=policy.SMTP)


@dataclass(frozen=True)
class Refusal:
    """An answer the server gives instead of accepting."""

    stage: Stage
    answer: str
    address: str | None


@dataclass
class MailServer:
    """Handler and controls. All methods may be called from the test while messages arrive."""

    port: int
    host: str = "127.0.0.1"
    received: list[ReceivedMail] = field(default_factory=list)
    connections: int = 0
    _refusals: deque[Refusal] = field(default_factory=deque)
    _drops: int = 0
    _delay: float = 0.0
    _lock: Any = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """The address for `EMAIL_URL`."""
        return f"smtp://{self.host}:{self.port}"

    def refuse(
        self, code: int, text: str = "refused", *, stage: Stage = "rcpt", times: int = 1, address: str | None = None
    ) -> None:
        """Answer the next `times` commands of `stage` (for `address` only, when given) with `code` and `text`."""
        with self._lock:
            self._refusals.extend([Refusal(stage, f"{code} {text}", address)] * times)

    def drop_after_data(self, times: int = 1) -> None:
        """Record the next messages, then cut the connection before answering: the sender cannot know."""
        with self._lock:
            self._drops += times

    def be_slow(self, seconds: float) -> None:
        """Wait so long before every answer to DATA."""
        self._delay = seconds

    def to(self, address: str) -> list[ReceivedMail]:
        """Return the messages for one recipient, in the order of their arrival."""
        return [mail for mail in self.received if address in mail.recipients]

    def _refusal(self, stage: Stage, address: str | None = None) -> str | None:
        with self._lock:
            for refusal in self._refusals:
                if refusal.stage == stage and refusal.address in (None, address):
                    self._refusals.remove(refusal)
                    return refusal.answer
        return None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count connections: reuse of one connection is something tests look at."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a sender."""
        if answer := self._refusal("mail", address):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if answer := self._refusal("rcpt", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept, refuse, delay or cut off a message."""
        await asyncio.sleep(self._delay)
        if answer := self._refusal("data", envelope.rcpt_tos[0]):
            return answer
        content = envelope.original_content or b""
        with self._lock:
            self.received.append(ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
            drop = self._drops > 0
            self._drops -= drop
        if drop:
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A mail server of this test's own."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname=server.host, port=server.port, enable_SMTPUTF8=True)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def smtp_delivery(smtp_server: MailServer, settings: Any) -> MailServer:
    """Let the outbox deliver to this test's mail server, as `EMAIL_URL` would."""
    from tafelrunde_site.settings.environment import mail_delivery

    settings.TAFELRUNDE_MAIL_DELIVERY = mail_delivery(smtp_server.url)
    return smtp_server
