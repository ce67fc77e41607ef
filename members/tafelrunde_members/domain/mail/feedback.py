"""What became of a message after the server had taken it: stored as it is told, worked on afterwards.

News comes twice, late and in the wrong order. So each piece changes only what it can still change: what came back for
good stays so, an earlier attempt says nothing about a later one, and what is known already is not stored again.
"""

import datetime as dt
import logging

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone

from tafelrunde_members.domain.mail.queue import is_past, restore_secrets
from tafelrunde_members.domain.mail.suppressions import suppress
from tafelrunde_members.domain.mail.wake import wake_worker_on_commit
from tafelrunde_members.mail.delivery import redact
from tafelrunde_members.models.mail import MessageStatus, OutboxMessage, Suppression
from tafelrunde_members.models.mail_feedback import DeliveryEvent

logger = logging.getLogger("tafelrunde.mail")

Kind = DeliveryEvent.Kind
Reason = Suppression.Reason

#: Waits before a message that came back for the time being goes out again; after the last one it is given up.
WAITS = (dt.timedelta(hours=6), dt.timedelta(days=1), dt.timedelta(days=2))
#: An address is suppressed once mail to it came back on so many days of so long a time, and none arrived in between.
DAYS_UNTIL_SUPPRESSED = 3
MEMORY = dt.timedelta(days=30)
#: News may overtake the commit that a message was sent, or the provider's name for it.
PATIENCE = dt.timedelta(hours=1)
#: News that nobody could work on for so long is laid aside.
GIVE_UP_AFTER = dt.timedelta(days=3)
#: Clocks of others differ from ours; attempts lie hours apart.
CLOCK_MARGIN = dt.timedelta(hours=1)
BATCH_SIZE = 500

_IN_HAND = (MessageStatus.LEASED, MessageStatus.SENDING)


def note_event(
    *,
    kind: DeliveryEvent.Kind,
    source: str,
    event_id: str = "",
    outbox_id: int | None = None,
    provider_id: str = "",
    message_id: str = "",
    address: str = "",
    answer: str = "",
    at: dt.datetime | None = None,
) -> DeliveryEvent | None:
    """Store news about a message and have it worked on soon; return None when it is known already.

    `source` names who tells it, `event_id` makes it known again. The message is looked for by our own number
    (`outbox_id`, which counts only when `address` is not somebody else's), the provider's name for it and its
    Message-ID. `answer` may name addresses: they are redacted. Raises what the database raises.
    """
    message = _find_message(outbox_id, provider_id, message_id, address)
    now = timezone.now()
    event = DeliveryEvent(
        kind=kind,
        source=source[:40],
        event_id=event_id[:200],
        message=message,
        provider_id=(provider_id or message_id)[:250],
        address="" if message else address[:254].lower(),
        answer=redact(answer),
        at=_moment(at, now),
        received_at=now,
    )
    if not event_id and _is_known(event):
        return None
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return None
    transaction.on_commit(lambda: _wake(event), robust=True)
    return event


def work_feedback() -> int:
    """Apply all news that waits, oldest first; return how many pieces. Several workers may do so at once."""
    now = timezone.now()
    waiting = DeliveryEvent.objects.filter(processed_at=None)
    waiting.filter(received_at__lte=now - GIVE_UP_AFTER).update(processed_at=now)
    done = 0
    for event in waiting.select_related("message").order_by("at", "pk")[:BATCH_SIZE]:
        try:
            done += _work_on(event, now)
        except Exception:
            logger.exception("News of delivery %s could not be worked on.", event.pk)
    return done


def _work_on(event: DeliveryEvent, now: dt.datetime) -> int:
    is_young = event.received_at > now - PATIENCE
    if event.message is None:
        event.message = _find_message(None, event.provider_id, event.provider_id, event.address)
    message = event.message
    if is_young and (message is None or message.status in _IN_HAND):
        return 0
    with transaction.atomic():
        claimed = DeliveryEvent.objects.filter(pk=event.pk, processed_at=None).update(processed_at=now, message=message)
        if claimed and message is not None:
            # Other news of this run may have changed it.
            _apply(event, OutboxMessage.objects.select_for_update().get(pk=message.pk), now)
    return claimed


def _apply(event: DeliveryEvent, message: OutboxMessage, now: dt.datetime) -> None:
    if message.feedback_at is None or message.feedback_at < event.at:
        OutboxMessage.objects.filter(pk=message.pk).update(feedback_at=event.at)
    match event.kind:
        case Kind.DELIVERED:
            _note_arrival(event, message)
        case Kind.SOFT_BOUNCE:
            _try_again_later(event, message, now)
        case Kind.HARD_BOUNCE:
            _give_up(event, message)
        case Kind.COMPLAINT:
            # Who complains has received it.
            _change(message, (MessageStatus.SENT,), status=MessageStatus.DELIVERED)
            suppress(message.address, reason=Reason.COMPLAINT)
        case Kind.UNSUBSCRIBED:
            suppress(message.address, reason=Reason.UNSUBSCRIBED)


