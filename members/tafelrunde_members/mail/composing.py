"""From a message's parts to the object that a backend takes: our finished bytes, or the parts for a provider's API."""

from collections.abc import Iterator
from email.charset import Charset
from email.message import MIMEPart
from typing import Any

from django.core.mail import EmailMultiAlternatives

from tafelrunde_members.mail.headers import refuse_own_field, refuse_unsafe
from tafelrunde_members.mail.providers import Carriage, Provider
from tafelrunde_members.mail.wire import PUBLISHED_FILE_NAME, MailParts, build_message

FILE_NAME = "invite.ics"


class WireMessage:
    """Finished bytes in the form that Django's SMTP, file and console backends ask for, and Amazon SES."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __setitem__(self, name: str, value: str) -> None:
        """Put a field in front, as Amazon SES does with what it shall give back."""
        line = f"{name}: {refuse_unsafe(name, value)}\r\n"
        self._content = line.encode("ascii") + self._content

    add_header = __setitem__

    def walk(self) -> Iterator[Any]:
        """Return no parts: whoever asks looks for some of eight bits, and all of ours have seven."""
        return iter(())

    def as_bytes(self, *_args: Any, **_options: Any) -> bytes:
        """Return the message; line ends are CRLF already."""
        return self._content

    def as_string(self, *_args: Any, **_options: Any) -> str:
        """Return the message as text; it consists of ASCII only."""
        return self._content.decode("ascii")

    def get_charset(self) -> Charset | None:
        """Return None, as messages with several parts do."""
        return None


class DeliveryMail(EmailMultiAlternatives):
    """A message for any Django e-mail backend. Those that speak SMTP get the bytes we wrote ourselves.

    `envelope_sender` is told to the server as the address that undeliverable mail returns to; readers do not see it.
    Raises UnsafeHeaderError when a header would break out of its line.
    """

    def __init__(self, parts: MailParts, *, address: str, envelope_sender: str = "") -> None:
        super().__init__(
            subject=parts.subject,
            body=parts.text,
            from_email=envelope_sender or parts.sender,
            to=[address],
            reply_to=[parts.reply_to] if parts.reply_to else None,
            headers=_headers(parts),
        )
        if parts.html:
            self.attach_alternative(parts.html, "text/html")
        if parts.calendar:
            attach_calendar(self, parts, Carriage.ALTERNATIVE)
        self.content = build_message(parts)

    def message(self, **_options: Any) -> WireMessage:  # type: ignore[override]
        """Return the finished bytes; Django 6 passes a policy, which they already follow."""
        return WireMessage(self.content)


def compose_for_api(parts: MailParts, provider: Provider, *, outbox_id: int, stream: str) -> EmailMultiAlternatives:
    """Return the message for the API of a provider, which may only be told what it understands.

    Raises UnsafeHeaderError when a header would break out of its line: not every API looks.
    """
    check_parts(parts)
    mail = EmailMultiAlternatives(
        subject=parts.subject,
        body=parts.text,
        from_email=parts.sender,
        to=[parts.recipient],
        reply_to=[parts.reply_to] if parts.reply_to else None,
        headers={**_headers(parts), **provider.headers},
    )
    if parts.html:
        mail.attach_alternative(parts.html, "text/html")
    if parts.calendar:
        attach_calendar(mail, parts, provider.calendar)
    add_options(mail, provider, outbox_id=outbox_id, stream=stream)
    return mail


def add_options(mail: Any, provider: Provider, *, outbox_id: int, stream: str) -> None:
    """Tell the provider what it gives back with its news, and not to follow readers."""
    mail.tags = [stream]
    if provider.takes_metadata:
        mail.metadata = {"outbox_id": str(outbox_id)}
    if provider.switches_tracking:
        mail.track_opens = mail.track_clicks = False


def attach_calendar(mail: EmailMultiAlternatives, parts: MailParts, carriage: Carriage) -> None:
    """Add the calendar entry in the form that keeps most of it; what is only published always comes as a file."""
    content = parts.calendar.encode()
    kind = f"text/calendar; method={parts.calendar_method}"
    name = PUBLISHED_FILE_NAME if parts.is_published else FILE_NAME
    if parts.is_published and carriage in (Carriage.BYTES, Carriage.ALTERNATIVE):
        carriage = Carriage.ATTACHMENT
    match carriage:
        case Carriage.BYTES | Carriage.ALTERNATIVE:
            mail.attach_alternative(parts.calendar, kind)
            mail.attach(name, content, "application/ics")
        case Carriage.ATTACHMENT:
            # Not attach(), which would decode text: line ends and bytes stay as they are.
            mail.attachments.append((name, content, f"{kind}; charset=utf-8"))
        case Carriage.PART:
            mail.attachments.append(_part(content, parts.calendar_method, name))
        case Carriage.FILE:
            mail.attachments.append((name, content, "text/calendar"))


def check_parts(parts: MailParts) -> None:
    """Raise UnsafeHeaderError when a value could begin another header line, or a field is none to be brought along."""
    refuse_unsafe("From", parts.sender)
    refuse_unsafe("To", parts.recipient)
    refuse_unsafe("Reply-To", parts.reply_to)
    refuse_unsafe("Subject", parts.subject)
    refuse_unsafe("Message-ID", parts.message_id)
    for name, value in parts.headers.items():
        refuse_unsafe(refuse_own_field(name), value)


def _headers(parts: MailParts) -> dict[str, str]:
    return {
        "Message-ID": parts.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **parts.headers,
    }


def _part(content: bytes, method: str, name: str) -> MIMEPart:
    part = MIMEPart()
    parameters = {"method": method, "charset": "utf-8"}
    part.set_content(
        content, "text", "calendar", cte="base64", disposition="attachment", filename=name, params=parameters
    )
    return part
