"""Working on mail that was taken in: each one once, and one that fails never in the way of others."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tafelrunde_members.domain.mail.inbound.bounces import read_bounce
from tafelrunde_members.domain.mail.inbound.handlers import InboundOutcome, registered_handlers
from tafelrunde_members.domain.mail.inbound.letters import leave_to_people
from tafelrunde_members.domain.mail.inbound.parsing import InboundMail
from tafelrunde_members.domain.mail.inbound.receiving import mask_address
from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.models.mail_feedback import InboundMessage

logger = logging.getLogger("tafelrunde.mail")

OUTCOME_LENGTH = 500
State = InboundMessage.State


@dataclass
class InboundReport:
    """How many mails were worked on, and how many of them could not be."""

    done: int = 0
    failed: int = 0


def work_inbound() -> InboundReport:
    """Work on everything that waits, oldest first; several workers may do so at once."""
    report = InboundReport()
    for pk in list(InboundMessage.objects.waiting().values_list("pk", flat=True)):
        done = work_on(pk)
        report.done += done is True
        report.failed += done is False
    return report


def work_on(pk: int) -> bool | None:
    """Work on one mail; return whether that succeeded, None when there is nothing to do (any more).

    What handlers write is committed together with the mail being done: neither without the other.
    """
    try:
        with transaction.atomic(durable=True):
            # Writing first takes the row: whoever comes second waits and then finds nothing to do.
            if not InboundMessage.objects.filter(pk=pk, state=State.NEW).update(attempts=F("attempts") + 1):
                return None
            message = InboundMessage.objects.get(pk=pk)
            _finish(message, _understand(message))
    except Exception as error:
        logger.exception("The mail %s that arrived could not be worked on.", pk)
        _note_failure(pk, error)
        return False
    return True


def retry_inbound(messages: Iterable[int]) -> int:
    """Have failed mails (by primary key) worked on again; return how many there are."""
    return InboundMessage.objects.filter(pk__in=list(messages), state=State.FAILED).update(state=State.NEW, attempts=0)


def forget_inbound() -> int:
    """Delete what has been kept long enough (done after 30 days, failed after three times that); return the number."""
    kept = inbound_conf.keep_done()
    now = timezone.now()
    done = InboundMessage.objects.filter(state=State.DONE, processed_at__lt=now - kept)
    failed = InboundMessage.objects.filter(state=State.FAILED, received_at__lt=now - 3 * kept)
    return int(done.delete()[0] + failed.delete()[0])


def _understand(message: InboundMessage) -> InboundOutcome:
    mail = InboundMail(row=message, raw=bytes(message.raw or b""), envelope=tuple(message.envelope))
    message.recipient = message.recipient or mask_address(next(iter(mail.recipients), ""))
    for handler in (read_bounce, *registered_handlers()):
        if outcome := handler(mail):
            return outcome
    return leave_to_people(mail)


def _finish(message: InboundMessage, outcome: InboundOutcome) -> None:
    """Keep what it was and what came of it, and forget the mail itself."""
    message.state = State.DONE
    message.kind = outcome.kind
    message.outcome = outcome.text[:OUTCOME_LENGTH]
    message.raw, message.envelope = None, []
    message.processed_at = timezone.now()
    message.save()


def _note_failure(pk: int, error: Exception) -> None:
    """Count the attempt, which the failure has undone with everything else."""
    waiting = InboundMessage.objects.filter(pk=pk, state=State.NEW)
    waiting.update(attempts=F("attempts") + 1, outcome=type(error).__name__, processed_at=timezone.now())
    waiting.filter(attempts__gte=inbound_conf.MAX_ATTEMPTS).update(state=State.FAILED)
