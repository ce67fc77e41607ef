"""What tests of subscriptions by mail share: subscribing without a form, and reading what waits in the outbox."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions import mail
from tafelrunde_events.domain.subscriptions.mail_texts import MANAGE_URL
from tafelrunde_events.models import MailSubscription
from tafelrunde_members.domain.mail.rendering import render_for_delivery
from tafelrunde_members.mail.wire import MailParts
from tafelrunde_members.models import OutboxMessage

ADDRESS = "kim@example.org"


def asked_for(address: str = ADDRESS, selection: Selection | None = None, **facts: Any) -> MailSubscription:
    """Return what an address subscribed to, not yet confirmed."""
    options: dict[str, Any] = {"frequency": "at_once", "language": "de"}
    mail.ask_for_subscription(address, selection or Selection(), **(options | facts))
    return MailSubscription.objects.latest("pk")


def subscribed(address: str = ADDRESS, selection: Selection | None = None, **facts: Any) -> MailSubscription:
    """Return a subscription in force."""
    subscription = asked_for(address, selection, **facts)
    mail.confirm(subscription, facts.get("now"))
    subscription.refresh_from_db()
    return subscription


def path_of(subscription: MailSubscription) -> str:
    """Return the path of the page behind the link of a subscription."""
    return urlsplit(mail.manage_addresses([subscription])[subscription.pk]).path


def digests() -> list[OutboxMessage]:
    """Return the queued mails about new dates, oldest first."""
    return list(OutboxMessage.objects.filter(mailing__kind="digest").order_by("pk"))


def confirmations() -> list[OutboxMessage]:
    """Return the queued requests for a confirmation."""
    return list(OutboxMessage.objects.filter(mailing__kind="subscription").order_by("pk"))


def as_sent(message: OutboxMessage) -> MailParts:
    """Return a message as its reader gets it."""
    return render_for_delivery(message)


def link_in(message: OutboxMessage) -> str:
    """Return the path of the personal page that a message links to."""
    return urlsplit(message.private[MANAGE_URL]).path


def berlin(*moment: int) -> dt.datetime:
    """Return a moment on the clocks of the site."""
    return timezone.make_aware(dt.datetime(*moment))  # noqa: DTZ001 (it becomes aware here)
