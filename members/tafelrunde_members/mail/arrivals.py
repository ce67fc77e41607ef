"""Mail that a provider receives for us and hands over by its webhook (`anymail.signals.inbound`)."""

import logging
from email.policy import default
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.db import transaction

from tafelrunde_members.domain.mail.inbound.receiving import receive

logger = logging.getLogger("tafelrunde.mail")

#: Header lines stay as they came: folding malformed ones anew may raise.
AS_IT_CAME = default.clone(refold_source="none", max_line_length=None)


def receive_arrival(event: AnymailInboundEvent, esp_name: str, **_unused: Any) -> None:
    """Receiver of `anymail.signals.inbound`: store the mail and answer at once; it is worked on afterwards.

    Mail that cannot be written down again is logged and let go, for the provider would bring it for ever. Errors of
    the database are raised: then the provider shall try again.
    """
    message: AnymailInboundMessage = event.message
    try:
        raw = message.as_bytes(policy=AS_IT_CAME)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        logger.exception("A mail from %s could not be taken in.", esp_name)
        return
    recipient = str(message.envelope_recipient or "")
    if receive(raw, source=esp_name, recipients=[recipient] if recipient else []):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    from tafelrunde_members.tasks import work_on_arrivals, works_in_background  # noqa: PLC0415 (builds on us)

    if works_in_background():
        work_on_arrivals.enqueue()
