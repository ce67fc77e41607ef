"""The bytes of a message, written by ourselves so that a repeated delivery is the same to the last byte.

Python's e-mail package draws boundaries at random, Django fills in the date of the moment, and both changed what
they emit between versions. Everything here follows from the arguments alone (and takes a tenth of the time).
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import lru_cache

from tafelrunde_members.mail.headers import encode_address, encode_text, refuse_unsafe

CRLF = b"\r\n"
PUBLISH = "PUBLISH"
PUBLISHED_FILE_NAME = "termine.ics"

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class MailParts:
    """A message ready to be written: secrets inserted, nothing left to decide."""

    sender: str
    recipient: str
    subject: str
    text: str
    message_id: str
    date: dt.datetime
    reply_to: str = ""
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        """Whether the calendar entries ask nobody for an answer (RFC 5546 3.2.1)."""
        return self.calendar_method == PUBLISH


@dataclass(frozen=True)
class _Part:
    """One MIME part: its header lines and its encoded body."""

    headers: tuple[str, ...]
    body: bytes

    def to_bytes(self) -> bytes:
        return CRLF.join([*(line.encode("ascii") for line in self.headers), b"", self.body])


def build_message(parts: MailParts) -> bytes:
    """Return the message with CRLF line ends. Raises UnsafeHeaderError when a header would break out of its line.

    Structure (facts of RFC 6047 and of what calendar programs show with buttons): plain text alone,
    alternative(plain, html), or mixed(alternative(plain, html, calendar), invite.ics). What is only published comes as
    a file alone, mixed(alternative(plain, html), termine.ics): it may hold several dates, and of an alternative Outlook
    reads the first one only.
    """
    body = _body(parts)
    lines = [f"{name}: {value}" for name, value in _headers(parts)]
    return _Part((*lines, "MIME-Version: 1.0", *body.headers), body.body).to_bytes()


def _headers(parts: MailParts) -> Iterator[tuple[str, str]]:
    yield "From", _encode_shared("From", parts.sender)
    yield "To", encode_address("To", parts.recipient)
    if parts.reply_to:
        yield "Reply-To", _encode_shared("Reply-To", parts.reply_to)
    yield "Subject", encode_text("Subject", parts.subject)
    yield "Date", format_datetime(parts.date.astimezone(dt.UTC))
    yield "Message-ID", refuse_unsafe("Message-ID", parts.message_id)
    # RFC 3834, and the same wish in Exchange's words: no out-of-office notes to the site.
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    for name, value in parts.headers.items():
        yield name, encode_text(name, value)


@lru_cache(maxsize=16)
def _encode_shared(name: str, address: str) -> str:
    """Return an address that many messages have in common."""
    return encode_address(name, address)


def _body(parts: MailParts) -> _Part:
    alternatives = [_text_part("plain", parts.text)] if parts.text or not parts.html else []
    if parts.html:
        alternatives.append(_text_part("html", parts.html))
    if parts.calendar and not parts.is_published:
        alternatives.append(_calendar_part(parts))
    body = alternatives[0] if len(alternatives) == 1 else _multipart("alternative", parts.message_id, alternatives)
    if parts.calendar:
        file = _published_file(parts) if parts.is_published else _calendar_file(parts)
        body = _multipart("mixed", parts.message_id, [body, file])
    return body


def _text_part(subtype: str, content: str) -> _Part:
    """Quoted-printable: readable in the source, safe on servers that handle seven bits only."""
    lines = _with_crlf(content).rstrip("\r\n") + "\r\n"
    return _Part(
        (f"Content-Type: text/{subtype}; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable"),
        binascii.b2a_qp(lines.encode("utf-8"), quotetabs=False, istext=True),
    )


def _calendar_part(parts: MailParts) -> _Part:
    """The entry that mail programs show with buttons: no Content-Disposition, method equal to METHOD inside."""
    return _Part(
        (
            f"Content-Type: text/calendar; method={parts.calendar_method}; charset=UTF-8",
            "Content-Transfer-Encoding: base64",
        ),
        _base64(parts.calendar),
    )


def _calendar_file(parts: MailParts) -> _Part:
    """The same entry as a file, for programs that show the alternative as plain text only."""
    return _Part(
        (
            'Content-Type: application/ics; name="invite.ics"',
            'Content-Disposition: attachment; filename="invite.ics"',
            "Content-Transfer-Encoding: base64",
        ),
        _base64(parts.calendar),
    )


def _published_file(parts: MailParts) -> _Part:
    """Entries to be taken into a calendar: opened as a file, all of them arrive."""
    return _Part(
        (
            f'Content-Type: text/calendar; method={PUBLISH}; charset=UTF-8; name="{PUBLISHED_FILE_NAME}"',
            f'Content-Disposition: attachment; filename="{PUBLISHED_FILE_NAME}"',
            "Content-Transfer-Encoding: base64",
        ),
        _base64(parts.calendar),
    )


def _multipart(subtype: str, seed: str, parts: list[_Part]) -> _Part:
    # "=_" occurs neither in base64 nor in quoted-printable, so no content can close the part early.
    boundary = "=_" + hashlib.sha256(f"{subtype} {seed}".encode()).hexdigest()[:32]
    marker = f"--{boundary}".encode("ascii")
    body = b"".join(marker + CRLF + part.to_bytes() + CRLF for part in parts)
    return _Part((f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"',), body + marker + b"--" + CRLF)


def _base64(content: str) -> bytes:
    return base64.encodebytes(_with_crlf(content).encode("utf-8")).replace(b"\n", CRLF)


def _with_crlf(content: str) -> str:
    return _LINE_END.sub("\r\n", content)
