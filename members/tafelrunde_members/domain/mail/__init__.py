"""Writing to people: queueing in the caller's transaction, delivering by workers, links bound to one purpose."""

from tafelrunde_members.domain.mail.bulk import (
    Draft,
    MailingProgress,
    continue_mailing,
    mailing_progress,
    queue_drafts,
    stop_mailing,
    store_body,
)
from tafelrunde_members.domain.mail.queue import (
    CalendarPart,
    Content,
    Recipient,
    cancel_messages,
    open_mailing,
    queue_message,
    retry_messages,
)
from tafelrunde_members.domain.mail.secrets import register_secrets
from tafelrunde_members.domain.mail.tokens import derive_token, hash_token, new_nonce
from tafelrunde_members.domain.mail.work import WorkReport, work_outbox
from tafelrunde_members.models.mail import Stream

__all__ = [
    "CalendarPart",
    "Content",
    "Draft",
    "MailingProgress",
    "Recipient",
    "Stream",
    "WorkReport",
    "cancel_messages",
    "continue_mailing",
    "derive_token",
    "hash_token",
    "mailing_progress",
    "new_nonce",
    "open_mailing",
    "queue_drafts",
    "queue_message",
    "register_secrets",
    "retry_messages",
    "stop_mailing",
    "store_body",
    "work_outbox",
]
