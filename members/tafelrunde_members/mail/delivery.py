"""Speaking to the mail server: one connection, and one clear word for each thing that can go wrong."""

import contextlib
import re
import smtplib
from types import TracebackType
from typing import Any, Self

import django
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from tafelrunde_members.mail import conf
from tafelrunde_members.mail.bounce_addresses import bounce_address
from tafelrunde_members.mail.composing import DeliveryMail, add_options, compose_for_api
from tafelrunde_members.mail.providers import is_api, provider_of
from tafelrunde_members.mail.wire import MailParts

ANSWER_LENGTH = 500
PROVIDER_ID_LENGTH = 250
CLOSING = 421  # RFC 5321 3.8: the server closes the connection and has not taken the message
TOO_LARGE = 552
PERMANENT = 500
BAD_REQUEST = 400

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


class Delivery:
    """A connection that is opened when first needed, used for many messages and opened anew when it breaks."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self._path: str = conf.delivery(stream)["BACKEND"]
        self._provider = provider_of(self._path)
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
        backend = load_backend(self.stream)
        try:
            backend.open()
        except Exception as error:  # OSErrors, as all of smtplib's are, or whatever a provider's library raises
            raise ServerUnavailableError(describe_error(error)) from error
        self._backend = backend

    def close(self) -> None:
        """Say goodbye; a server that is gone already does not matter."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with contextlib.suppress(OSError):
                backend.close()

    def prepare(self, parts: MailParts, *, address: str, outbox_id: int) -> EmailMultiAlternatives:
        """Return a message in the form that this stream's server takes: our own bytes, or parts for a provider.

        Raises UnsafeHeaderError when a header would break out of its line.
        """
        if self._provider.takes_bytes:
            envelope_sender = bounce_address(outbox_id) if self._provider.own_envelope else ""
            mail: EmailMultiAlternatives = DeliveryMail(parts, address=address, envelope_sender=envelope_sender)
            if is_api(self._path):
                add_options(mail, self._provider, outbox_id=outbox_id, stream=self.stream)
            return mail
        return compose_for_api(parts, self._provider, outbox_id=outbox_id, stream=self.stream)

    def send(self, mail: EmailMultiAlternatives) -> str:
        """Hand the message to the server; return the provider's name for it, or nothing where there is none.

        Returns when the server took it, raises a DeliveryError otherwise.
        """
        self.open()
        try:
            self._transmit(mail)
        except _ClosingError:
            self.open()
            self._transmit(mail)
        return _provider_id(mail)

    def _transmit(self, mail: EmailMultiAlternatives) -> None:
        if self._backend is None:
            raise ServerUnavailableError("not connected")
        try:
            taken = self._backend.send_messages([mail])
        except Exception as error:
            problem = self._judge(error)
            if isinstance(problem, BrokenOffError | ServerUnavailableError):
                self.close()
            raise problem from error
        if not taken:
            raise PostponedError(f"{type(self._backend).__name__} did not send the message.")
        _require_taken(mail)

    def _judge(self, error: Exception) -> DeliveryError:
        if not is_api(self._path):
            return judge_error(error)
        # Providers' libraries are loaded only where one is used.
        from tafelrunde_members.mail.api_errors import judge_api_error  # noqa: PLC0415

        return judge_api_error(error)


def _require_taken(mail: EmailMultiAlternatives) -> None:
    """Raise RefusedError where a provider refused the recipient in words that django-anymail did not recognise."""
    status = getattr(mail, "anymail_status", None)
    if status is None:
        return
    response = status.esp_response
    refused = bool({"invalid", "rejected", "failed"} & (status.status or set()))
    if refused or getattr(response, "status_code", 0) >= BAD_REQUEST:
        raise RefusedError(redact(str(getattr(response, "text", "")) or "The provider refused the recipient."))


def _provider_id(mail: EmailMultiAlternatives) -> str:
    """Return the name that a provider gave the message; it is one string, because there is one recipient."""
    name = getattr(getattr(mail, "anymail_status", None), "message_id", None)
    return name[:PROVIDER_ID_LENGTH] if isinstance(name, str) else ""


def load_backend(stream: str = "transactional") -> BaseEmailBackend:
    """Return the configured backend of a stream. Raises ImproperlyConfigured when there is none.

    Django 6.1 hands backends the name of their entry in MAILERS and warns about those without; ours has no entry,
    because code of the site must reach the outbox and never the server behind it.
    """
    configured = conf.delivery(stream)
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


def redact(text: str) -> str:
    """Return what a server said in one line without addresses."""
    return _redact(None, text)


def _redact(code: int | None, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(words.split())
    line = _ADDRESS.sub("…", line)[:ANSWER_LENGTH]
    return line if code is None else f"{code} {line}"
