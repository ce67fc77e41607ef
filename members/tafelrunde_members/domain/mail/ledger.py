"""What a worker commits about each message: taken, begun, sent, given up (law 5).

A worker that dies leaves leased messages, which simply go back, and at most one in `sending`, which is sent once more
with the same Message-ID and the same bytes.
"""

import datetime as dt
import logging
import secrets
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tafelrunde_members.mail import conf
from tafelrunde_members.models.mail import (
    DeliveryAttempt,
    MessageBody,
    MessageStatus,
    OutboxMessage,
    Stream,
    Suppression,
)

logger = logging.getLogger("tafelrunde.mail")

Outcome = DeliveryAttempt.Outcome
FREE = {"lease_token": "", "lease_expires_at": None}


class Ledger:
    """The books of one worker. That one message was sent and that the next is begun is committed together.

    Nothing waits in between: a worker that pauses or ends calls `settle` first.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self._sent: tuple[OutboxMessage, str] | None = None
        self._bodies: dict[int, MessageBody] = {}

    def claim(self, stream: Stream, limit: int) -> list[OutboxMessage]:
        """Lease at most so many messages of a stream that are due, the longest waiting first."""
        now = timezone.now()
        due = OutboxMessage.objects.filter(status=MessageStatus.QUEUED, stream=stream, not_before__lte=now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        with transaction.atomic(durable=True):
            chosen = list(due.order_by("not_before", "id").values_list("pk", flat=True)[:limit])
            # The status is compared again: where rows cannot be locked, another worker may have been quicker.
            OutboxMessage.objects.filter(pk__in=chosen, status=MessageStatus.QUEUED).update(
                status=MessageStatus.LEASED, lease_token=self.token, lease_expires_at=now + conf.lease()
            )
        leased = OutboxMessage.objects.filter(lease_token=self.token, status=MessageStatus.LEASED)
        return self._with_bodies(list(leased.order_by("not_before", "id")))

    def release(self) -> None:
        """Give back what was leased and not begun."""
        self.settle()
        OutboxMessage.objects.filter(lease_token=self.token, status=MessageStatus.LEASED).update(
            status=MessageStatus.QUEUED, **FREE
        )

    def begin(self, message: OutboxMessage) -> bool:
        """Commit that the message is being sent; False when it is not ours any more or its address is suppressed.

        One statement checks and writes, so that whatever happened since the message was leased counts.
        """
        with transaction.atomic(durable=True):
            if self._sent is not None:
                _finish(*self._sent)
            begun = _begin(message)
        self._sent = None
        message.attempts += begun
        return bool(begun)

    def note_sent(self, message: OutboxMessage, provider_id: str) -> None:
        """Remember that the server took the message; committed with whatever comes next."""
        self._sent = (message, provider_id)

    def settle(self) -> None:
        """Commit that the last message was sent, unless that is done already."""
        if self._sent is not None:
            with transaction.atomic(durable=True):
                _finish(*self._sent)
            self._sent = None

    def return_untried(self, message: OutboxMessage) -> None:
        """Put a message back that the server did not even look at; the attempt does not count."""
        OutboxMessage.objects.filter(
            pk=message.pk, status=MessageStatus.SENDING, lease_token=message.lease_token
        ).update(status=MessageStatus.QUEUED, attempts=F("attempts") - 1, **FREE)

    def hold_back(self, message: OutboxMessage) -> int:
        """Mark a message whose address is suppressed; leave one alone that somebody cancelled or took over."""
        suppressed = Suppression.objects.applying_to(message.stream).filter(address=message.address)
        return self.close(message, MessageStatus.SUPPRESSED) if suppressed.exists() else 0

    def close(self, message: OutboxMessage, status: MessageStatus) -> int:
        """End a leased message without an attempt. Secrets stay only where staff may still send it."""
        values: dict[str, Any] = {"private": {}} if status == MessageStatus.EXPIRED else {}
        return OutboxMessage.objects.filter(
            pk=message.pk, status=MessageStatus.LEASED, lease_token=message.lease_token
        ).update(status=status, **values, **FREE)

    def _with_bodies(self, messages: list[OutboxMessage]) -> list[OutboxMessage]:
        """Give each message its shared words: those of a mailing are read once, not with every message."""
        wanted = {message.body_id for message in messages if message.body_id is not None}
        if not wanted <= self._bodies.keys():
            self._bodies = MessageBody.objects.in_bulk(wanted)
        for message in messages:
            if message.body_id is not None:
                message.body = self._bodies[message.body_id]
        return messages


def give_up_or_wait(message: OutboxMessage, outcome: str, answer: str, *, at_once: bool = False) -> int:
    """Commit that an attempt did not succeed; return 1 when it was the last one."""
    given_up = outcome == Outcome.REFUSED or message.attempts >= conf.MAX_ATTEMPTS
    now = timezone.now()
    wait = dt.timedelta() if at_once else delay_after(message.attempts)
    with transaction.atomic(durable=True):
        changed = OutboxMessage.objects.filter(
            pk=message.pk,
            status__in=(MessageStatus.LEASED, MessageStatus.SENDING),
            lease_token=message.lease_token,
        ).update(
            status=MessageStatus.FAILED if given_up else MessageStatus.QUEUED,
            not_before=message.not_before if given_up else now + wait,
            last_error=answer,
            **FREE,
        )
        if changed:
            DeliveryAttempt.objects.create(message=message, outcome=outcome, answer=answer)
    return int(given_up)


def delay_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … minutes, at most six hours."""
    return min(conf.FIRST_DELAY * 2 ** max(attempts - 1, 0), conf.LONGEST_DELAY)


