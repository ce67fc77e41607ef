"""Working the outbox: at least once, never lost (law 5).

queued → leased (a worker's token, with an end) → sending (committed just before the call) → sent or failed (committed
just after it; see `ledger`). No transaction is open while the server is spoken to.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from tafelrunde_members.domain.mail.ledger import FREE, Ledger, Outcome, give_up_or_wait
from tafelrunde_members.domain.mail.queue import is_past
from tafelrunde_members.domain.mail.rendering import render_for_delivery
from tafelrunde_members.mail import conf
from tafelrunde_members.mail.delivery import (
    BrokenOffError,
    Delivery,
    DeliveryError,
    PostponedError,
    RefusedError,
    ServerUnavailableError,
)
from tafelrunde_members.models.mail import (
    RETRYABLE_STATUSES,
    DeliveryState,
    MessageStatus,
    OutboxMessage,
    Stream,
)

logger = logging.getLogger("tafelrunde.mail")

BATCH_SIZE = 20
#: How often a worker that keeps to a pace looks whether it may go on, in seconds.
PACE_CHECK = 1.0
PACE_WINDOW = dt.timedelta(minutes=1)


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

    `should_stop` is asked between messages: the one in flight is always finished. When the server of a stream does not
    answer, that stream waits and counts no attempt; the log of the admin shows the answer. A stream that has to keep a
    pace is waited for. Raises ImproperlyConfigured when no server is configured, and whatever the database raises.
    """
    recover_messages()
    run = _Run(should_stop)
    try:
        while not run.report.stopped and run.work_batch():
            pass
    finally:
        run.close()
    return run.report


def recover_messages() -> None:
    """Take back what dead workers held, and forget secrets that are of no use any more."""
    now = timezone.now()
    in_hand = OutboxMessage.objects.filter(lease_expires_at__lte=now)
    in_hand.filter(status=MessageStatus.LEASED).update(status=MessageStatus.QUEUED, **FREE)
    for message in in_hand.filter(status=MessageStatus.SENDING):
        give_up_or_wait(message, Outcome.UNCLEAR, "", at_once=True)
    useless = OutboxMessage.objects.filter(status__in=RETRYABLE_STATUSES, expires_at__lte=now)
    useless.exclude(private={}).update(private={})


@dataclass
class _Run:
    """One run of a worker: single messages (login codes) go before mailings, each over its stream's own connection."""

    should_stop: Callable[[], bool]
    report: WorkReport = field(default_factory=WorkReport)
    ledger: Ledger = field(default_factory=Ledger)
    deliveries: dict[Stream, Delivery] = field(default_factory=dict)
    out: set[Stream] = field(default_factory=set)
    answering: set[Stream] = field(default_factory=set)

    def work_batch(self) -> bool:
        """Work on a batch; tell whether there may be more to do."""
        paced = False
        for stream in (Stream.TRANSACTIONAL, Stream.MAILING):
            if stream in self.out:
                continue
            allowed = _allowed(stream)
            if batch := self.ledger.claim(stream, min(BATCH_SIZE, allowed)) if allowed > 0 else []:
                self._work_on_all(batch, stream)
                return True
            paced |= allowed <= 0 and _waits(stream)
        if paced and not self._stops():
            time.sleep(PACE_CHECK)
        return paced

    def close(self) -> None:
        """Say goodbye to all servers."""
        for delivery in self.deliveries.values():
            delivery.close()

    def _stops(self) -> bool:
        self.report.stopped = self.report.stopped or self.should_stop()
        return self.report.stopped

    def _work_on_all(self, batch: list[OutboxMessage], stream: Stream) -> None:
        try:
            for message in batch:
                if self._stops():
                    break
                self._work_on(message, self._delivery(stream))
        except ServerUnavailableError as outage:
            self.out.add(stream)
            self.report.outage = outage.answer
            _note_outage(stream, outage.answer)
        finally:
            self.ledger.release()

    def _delivery(self, stream: Stream) -> Delivery:
        if stream not in self.deliveries:
            self.deliveries[stream] = Delivery(stream)
        return self.deliveries[stream]

    def _work_on(self, message: OutboxMessage, delivery: Delivery) -> None:
        if is_past(message, timezone.now()):
            self.report.expired += self.ledger.close(message, MessageStatus.EXPIRED)
            return
        try:
            parts = render_for_delivery(message)
            mail = delivery.prepare(parts, address=message.recipient_email, outbox_id=message.pk)
        except ValueError as error:
            self.report.failed += give_up_or_wait(message, Outcome.REFUSED, str(error))
            return
        delivery.open()
        if not self.ledger.begin(message):
            self.report.held_back += self.ledger.hold_back(message)
            return
        try:
            provider_id = delivery.send(mail)
        except ServerUnavailableError:
            self.ledger.return_untried(message)
            raise
        except DeliveryError as error:
            given_up = give_up_or_wait(message, _outcome(error), error.answer)
            self.report.failed += given_up
            self.report.postponed += 1 - given_up
        else:
            self.ledger.note_sent(message, provider_id)
            self.report.sent += 1
            self._note_first_success(Stream(message.stream))

    def _note_first_success(self, stream: Stream) -> None:
        if stream not in self.answering:
            self.answering.add(stream)
            _note_recovery(stream)


def _allowed(stream: Stream) -> int:
    """Return how many messages of a stream may go out now, all workers together (about: they look one by one)."""
    per_minute = conf.per_minute(stream)
    if not per_minute:
        return BATCH_SIZE
    recent = OutboxMessage.objects.filter(stream=stream, sent_at__gt=timezone.now() - PACE_WINDOW).count()
    return per_minute - recent


def _waits(stream: Stream) -> bool:
    now = timezone.now()
    return OutboxMessage.objects.filter(status=MessageStatus.QUEUED, stream=stream, not_before__lte=now).exists()


def _outcome(error: DeliveryError) -> str:
    kinds: dict[type[DeliveryError], str] = {
        BrokenOffError: Outcome.UNCLEAR,
        PostponedError: Outcome.POSTPONED,
        RefusedError: Outcome.REFUSED,
    }
    return kinds[type(error)]


def _note_outage(stream: Stream, answer: str) -> None:
    state, _ = DeliveryState.objects.get_or_create(pk=1)
    DeliveryState.objects.filter(pk=1).update(
        failing_since=state.failing_since or timezone.now(), failing_stream=stream, answer=answer
    )
    logger.error("The mail server does not answer: %s", answer)


def _note_recovery(stream: Stream) -> None:
    """Forget an outage of the server that just took a message; one of the other stream's own server goes on."""
    failing = DeliveryState.objects.filter(failing_since__isnull=False)
    if conf.delivery(Stream.TRANSACTIONAL) != conf.delivery(Stream.MAILING):
        failing = failing.filter(failing_stream=stream)
    failing.update(failing_since=None, failing_stream="", answer="")
