"""Writing into the outbox, always in the transaction of the fact that is reported (law 5)."""

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.encoding import punycode
from wagtail.log_actions import log

from tafelrunde_members.domain.mail.secrets import renewed_secrets
from tafelrunde_members.domain.mail.wake import wake_worker_on_commit
from tafelrunde_members.enums import Visibility
from tafelrunde_members.mail import conf
from tafelrunde_members.mail.headers import refuse_own_field, refuse_unsafe
from tafelrunde_members.models.mail import (
    RETRYABLE_STATUSES,
    Mailing,
    MessageStatus,
    OutboxMessage,
    Stream,
)
from tafelrunde_members.validators import validate_deliverable_address

PLACEHOLDER = re.compile(r"\[\[[a-z][a-z0-9_]*\]\]")
RETRY_ACTION = "tafelrunde_members.mail.retry"
SUBJECT_LENGTH = 500
NAME_LENGTH = 200


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to. `person_id` lets the log respect special protection."""

    email: str
    name: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class CalendarPart:
    """An iTIP object (RFC 5546). `method` must equal METHOD in `text`; `text` holds no secrets."""

    method: str
    text: str

    def check(self) -> None:
        """Raise ValueError when METHOD inside differs from the one that the MIME type will name."""
        if self.text and f"\nMETHOD:{self.method}" not in self.text.replace("\r", ""):
            raise ValueError(f"The calendar part does not say METHOD:{self.method}; Outlook refuses such a mail.")


@dataclass(frozen=True)
class Content:
    """A rendered message. `private` maps placeholders such as ``[[answer_url]]`` in text, HTML and header values to
    what only the recipient may read: it is inserted when the message is sent (escaped in HTML) and then forgotten.
    """

    subject: str
    text: str
    html: str = ""
    calendar: CalendarPart | None = None
    private: Mapping[str, str] = field(default_factory=dict)


def open_mailing(
    key: str, *, kind: str, title: str, visibility: int = Visibility.NETWORK, created_by: Any = None
) -> Mailing:
    """Return the mailing with this key, made on the first call: pressing "send" twice finds the same one.

    `visibility` says who may see in the log who was written to.
    """
    values = {"kind": kind, "title": title[:250], "visibility": visibility, "created_by": created_by}
    return Mailing.objects.get_or_create(key=key, defaults=values)[0]


def queue_message(
    mailing: Mailing | None,
    *,
    recipient: Recipient,
    content: Content,
    object_key: str = "",
    sequence: int = 0,
    stream: Stream = Stream.TRANSACTIONAL,
    reply_to: str = "",
    not_before: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    headers: Mapping[str, str] | None = None,
    body_private: bool = False,
) -> tuple[OutboxMessage, bool]:
    """Put one message to one recipient into the outbox; return it and whether it is new.

    There is one message for each mailing, address (in whatever case), object and sequence; a second call returns the
    first one untouched. Without a mailing every call makes a message. `body_private` keeps text and HTML among the
    secrets, which are forgotten after sending and never shown.

    Raises ValidationError for an address that cannot be delivered to, UnsafeHeaderError for line breaks in headers,
    ValueError for other mistakes of the caller, and TransactionManagementError outside a transaction.
    """
    require_transaction()
    now = timezone.now()
    message = OutboxMessage(
        mailing=mailing,
        object_key=object_key,
        sequence=sequence,
        stream=stream,
        person_id=recipient.person_id,
        not_before=not_before or now,
        queued_at=now,
        date=max(now, not_before or now),
        expires_at=expires_at,
        headers=check_headers(headers or {}),
        **addressing(recipient, reply_to, stream=stream),
        **_rendering(content, body_private=body_private),
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if mailing is None:
            raise
        twin = OutboxMessage.objects.filter(
            mailing=mailing, address=message.address, object_key=object_key, sequence=sequence
        ).first()
        if twin is None:
            raise
        return twin, False
    wake_worker_on_commit()
    return message, True


def cancel_messages(messages: Iterable[int]) -> int:
    """Take messages (by primary key) that are not yet being sent out of the queue; return how many there were."""
    return (
        OutboxMessage.objects.filter(pk__in=list(messages))
        .filter(status__in=(MessageStatus.QUEUED, MessageStatus.LEASED, *RETRYABLE_STATUSES))
        .update(status=MessageStatus.CANCELLED, private={}, lease_token="", lease_expires_at=None)
    )


def retry_messages(messages: Iterable[int], *, user: Any = None) -> int:
    """Put failed and held-back messages (by primary key) back into the queue; return how many there were.

    They keep Message-ID and bytes; the log of the admin notes each one. Messages that are past their usefulness or
    whose secrets nobody can write once more stay as they are; a suppression that is still active holds its message
    back again.
    """
    now = timezone.now()
    with transaction.atomic():
        retryable = OutboxMessage.objects.filter(pk__in=list(messages), status__in=RETRYABLE_STATUSES)
        complete = [message for message in retryable if not is_past(message, now) and restore_secrets(message)]
        count = OutboxMessage.objects.filter(
            pk__in=[message.pk for message in complete], status__in=RETRYABLE_STATUSES
        ).update(status=MessageStatus.QUEUED, attempts=0, not_before=now)
        for message in complete:
            log(message, RETRY_ACTION, user=user)
        if count:
            wake_worker_on_commit()
    return count


def is_past(message: OutboxMessage, now: dt.datetime) -> bool:
    """Tell whether the message is of no use any more."""
    return message.expires_at is not None and message.expires_at <= now


def lacks_secrets(message: OutboxMessage) -> bool:
    """Tell whether the message can no longer be rendered because its secrets were forgotten."""
    return not message.private and (message.body_private or bool(_secrets_wanted(message)))


def restore_secrets(message: OutboxMessage) -> bool:
    """Write the forgotten secrets of a message once more where a plugin knows them; tell whether it is complete."""
    if not lacks_secrets(message):
        return True
    secrets = renewed_secrets(message)
    if not secrets or _secrets_wanted(message) - secrets.keys():
        return False
    message.private = secrets
    message.save(update_fields=["private"])
    return True


def _secrets_wanted(message: OutboxMessage) -> set[str]:
    """Return the placeholders that only secrets can fill."""
    words = message.body or message
    found = {*PLACEHOLDER.findall(words.text), *PLACEHOLDER.findall(words.html)}
    if message.body is not None:
        found.update(PLACEHOLDER.findall(message.body.calendar))
    return found - message.values.keys()


def require_transaction() -> None:
    """Raise TransactionManagementError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "queue_message() belongs into the transaction of the fact that the message reports: "
            "call it inside transaction.atomic()."
        )


