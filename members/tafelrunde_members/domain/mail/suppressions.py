"""Addresses that nothing is sent to: entered by hand or by news of delivery, and lifted again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from tafelrunde_members.models.mail import Suppression
from tafelrunde_members.validators import validate_deliverable_address

SUPPRESS_ACTION = "tafelrunde_members.suppression.enter"
LIFT_ACTION = "tafelrunde_members.suppression.lift"


def suppress(
    address: str, *, reason: Suppression.Reason = Suppression.Reason.MANUAL, user: Any = None
) -> tuple[Suppression, bool]:
    """Send nothing to an address any more; return the suppression and whether it is new.

    Mail of both streams is held back, except where somebody unsubscribed: that ends mailings only. Raises
    ValidationError for an address that nothing could be sent to anyhow.
    """
    address = address.strip().lower()
    validate_deliverable_address(address)
    with transaction.atomic():
        suppression, is_new = Suppression.objects.get_or_create(
            address=address, reason=reason, active=True, defaults={"at": timezone.now()}
        )
        if is_new:
            log(suppression, SUPPRESS_ACTION, user=user)
    return suppression, is_new


def lift(suppression: Suppression, *, user: Any = None) -> bool:
    """Write to an address again; tell whether it was suppressed. The row stays, so that one sees what happened.

    Messages that were held back are not sent by themselves: somebody decides which of them still make sense.
    """
    with transaction.atomic():
        lifted = Suppression.objects.filter(pk=suppression.pk, active=True).update(active=False)
        if lifted:
            log(suppression, LIFT_ACTION, user=user)
    suppression.active = False
    return bool(lifted)
