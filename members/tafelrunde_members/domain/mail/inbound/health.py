"""Whether mail gets in, in the words that staff needs to hear."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.models.mail_feedback import InboundMessage, MailboxState

#: A mailbox that nobody looked into for so long means that the periodic jobs do not run.
PATIENCE = dt.timedelta(hours=2)


@dataclass(frozen=True)
class MailboxHealth:
    """`failing_since` and `answer` tell of a mailbox that does not answer, `unread_since` of one that nothing reads;
    `failed` is the number of mails that could not be worked on.
    """

    failing_since: dt.datetime | None = None
    answer: str = ""
    unread_since: dt.datetime | None = None
    failed: int = 0

    @property
    def is_troubled(self) -> bool:
        """Whether staff should know."""
        return bool(self.failing_since or self.unread_since)


def check_mailbox_health() -> MailboxHealth:
    """Return how receiving does at this moment (two queries)."""
    failed = InboundMessage.objects.filter(state=InboundMessage.State.FAILED).count()
    try:
        address = inbound_conf.mailbox()
    except ImproperlyConfigured:  # the system check tells it
        address = None
    state = MailboxState.objects.filter(name=address.name).first() if address else None
    if state is None:
        return MailboxHealth(failed=failed)
    if state.failing_since:
        return MailboxHealth(state.failing_since, state.answer, failed=failed)
    stalled = state.checked_at < timezone.now() - PATIENCE
    return MailboxHealth(unread_since=state.checked_at if stalled else None, failed=failed)