def _note_arrival(event: DeliveryEvent, message: OutboxMessage) -> None:
    arrived = {"status": MessageStatus.DELIVERED, "last_error": ""}
    if _change(message, (MessageStatus.SENT,), **arrived) or not message.soft_bounces:
        return
    # It waits to go out again, and need not: it arrived after all.
    if not _is_about_earlier_attempt(event, message):
        _change(message, (MessageStatus.QUEUED,), private={}, **arrived)


def _try_again_later(event: DeliveryEvent, message: OutboxMessage, now: dt.datetime) -> None:
    """Queue the message once more, with the same Message-ID and bytes, or give it up."""
    if message.status != MessageStatus.SENT or _is_about_earlier_attempt(event, message):
        return
    wait = WAITS[message.soft_bounces] if message.soft_bounces < len(WAITS) else None
    came_back = {"soft_bounces": message.soft_bounces + 1, "last_error": event.answer}
    again = wait is not None and not is_past(message, now + wait) and restore_secrets(message)
    if wait is not None and again:
        waits = {"status": MessageStatus.QUEUED, "not_before": now + wait, "attempts": 0}
        _change(message, (MessageStatus.SENT,), **came_back, **waits)
        wake_worker_on_commit()
        return
    _change(message, (MessageStatus.SENT,), status=MessageStatus.BOUNCED, **came_back)
    if _days_of_return(message.address, now) >= DAYS_UNTIL_SUPPRESSED:
        suppress(message.address, reason=Reason.BOUNCED)


def _give_up(event: DeliveryEvent, message: OutboxMessage) -> None:
    if _is_about_earlier_attempt(event, message):
        return
    changeable = [MessageStatus.SENT, MessageStatus.DELIVERED]
    if message.soft_bounces:
        changeable.append(MessageStatus.QUEUED)
    _change(message, changeable, status=MessageStatus.BOUNCED, last_error=event.answer)
    suppress(message.address, reason=Reason.BOUNCED)


def _change(message: OutboxMessage, statuses: "tuple[str, ...] | list[MessageStatus]", **values: object) -> int:
    """Change a message if it still stands where it stood; a worker or somebody of the staff may have been quicker."""
    return OutboxMessage.objects.filter(pk=message.pk, status__in=statuses).update(**values)


def _is_about_earlier_attempt(event: DeliveryEvent, message: OutboxMessage) -> bool:
    return message.sent_at is not None and event.at < message.sent_at - CLOCK_MARGIN


def _days_of_return(address: str, now: dt.datetime) -> int:
    """Return on how many days mail to an address came back for the time being, since mail last arrived there."""
    events = DeliveryEvent.objects.filter(message__address=address, at__gt=now - MEMORY)
    arrived = events.filter(kind=Kind.DELIVERED).aggregate(at=Max("at"))["at"]
    returned = events.filter(kind=Kind.SOFT_BOUNCE)
    if arrived is not None:
        returned = returned.filter(at__gt=arrived)
    days: int = returned.aggregate(days=Count(TruncDate("at"), distinct=True))["days"]
    return days


def _find_message(outbox_id: int | None, provider_id: str, message_id: str, address: str) -> OutboxMessage | None:
    """Return the message that news is about. Another installation may use the same account and the same numbers."""
    if outbox_id is not None:
        message = OutboxMessage.objects.filter(pk=outbox_id).first()
        if message is not None and address.lower() in ("", message.address):
            return message
    if provider_id and (message := OutboxMessage.objects.filter(provider_id=provider_id).first()):
        return message
    return OutboxMessage.objects.filter(message_id=message_id).first() if message_id else None


def _is_known(event: DeliveryEvent) -> bool:
    """Tell whether a source that does not name its events told this before."""
    same = DeliveryEvent.objects.filter(
        source=event.source, event_id="", kind=event.kind, at=event.at, provider_id=event.provider_id
    )
    return same.filter(message=event.message, address=event.address).exists()


def _moment(at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Return when it happened; a clock that is ahead of ours must not outdo what we know."""
    if at is None:
        return now
    return min(timezone.make_aware(at, dt.UTC) if timezone.is_naive(at) else at, now)


def _wake(event: DeliveryEvent) -> None:
    """Ask for a worker, unless one was asked for a moment ago."""
    from tafelrunde_members.tasks import work_on_feedback, works_in_background  # noqa: PLC0415 (builds on us)

    recent = DeliveryEvent.objects.filter(processed_at=None, received_at__gt=timezone.now() - dt.timedelta(seconds=30))
    if works_in_background() and not recent.exclude(pk=event.pk).exists():
        work_on_feedback.enqueue()
