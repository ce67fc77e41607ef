"""Received mails as files: one `.eml` each, named so that the order of names is the order of arrival."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path

KEY_PATTERN = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class MailSummary:
    """What the list shows of a mail."""

    key: str
    received_at: datetime
    recipients: tuple[str, ...]
    sender: str
    subject: str


@dataclass(frozen=True)
class MailPart:
    """A calendar or file inside a mail; `number` counts all parts of the message from 0."""

    number: int
    content_type: str
    method: str
    filename: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text, for calendars (RFC 5545 prescribes UTF-8)."""
        return self.content.decode("utf-8", errors="replace")


@dataclass(frozen=True)
class Mail:
    """One mail with the parts that a person looks at."""

    key: str
    message: EmailMessage
    raw: bytes

    @property
    def summary(self) -> MailSummary:
        """The mail as the list shows it."""
        return _summarise(self.key, self.message)

    @property
    def plain(self) -> str:
        """The plain text, empty when there is none."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML text, empty when there is none."""
        return self._body("html")

    @property
    def header_lines(self) -> list[tuple[str, str]]:
        """All headers in their order."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def calendars(self) -> list[MailPart]:
        """The parts that calendar programs act on (RFC 6047); the attached copy is among the files."""
        return [part for part in self._parts() if part.content_type == "text/calendar"]

    @property
    def attachments(self) -> list[MailPart]:
        """All parts that carry a file name."""
        return [part for part in self._parts() if part.filename]

    def part(self, number: int) -> MailPart | None:
        """Return one part by its number."""
        return next((part for part in self._parts() if part.number == number), None)

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part else ""

    def _parts(self) -> Iterator[MailPart]:
        for number, part in enumerate(self.message.walk()):
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            yield MailPart(
                number=number,
                content_type=part.get_content_type(),
                method=str(part.get_param("method") or ""),
                filename=part.get_filename() or "",
                content=content if isinstance(content, bytes) else b"",
            )


def store(folder: Path, content: bytes, *, sender: str, recipients: list[str]) -> str:
    """Write a received mail with its envelope as a mail server would, and return its key."""
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    envelope = f"Return-Path: <{sender}>\r\n" + "".join(f"Delivered-To: {address}\r\n" for address in recipients)
    partial = folder / f"{key}.partial"
    partial.write_bytes(envelope.encode() + content)
    # A reader never meets half a mail.
    partial.rename(folder / f"{key}.eml")
    return key


def list_mails(folder: Path, *, recipient: str = "") -> list[MailSummary]:
    """Return all mails, newest first, or those to one address."""
    parser = BytesHeaderParser(policy=policy.default)
    mails = []
    for path in sorted(folder.glob("*.eml"), reverse=True):
        with path.open("rb") as file:
            mails.append(_summarise(path.stem, parser.parse(file)))
    return [mail for mail in mails if not recipient or recipient in mail.recipients]


def read_mail(folder: Path, key: str) -> Mail | None:
    """Return one mail, or None when there is none of that key."""
    path = folder / f"{key}.eml"
    if not KEY_PATTERN.fullmatch(key) or not path.is_file():
        return None
    raw = path.read_bytes()
    return Mail(key, message_from_bytes(raw, policy=policy.default), raw)


def _summarise(key: str, message: EmailMessage) -> MailSummary:
    delivered = [str(value) for value in message.get_all("Delivered-To", [])]
    return MailSummary(
        key=key,
        received_at=datetime.strptime(key.split("-", 1)[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        recipients=tuple(address for _, address in getaddresses(delivered)),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
    )
