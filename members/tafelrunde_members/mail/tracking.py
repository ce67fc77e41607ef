"""News of delivery from providers' webhooks, in our own words. Opens and clicks are not even stored."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import DatabaseError, IntegrityError, OperationalError

from tafelrunde_members.domain.mail.feedback import note_event
from tafelrunde_members.mail.status_codes import Verdict, judge_status
from tafelrunde_members.models.mail_feedback import DeliveryEvent

logger = logging.getLogger("tafelrunde.mail")

Kind = DeliveryEvent.Kind

_PLAIN = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.DEFERRED: Kind.DELAYED,
    EventType.COMPLAINED: Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
}
_RETURNED = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
#: Reasons that blame the address where the server's answer has no code.
_ADDRESS_REASONS = (None, RejectReason.BOUNCED, RejectReason.INVALID)

#: How providers say in their own words that a bounce may pass; django-anymail calls all of them bounced.
_PASSING = {
    "event": {"soft_bounce"},  # Brevo, Mandrill
    "type": {"soft_bounced", "softbounce", "blocked", "transient", "undetermined"},  # MailerSend … SendGrid, Resend
    "bouncetype": {"transient", "undetermined"},  # Amazon SES
    "hard_bounce": {"false"},  # Mailjet
    "bounce_class": {"1", "20", "21", "22", "23", "24", "40", "70"},  # SparkPost
}
_DEPTH = 4


def receive_tracking(event: AnymailTrackingEvent, esp_name: str, **_unused: Any) -> None:
    """Receiver of `anymail.signals.tracking`: store the news and answer at once.

    An event that cannot be stored must not hold up those after it in the same request, so nothing is raised, unless
    the database itself is away: then the provider shall try again.
    """
    try:
        kind = classify(event)
        if kind is not None:
            _note(event, kind, esp_name)
    except OperationalError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, IntegrityError, DatabaseError):
        logger.exception("News of delivery from %s was not understood.", esp_name)


def classify(event: AnymailTrackingEvent) -> DeliveryEvent.Kind | None:
    """Return what an event means for the message; None for what we do not want to know (opens, clicks) or know."""
    if event.event_type in _RETURNED:
        return _judge_return(event)
    return _PLAIN.get(event.event_type)


def _judge_return(event: AnymailTrackingEvent) -> DeliveryEvent.Kind:
    if event.event_type == EventType.REJECTED and event.reject_reason == RejectReason.SPAM:
        return Kind.COMPLAINT
    if event.event_type == EventType.REJECTED and event.reject_reason == RejectReason.UNSUBSCRIBED:
        return Kind.UNSUBSCRIBED
    if _says_passing(event.esp_event):
        return Kind.SOFT_BOUNCE
    verdict = judge_status(_answer(event))
    if verdict is not Verdict.UNKNOWN:
        return Kind.HARD_BOUNCE if verdict is Verdict.ADDRESS else Kind.SOFT_BOUNCE
    blames_address = event.event_type != EventType.FAILED and event.reject_reason in _ADDRESS_REASONS
    return Kind.HARD_BOUNCE if blames_address else Kind.SOFT_BOUNCE


def _says_passing(esp_event: Any) -> bool:
    return any(value in _PASSING.get(name, ()) for name, value in _words(esp_event, _DEPTH))


def _words(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping) or not depth:
        return
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _words(inner, depth - 1)
        else:
            yield str(name).lower(), str(inner).lower().removeprefix("activity.")


def _answer(event: AnymailTrackingEvent) -> str:
    parts = (event.mta_response, event.description)
    return " ".join(str(part) for part in parts if part)


def _note(event: AnymailTrackingEvent, kind: DeliveryEvent.Kind, esp_name: str) -> None:
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    outbox_id = str(metadata.get("outbox_id", ""))
    note_event(
        kind=kind,
        source=esp_name,
        # Some providers number messages, not events.
        event_id=f"{event.event_type}:{event.event_id}" if event.event_id else "",
        outbox_id=int(outbox_id) if outbox_id.isdecimal() else None,
        provider_id=str(event.message_id or ""),
        address=str(event.recipient or ""),
        answer=_answer(event),
        at=event.timestamp,
    )
