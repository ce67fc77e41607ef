"""Speaking to the mail server: one connection, and one clear word for each thing that can go wrong."""

import contextlib
import re
import smtplib
from email.charset import Charset
from types import TracebackType
from typing import Any, Self

import django
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from tafelrunde_members.mail import conf
from tafelrunde_members.mail.wire import MailParts, build_message

ANSWER_LENGTH = 500
CLOSING = 421  # RFC 5321 3.8: the server closes the connection and has not taken the message
TOO_LARGE = 552
PERMANENT = 500

_ADDRESS = re.compile(r"[^\s<>\"'(),;:=\[\]]+@[^\s<>\"'(),;:=\[\]]+")


class DeliveryError(Exception):
    """A message did not go out. `answer` is what the server said, without addresses."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class ServerUnavailableError(DeliveryError):
    """Nobody answers, or not to us: this concerns every message, and the one at hand was not taken."""


class PostponedError(DeliveryError):
    """The server asks to try this message again later."""


class RefusedError(DeliveryError):
    """The server does not take this message, now or later."""


class BrokenOffError(DeliveryError):
    """The connection broke while the message was under way: nobody can know whether it was taken."""


class _ClosingError(ServerUnavailableError):
    """The server answered 421 and wants us to connect anew."""


class WireMessage:
    """Finished bytes in the form that Django's SMTP, file and console backends ask for."""

    def __init__(self, content: bytes) -> None:
        self._content = content

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

    Raises UnsafeHeaderError when a header would break out of its line.
    """

    def __init__(self, parts: MailParts, *, address: str) -> None:
        super().__init__(
            subject=parts.subject,
            body=parts.text,
            from_email=parts.sender,
            to=[address],
            reply_to=[parts.reply_to] if parts.reply_to else None,
            headers={"Message-ID": parts.message_id, "Auto-Submitted": "auto-generated", **parts.headers},
        )
        if parts.html:
            self.attach_alternative(parts.html, "text/html")
        if parts.calendar:
            self.attach_alternative(parts.calendar, f"text/calendar; method={parts.calendar_method}")
            self.attach("invite.ics", parts.calendar.encode(), "application/ics")
        self.content = build_message(parts)

    def message(self, **_options: Any) -> WireMessage:  # type: ignore[override]
        """Return the finished bytes; Django 6 passes a policy, which they already follow."""
        return WireMessage(self.content)


class Delivery:
    """A connection that is opened when first needed, used for many messages and opened anew when it breaks."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connect unless connected. Raises ServerUnavailableError."""
        if self._backend is not None:
            return
        backend = load_backend()
        try:
            backend.open()
        except OSError as error:  # all of smtplib's errors are OSErrors, too
            raise ServerUnavailableError(describe_error(error)) from error
        self._backend = backend

    def close(self) -> None:
        """Say goodbye; a server that is gone already does not matter."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with contextlib.suppress(OSError):
                backend.close()

    def send(self, mail: DeliveryMail) -> str:
        """Hand the message to the server; return the provider's name for it, or nothing where there is none.

        Returns when the server took it, raises a DeliveryError otherwise.
        """
        self.open()
        try:
            self._transmit(mail)
        except _ClosingError:
            self.open()
            self._transmit(mail)
        return ""

    def _transmit(self, mail: DeliveryMail) -> None:
        if self._backend is None:
            raise ServerUnavailableError("not connected")
        try:
            taken = self._backend.send_messages([mail])
        except Exception as error:
            problem = judge_error(error)
            if isinstance(problem, BrokenOffError | ServerUnavailableError):
                self.close()
            raise problem from error
        if not taken:
            raise PostponedError(f"{type(self._backend).__name__} did not send the message.")


def load_backend() -> BaseEmailBackend:
    """Return the configured backend. Raises ImproperlyConfigured when there is none.

    Django 6.1 hands backends the name of their entry in MAILERS and warns about those without; ours has no entry,
    because code of the site must reach the outbox and never the server behind it.
    """
    configured = conf.delivery()
    options: dict[str, Any] = dict(configured.get("OPTIONS", {}))
    if django.VERSION >= (6, 1):
        options["alias"] = "tafelrunde-delivery"
    backend: BaseEmailBackend = import_string(configured["BACKEND"])(**options)
    return backend


def judge_error(error: Exception) -> DeliveryError:
    """Return what an exception of the backend means for the message."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            problem = _judge_answer(*next(iter(error.recipients.values())))
        case smtplib.SMTPHeloError():
            problem = ServerUnavailableError(describe_error(error))
        case smtplib.SMTPSenderRefused() if error.smtp_code not in (CLOSING, TOO_LARGE):
            # Our own address is refused: a mistake in the set-up, not the message's fault. It waits.
            problem = PostponedError(describe_error(error))
        case smtplib.SMTPResponseException():
            problem = _judge_answer(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError() | ValueError():
            problem = RefusedError(describe_error(error))
        case OSError():
            problem = BrokenOffError(describe_error(error))
        case _:  # one message must not stop the others, whatever a provider's library raises
            problem = PostponedError(f"{type(error).__name__}: {describe_error(error)}")
    return problem


def describe_error(error: BaseException) -> str:
    """Return what happened in one line without addresses: "550 5.1.1 <…>: unknown user"."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _redact(error.smtp_code, error.smtp_error)
    return _redact(None, str(error) or type(error).__name__)


def _judge_answer(code: int, text: bytes | str) -> DeliveryError:
    answer = _redact(code, text)
    if code == CLOSING:
        return _ClosingError(answer)
    return RefusedError(answer) if code >= PERMANENT else PostponedError(answer)


def _redact(code: int | None, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(words.split())
    line = _ADDRESS.sub("…", line)[:ANSWER_LENGTH]
    return line if code is None else f"{code} {line}"
