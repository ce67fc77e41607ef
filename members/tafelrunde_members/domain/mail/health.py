"""Whether mail gets out, in the words that staff needs to hear."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from tafelrunde_members.models.mail import DeliveryState, MessageStatus, OutboxMessage

#: A message that was due for so long, while the server seems fine, means that no worker runs.
PATIENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class DeliveryHealth:
    """`waiting` messages are due; `failing_since` and `answer` tell of a server that does not answer, and
    `stalled_since` is when the oldest message became due that nobody takes.
    """

    waiting: int = 0
    failing_since: dt.datetime | None = None
    answer: str = ""
    stalled_since: dt.datetime | None = None

    @property
    def is_troubled(self) -> bool:
        """Whether staff should know."""
        return bool(self.failing_since or self.stalled_since)


def check_delivery_health() -> DeliveryHealth:
    """Return how delivery does at this moment (two queries)."""
    now = timezone.now()
    due = OutboxMessage.objects.filter(status=MessageStatus.QUEUED, not_before__lte=now)
    waiting = due.aggregate(number=Count("pk"), oldest=Min("not_before"))
    state = DeliveryState.objects.filter(pk=1, failing_since__isnull=False).first()
    if state is not None:
        return DeliveryHealth(waiting["number"], state.failing_since, state.answer)
    stalled = waiting["oldest"] is not None and waiting["oldest"] < now - PATIENCE
    return DeliveryHealth(waiting["number"], stalled_since=waiting["oldest"] if stalled else None)
