"""The mails of an event's invitations in the outbox: writing them there, and asking what became of them.

Keys: a mailing is ``event:<id>:<kind>`` with the revision of the dates where there is one; a message is about
``invitation:<id>:entry:<id>`` in the SEQUENCE of that entry. So every mail is unique per decision, person and state.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext

from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.invitation_mail import InvitationWriter, Invitee, MailKind, last_end
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event, Invitation, ScheduleEntry
from tafelrunde_members.domain.mail import cancel_messages, hash_token, open_mailing, queue_message
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models.mail import (
    Mailing,
    MessageStatus,
    OutboxMessage,
    OutboxMessageQuerySet,
)


class InvitationPost:
    """Puts the mails of one mailing into the outbox; call it inside the transaction of what is reported."""

    def __init__(self, writer: InvitationWriter, mailing: Mailing) -> None:
        self.writer = writer
        self.mailing = mailing
        self._added: list[tuple[MailKind, Invitation, EntryPlan]] = []

    def add(self, kind: MailKind, invitation: Invitation, entry_plan: EntryPlan) -> None:
        """Collect one mail to one invitee about one entry; `flush` queues it."""
        self._added.append((kind, invitation, entry_plan))

    def flush(self) -> int:
        """Queue what was collected; return how many mails are new."""
        added, self._added = self._added, []
        return sum(self.queue(*one) for one in added)

    def queue(self, kind: MailKind, invitation: Invitation, entry_plan: EntryPlan) -> bool:
        """Queue one mail to one invitee about one entry; return whether it is new."""
        entry = entry_plan.entry
        invitee = Invitee(person=invitation.person, organisation=invitation.organisation)
        content = self.writer.content(
            kind, invitee, entry_plan, address=invitation.address, link=answer_address(_current_token(invitation))
        )
        _, is_new = queue_message(
            self.mailing,
            recipient=self.writer.recipient(invitation.person, invitation.address),
            content=content,
            object_key=object_key(invitation.pk, entry.pk),
            sequence=entry.sequence,
            reply_to=self.writer.reply_to,
            expires_at=last_end(entry_plan),
        )
        return is_new


@dataclass(frozen=True)
class Delivery:
    """What became of the newest mail to an invitee."""

    status: MessageStatus
    answer: str

    @property
    def label(self) -> str:
        """The state in words."""
        return str(self.status.label)

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look after it."""
        return self.status in (MessageStatus.FAILED, MessageStatus.SUPPRESSED, MessageStatus.EXPIRED)


def open_event_mailing(event: Event, kind: MailKind, *, revision: str = "", by: AbstractBaseUser | None) -> Mailing:
    """Return the mailing of this kind for the event and revision of its dates, made on the first call."""
    key = ":".join(part for part in (f"event:{event.pk}", kind.value, revision) if part)
    # The log of mails is read by more people than the meetings of a round table.
    title = event.title if event.visibility <= Visibility.NETWORK else gettext("Meeting in a closed circle")
    # Even where a meeting is public, those invited to it are the members of a round table.
    visibility = Visibility.TABLE if event.kind == EventKind.MEETING else event.visibility
    return open_mailing(key, kind=kind.value, title=title, visibility=visibility, created_by=by)


def revision_of(entries: Iterable[ScheduleEntry]) -> str:
    """Return a short name for the state of the dates: it changes exactly when one of their SEQUENCEs rises."""
    states = sorted(f"{entry.pk}.{entry.sequence}" for entry in entries)
    return hashlib.sha256(" ".join(states).encode()).hexdigest()[:16]


def object_key(invitation_id: int, entry_id: int) -> str:
    """Return what a mail about one entry to one invitee is about."""
    return f"invitation:{invitation_id}:entry:{entry_id}"


def told_sequences(event: Event, invitation: Invitation | None = None) -> dict[tuple[int, int], int]:
    """Return which SEQUENCE of which entry each invitee knows, by the keys of invitation and entry.

    Only of one invitation where it is given. Mails that wait count, and so do those that failed: they are tried again
    from the outbox, not by writing another one. Dropped ones do not.
    """
    told: dict[tuple[int, int], int] = {}
    rows = _messages(event, invitation).exclude(status=MessageStatus.CANCELLED)
    for key, sequence in rows.values_list("object_key", "sequence"):
        ids = _parse_object_key(key)
        told[ids] = max(told.get(ids, 0), sequence)
    return told


def drop_unsent(event: Event, invitation: Invitation | None = None, *, entry: ScheduleEntry | None = None) -> int:
    """Take mails that later news overtake out of the queue; return how many. What is being sent stays.

    All of them, or those to one invitee, or those about older states of one entry.
    """
    messages = _messages(event, invitation).exclude(mailing__kind=MailKind.WITHDRAWAL)
    if entry is not None:
        messages = messages.filter(object_key__endswith=f":entry:{entry.pk}", sequence__lt=entry.sequence)
    return cancel_messages(messages.values_list("pk", flat=True))


def deliveries(event: Event) -> dict[int, Delivery]:
    """Return what became of the newest mail to each invitee, by the key of the invitation, in one query.

    Callers show it only to those who see the invitation itself.
    """
    newest: dict[int, Delivery] = {}
    rows = _messages(event, None).exclude(status=MessageStatus.CANCELLED).order_by("queued_at", "pk")
    for key, status, answer in rows.values_list("object_key", "status", "last_error"):
        newest[_parse_object_key(key)[0]] = Delivery(status=MessageStatus(status), answer=answer)
    return newest


def _messages(event: Event, invitation: Invitation | None) -> OutboxMessageQuerySet:
    messages = OutboxMessage.objects.filter(mailing__key__startswith=f"event:{event.pk}:")
    prefix = "invitation:" if invitation is None else f"invitation:{invitation.pk}:"
    return messages.filter(object_key__startswith=prefix)


def _parse_object_key(key: str) -> tuple[int, int]:
    _, invitation_id, _, entry_id = key.split(":")
    return int(invitation_id), int(entry_id)


def _current_token(invitation: Invitation) -> str:
    """Return the token for the link. After a change of SECRET_KEY it is a new one, which replaces the old."""
    token = answer_token(invitation.nonce)
    hashed = hash_token(token)
    if invitation.token_hash != hashed:
        invitation.token_hash = hashed
        invitation.save(update_fields=["token_hash"])
    return token
