"""Writing to people: queueing in the caller's transaction, delivering by workers, links bound to one purpose."""

from tafelrunde_members.domain.mail.queue import (
    CalendarPart,
    Content,
    Recipient,
    cancel_messages,
    open_mailing,
    queue_message,
    retry_messages,
)
from tafelrunde_members.domain.mail.tokens import derive_token, hash_token, new_nonce
from tafelrunde_members.domain.mail.work import WorkReport, work_outbox
from tafelrunde_members.models.mail import Stream

__all__ = [
    "CalendarPart",
    "Content",
    "Recipient",
    "Stream",
    "WorkReport",
    "cancel_messages",
    "derive_token",
    "hash_token",
    "new_nonce",
    "open_mailing",
    "queue_message",
    "retry_messages",
    "work_outbox",
]