def check_subject(subject: str) -> None:
    """Raise UnsafeHeaderError for line breaks and ValueError for a subject that is too long."""
    refuse_unsafe("The subject", subject)
    if len(subject) > SUBJECT_LENGTH:
        raise ValueError(f"The subject is longer than {SUBJECT_LENGTH} characters.")


def addressing(recipient: Recipient, reply_to: str, *, stream: Stream) -> dict[str, Any]:
    """Return the fields of a message that say from whom and to whom it goes, with a Message-ID of its own.

    Raises ValidationError for addresses that cannot be delivered to and UnsafeHeaderError for line breaks.
    """
    validate_deliverable_address(recipient.email)
    sender = conf.sender(stream)
    return {
        "recipient_name": refuse_unsafe("The recipient's name", recipient.name)[:NAME_LENGTH],
        "recipient_email": recipient.email,
        "address": recipient.email.lower(),
        "sender": sender,
        "reply_to": _checked_reply_to(reply_to),
        "message_id": f"<{secrets.token_hex(16)}@{_domain(sender)}>",
    }


# All messages of a mailing have the same sender and the same mailbox for replies.


@lru_cache(maxsize=16)
def _checked_reply_to(reply_to: str) -> str:
    if reply_to:
        refuse_unsafe("Reply-To", reply_to)
        validate_deliverable_address(parseaddr(reply_to)[1])
    return reply_to


@lru_cache(maxsize=16)
def _domain(sender: str) -> str:
    address = parseaddr(refuse_unsafe("From", sender))[1]
    return punycode(address.rpartition("@")[2])


def _rendering(content: Content, *, body_private: bool) -> dict[str, Any]:
    check_subject(content.subject)
    for placeholder in content.private:
        if not PLACEHOLDER.fullmatch(placeholder):
            raise ValueError(f"{placeholder!r} is no placeholder; write it as [[name]] in lower case.")
    calendar = content.calendar or CalendarPart(method="", text="")
    if any(placeholder in calendar.text for placeholder in content.private):
        raise ValueError("Calendar parts hold no placeholders: programs keep and forward them.")
    calendar.check()
    private: dict[str, str] = dict(content.private)
    text, html = content.text, content.html
    if body_private:
        private |= {"text": text, "html": html}
        text = html = ""
    return {
        "subject": content.subject,
        "text": text,
        "html": html,
        "calendar": calendar.text,
        "calendar_method": calendar.method,
        "private": private,
        "body_private": body_private,
    }


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return further header fields; raise UnsafeHeaderError for the outbox's own ones and for line breaks."""
    return {refuse_own_field(name): refuse_unsafe(name, value) for name, value in headers.items()}
