"""Working the outbox: at least once, never lost (law 5).

queued → leased (a worker's token, with an end) → sending (committed just before the call) → sent or failed (committed
just after it). No transaction is open while the server is spoken to. A worker that dies leaves leased messages, which
simply go back, and at most one in `sending`, which is sent once more with the same Message-ID and the same bytes.
"""

import datetime as dt
import logging
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tafelrunde_members.domain.mail.queue import is_past
from tafelrunde_members.domain.mail.rendering import render_for_delivery
from tafelrunde_members.mail import conf
from tafelrunde_members.mail.delivery import (
    BrokenOffError,
    Delivery,
    DeliveryError,
    DeliveryMail,
    PostponedError,
    RefusedError,
    ServerUnavailableError,
)
from tafelrunde_members.models.mail import (
    RETRYABLE_STATUSES,
    DeliveryAttempt,
    DeliveryState,
    MessageStatus,
    OutboxMessage,
    Stream,
    Suppression,
)

logger = logging.getLogger("tafelrunde.mail")

BATCH_SIZE = 20
Outcome = DeliveryAttempt.Outcome
FREE = {"lease_token": "", "lease_expires_at": None}


@dataclass
class WorkReport:
    """What one run did. `outage` is the answer that ended it, `stopped` means that it was told to stop."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    held_back: int = 0
    expired: int = 0
    outage: str = ""
    stopped: bool = False

    def counts(self) -> dict[str, int]:
        """Return the numbers alone."""
        return {name: value for name, value in asdict(self).items() if type(value) is int}


def never() -> bool:
    """Do not stop before everything due is done."""
    return False


def work_outbox(*, should_stop: Callable[[], bool] = never) -> WorkReport:
    """Send everything that is due; several workers may do so at once.

    `should_stop` is asked between messages: the one in flight is always finished. When the server does not answer,
    everything waits and counts no attempt; the log of the admin shows the answer. Raises ImproperlyConfigured when no
    server is configured, and whatever the database raises.
    """
    report = WorkReport()
    recover_messages()
    with Delivery() as delivery:
        while not report.stopped and not report.outage:
            token = secrets.token_hex(16)
            batch = _claim(token)
            if not batch:
                break
            try:
                for message in batch:
                    if should_stop():
                        report.stopped = True
                        break
                    _work_on(message, delivery, report)
            except ServerUnavailableError as outage:
                report.outage = outage.answer
                _note_outage(outage.answer)
            finally:
                _release(token)
    return report


def recover_messages() -> None:
    """Take back what dead workers held, and forget secrets that are of no use any more."""
    now = timezone.now()
    in_hand = OutboxMessage.objects.filter(lease_expires_at__lte=now)
    in_hand.filter(status=MessageStatus.LEASED).update(status=MessageStatus.QUEUED, **FREE)
    for message in in_hand.filter(status=MessageStatus.SENDING):
        _give_up_or_wait(message, Outcome.UNCLEAR, "", at_once=True)
    useless = OutboxMessage.objects.filter(status__in=RETRYABLE_STATUSES, expires_at__lte=now)
    useless.exclude(private={}).update(private={})


def _claim(token: str) -> list[OutboxMessage]:
    """Lease a batch that is due: single messages (login codes) before mailings, then the longest waiting."""
    now = timezone.now()
    due = OutboxMessage.objects.filter(status=MessageStatus.QUEUED, not_before__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    with transaction.atomic(durable=True):
        chosen: list[int] = []
        for stream in (Stream.TRANSACTIONAL, Stream.MAILING):
            waiting = due.filter(stream=stream).order_by("not_before", "id").values_list("pk", flat=True)
            chosen += waiting[: BATCH_SIZE - len(chosen)]
        # The status is compared again: where rows cannot be locked, another worker may have been quicker.
        OutboxMessage.objects.filter(pk__in=chosen, status=MessageStatus.QUEUED).update(
            status=MessageStatus.LEASED, lease_token=token, lease_expires_at=now + conf.lease()
        )
    return list(
        OutboxMessage.objects.filter(lease_token=token, status=MessageStatus.LEASED).order_by(
            "-stream", "not_before", "id"
        )
    )


def _release(token: str) -> None:
    """Give back what was leased and not begun."""
    OutboxMessage.objects.filter(lease_token=token, status=MessageStatus.LEASED).update(
        status=MessageStatus.QUEUED, **FREE
    )


def _work_on(message: OutboxMessage, delivery: Delivery, report: WorkReport) -> None:
    if is_past(message, timezone.now()):
        report.expired += _close(message, MessageStatus.EXPIRED)
        return
    try:
        mail = DeliveryMail(render_for_delivery(message), address=message.recipient_email)
    except ValueError as error:
        report.failed += _give_up_or_wait(message, Outcome.REFUSED, str(error))
        return
    delivery.open()
    if not _begin(message):
        report.held_back += _hold_back(message)
        return
    try:
        delivery.send(mail)
    except ServerUnavailableError:
        _return_untried(message)
        raise
    except DeliveryError as error:
        given_up = _give_up_or_wait(message, _outcome(error), error.answer)
        report.failed += given_up
        report.postponed += 1 - given_up
    else:
        _finish(message)
        report.sent += 1
        if report.sent == 1:
            _note_recovery()


def _begin(message: OutboxMessage) -> bool:
    """Commit that the message is being sent; False when it is not ours any more or its address is suppressed.

    One statement checks and writes, so that whatever happened since the message was leased counts.
    """
    suppressed = Suppression.objects.applying_to(message.stream).filter(address=OuterRef("address"))
    with transaction.atomic(durable=True):
        begun = (
            OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.LEASED, lease_token=message.lease_token)
            .filter(~Exists(suppressed))
            .update(
                status=MessageStatus.SENDING,
                attempts=F("attempts") + 1,
                lease_expires_at=timezone.now() + conf.lease(),
            )
        )
    message.attempts += begun
    return bool(begun)


def _finish(message: OutboxMessage) -> None:
    """Commit that the server took the message, and forget its secrets."""
    ours = Q(status=MessageStatus.SENDING, lease_token=message.lease_token)
    # Taken back meanwhile, because the lease ended during the call, but not yet sent again: it need not be.
    taken_back = Q(status__in=(MessageStatus.QUEUED, MessageStatus.LEASED))
    with transaction.atomic(durable=True):
        finished = (
            OutboxMessage.objects.filter(pk=message.pk)
            .filter(ours | taken_back)
            .update(status=MessageStatus.SENT, sent_at=timezone.now(), last_error="", private={}, **FREE)
        )
        DeliveryAttempt.objects.create(message=message, outcome=Outcome.ACCEPTED)
    if not finished:
        logger.warning("Message %s was sent after its lease had ended; another worker sends it, too.", message.pk)


def _give_up_or_wait(message: OutboxMessage, outcome: str, answer: str, *, at_once: bool = False) -> int:
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


def _return_untried(message: OutboxMessage) -> None:
    """Put a message back that the server did not even look at; the attempt does not count."""
    with transaction.atomic(durable=True):
        OutboxMessage.objects.filter(
            pk=message.pk, status=MessageStatus.SENDING, lease_token=message.lease_token
        ).update(status=MessageStatus.QUEUED, attempts=F("attempts") - 1, **FREE)


def _hold_back(message: OutboxMessage) -> int:
    """Mark a message whose address is suppressed; leave one alone that somebody cancelled or took over."""
    suppressed = Suppression.objects.applying_to(message.stream).filter(address=message.address)
    return _close(message, MessageStatus.SUPPRESSED) if suppressed.exists() else 0


def _close(message: OutboxMessage, status: MessageStatus) -> int:
    """End a leased message without an attempt. Secrets stay only where staff may still send it."""
    values: dict[str, Any] = {"private": {}} if status == MessageStatus.EXPIRED else {}
    return OutboxMessage.objects.filter(
        pk=message.pk, status=MessageStatus.LEASED, lease_token=message.lease_token
    ).update(status=status, **values, **FREE)


def _outcome(error: DeliveryError) -> str:
    kinds: dict[type[DeliveryError], str] = {
        BrokenOffError: Outcome.UNCLEAR,
        PostponedError: Outcome.POSTPONED,
        RefusedError: Outcome.REFUSED,
    }
    return kinds[type(error)]


def _note_outage(answer: str) -> None:
    now = timezone.now()
    state, _ = DeliveryState.objects.get_or_create(pk=1)
    DeliveryState.objects.filter(pk=1).update(failing_since=state.failing_since or now, answer=answer, checked_at=now)
    logger.error("The mail server does not answer: %s", answer)


def _note_recovery() -> None:
    DeliveryState.objects.filter(failing_since__isnull=False).update(
        failing_since=None, answer="", checked_at=timezone.now()
    )
