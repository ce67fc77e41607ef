"""Mailings to many: words that are the same for all are stored once, and messages are queued in batches."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from tafelrunde_members.domain.mail.queue import (
    PLACEHOLDER,
    CalendarPart,
    Recipient,
    addressing,
    check_headers,
    check_subject,
    require_transaction,
)
from tafelrunde_members.domain.mail.wake import wake_worker_on_commit
from tafelrunde_members.models.mail import (
    ACCEPTED_STATUSES,
    UNFINISHED_STATUSES,
    Mailing,
    MessageBody,
    MessageStatus,
    OutboxMessage,
    Stream,
)

#: Placeholders of a calendar entry stand for one whole line, folded as RFC 5545 3.1 asks.
CALENDAR_PLACEHOLDERS = ("[[attendee]]", "[[organizer]]")
_CONTENT_LINE = re.compile(r"[A-Z][A-Z-]*[;:][^\r\n]*(\r\n [^\r\n]*)*")


@dataclass(frozen=True)
class Draft:
    """One message of a mailing: whom it goes to, and what differs from the shared body.

    `values` fill placeholders that staff may read (``[[salutation]]``), and those of the calendar entry; `private`
    fills those that only the recipient may read (``[[answer_url]]``, or ``[[organizer]]`` where answers go to a
    personal address) and is forgotten after sending.
    """

    recipient: Recipient
    body: MessageBody
    subject: str
    object_key: str = ""
    sequence: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MailingProgress:
    """How far a mailing got, in messages."""

    total: int
    waiting: int
    accepted: int
    delivered: int
    troubled: int
    stopped: int

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do by itself."""
        return not self.waiting and not self.stopped


def store_body(mailing: Mailing, *, text: str, html: str = "", calendar: CalendarPart | None = None) -> MessageBody:
    """Return the stored words of a mailing, the same row for the same words.

    Raises ValueError when METHOD of the calendar entry and its MIME type would differ (Outlook refuses such mail).
    """
    calendar = calendar or CalendarPart(method="", text="")
    calendar.check()
    parts = (text, html, calendar.text, calendar.method)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    values = {"text": text, "html": html, "calendar": calendar.text, "calendar_method": calendar.method}
    return MessageBody.objects.get_or_create(mailing=mailing, key=key, defaults=values)[0]


def queue_drafts(
    mailing: Mailing,
    drafts: Sequence[Draft],
    *,
    stream: Stream = Stream.TRANSACTIONAL,
    reply_to: str = "",
    not_before: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> int:
    """Put many messages of one mailing into the outbox at once; return how many are new.

    The same message again (mailing, address, object, sequence) is left as it is. Call it inside the transaction of
    what is reported. Raises what `queue_message` raises; nothing is queued then.
    """
    require_transaction()
    now = timezone.now()
    common = {
        "mailing": mailing,
        "stream": stream,
        "not_before": not_before or now,
        "queued_at": now,
        "date": max(now, not_before or now),
        "expires_at": expires_at,
        "status": MessageStatus.STOPPED if mailing.stopped_at else MessageStatus.QUEUED,
    }
    messages = [_message(draft, reply_to, common) for draft in _new_ones(mailing, drafts)]
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if messages:
        wake_worker_on_commit()
    return len(messages)


def stop_mailing(mailing: Mailing) -> int:
    """Hold back what was not yet sent; return how many messages that are. What is being sent goes out."""
    Mailing.objects.filter(pk=mailing.pk, stopped_at__isnull=True).update(stopped_at=timezone.now())
    return mailing.messages.filter(status__in=(MessageStatus.QUEUED, MessageStatus.LEASED)).update(
        status=MessageStatus.STOPPED, lease_token="", lease_expires_at=None
    )


def continue_mailing(mailing: Mailing) -> int:
    """Let a stopped mailing go on; return how many messages wait again."""
    Mailing.objects.filter(pk=mailing.pk).update(stopped_at=None)
    waiting = mailing.messages.filter(status=MessageStatus.STOPPED).update(status=MessageStatus.QUEUED)
    if waiting:
        wake_worker_on_commit()
    return waiting


def mailing_progress(mailing: Mailing) -> MailingProgress:
    """Return how far a mailing got, in one query."""
    troubled = (MessageStatus.FAILED, MessageStatus.SUPPRESSED, MessageStatus.EXPIRED, MessageStatus.BOUNCED)
    counts = mailing.messages.exclude(status=MessageStatus.CANCELLED).aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(status__in=UNFINISHED_STATUSES)),
        accepted=Count("pk", filter=Q(status__in=ACCEPTED_STATUSES)),
        delivered=Count("pk", filter=Q(status=MessageStatus.DELIVERED)),
        troubled=Count("pk", filter=Q(status__in=troubled)),
        stopped=Count("pk", filter=Q(status=MessageStatus.STOPPED)),
    )
    return MailingProgress(**counts)


def _new_ones(mailing: Mailing, drafts: Iterable[Draft]) -> list[Draft]:
    drafts = list(drafts)
    addresses = {draft.recipient.email.lower() for draft in drafts}
    known = set(
        OutboxMessage.objects.filter(mailing=mailing, address__in=addresses).values_list(
            "address", "object_key", "sequence"
        )
    )
    new = []
    for draft in drafts:
        identity = (draft.recipient.email.lower(), draft.object_key, draft.sequence)
        if identity not in known:
            known.add(identity)
            new.append(draft)
    return new


def _message(draft: Draft, reply_to: str, common: Mapping[str, Any]) -> OutboxMessage:
    check_subject(draft.subject)
    for placeholder, value in draft.values.items():
        _check_value(placeholder, value)
    for placeholder, value in draft.private.items():
        _check_value(placeholder, value)
        if placeholder in draft.body.calendar and placeholder not in CALENDAR_PLACEHOLDERS:
            raise ValueError("Calendar parts hold no secrets: programs keep and forward them.")
    return OutboxMessage(
        **common,
        body=draft.body,
        subject=draft.subject,
        object_key=draft.object_key,
        sequence=draft.sequence,
        person_id=draft.recipient.person_id,
        values=dict(draft.values),
        private=dict(draft.private),
        headers=check_headers(draft.headers),
        **addressing(draft.recipient, reply_to, stream=common["stream"]),
    )


def _check_value(placeholder: str, value: str) -> None:
    _check_placeholder(placeholder)
    if placeholder in CALENDAR_PLACEHOLDERS and not _CONTENT_LINE.fullmatch(value):
        raise ValueError(f"The value of {placeholder} is no folded content line of a calendar (RFC 5545 3.1).")


def _check_placeholder(placeholder: str) -> None:
    if not PLACEHOLDER.fullmatch(placeholder):
        raise ValueError(f"{placeholder!r} is no placeholder; write it as [[name]] in lower case.")
