"""System checks of receiving: mistakes in the set-up that would show only when nobody's answer arrives."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from tafelrunde_members.mail import conf, inbound_conf


@checks.register("mail")
def check_mailbox(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the address of the mailbox; whether somebody answers there shows when it is read."""
    try:
        inbound_conf.mailbox()
    except ImproperlyConfigured as error:
        return [
            checks.Error(str(error), hint=f"For example {inbound_conf.EXAMPLE}", id="tafelrunde_members.E020"),
        ]
    return []


@checks.register("mail")
def check_returned_mail(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look whether somebody reads the mailbox that undeliverable mail returns to."""
    try:
        is_read = inbound_conf.mailbox() is not None
    except ImproperlyConfigured:
        return []  # told above
    if not conf.bounce_mailbox() or is_read or conf.anymail().get("WEBHOOK_SECRET"):
        return []
    return [
        checks.Warning(
            "Undeliverable mail returns to TAFELRUNDE_BOUNCE_ADDRESS, and nothing reads it there.",
            hint="Set TAFELRUNDE_IMAP_URL to the mailbox that receives it.",
            id="tafelrunde_members.W020",
        )
    ]