# Every message passes the three statements below. They are written out because composing them anew through the ORM
# costs more time than speaking to the mail server.


@cache
def _begin_statement() -> str:
    messages, suppressions = _tables(OutboxMessage, Suppression)
    return (
        f"UPDATE {messages} SET status = %s, attempts = attempts + 1, lease_expires_at = %s "  # noqa: S608 (our tables)
        f"WHERE id = %s AND status = %s AND lease_token = %s AND NOT EXISTS ("
        f"SELECT 1 FROM {suppressions} WHERE address = {messages}.address AND active AND (reason <> %s OR %s))"
    )


@cache
def _finish_statement() -> str:
    (messages,) = _tables(OutboxMessage)
    # A message that was taken back meanwhile, because its lease ended during the call, need not be sent again.
    return (
        f"UPDATE {messages} SET status = %s, sent_at = %s, provider_id = %s, last_error = '', private = '{{}}', "  # noqa: S608
        f"lease_token = '', lease_expires_at = NULL "
        f"WHERE id = %s AND (status = %s AND lease_token = %s OR status IN (%s, %s))"
    )


@cache
def _attempt_statement() -> str:
    (attempts,) = _tables(DeliveryAttempt)
    return f"INSERT INTO {attempts} (message_id, at, outcome, answer) VALUES (%s, %s, %s, '')"  # noqa: S608


def _tables(*models: Any) -> list[str]:
    return [connection.ops.quote_name(model._meta.db_table) for model in models]  # noqa: SLF001 (Django's documented name)


def _begin(message: OutboxMessage) -> int:
    lease_end = connection.ops.adapt_datetimefield_value(timezone.now() + conf.lease())
    with connection.cursor() as cursor:
        cursor.execute(
            _begin_statement(),
            [
                *(MessageStatus.SENDING.value, lease_end, message.pk, MessageStatus.LEASED.value, message.lease_token),
                *(Suppression.Reason.UNSUBSCRIBED.value, message.stream == Stream.MAILING),
            ],
        )
        return int(cursor.rowcount)


def _finish(message: OutboxMessage, provider_id: str) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            _finish_statement(),
            [
                *(MessageStatus.SENT.value, now, provider_id, message.pk, MessageStatus.SENDING.value),
                *(message.lease_token, MessageStatus.QUEUED.value, MessageStatus.LEASED.value),
            ],
        )
        finished = cursor.rowcount
        cursor.execute(_attempt_statement(), [message.pk, now, Outcome.ACCEPTED.value])
    if not finished:
        logger.warning("Message %s was sent after its lease had ended; another worker sends it, too.", message.pk)
