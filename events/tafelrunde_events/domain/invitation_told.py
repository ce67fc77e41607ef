"""What those invited know of the dates, read from the outbox.

Keys: a mailing is ``event:<id>:<kind>`` with a revision where there is one; a message is about
``invitation:<id>:entry:<id>`` in the SEQUENCE of that entry, or about ``invitation:<id>:entry:<id>:date:<id>`` in that
of a single date of a series. So every mail is unique per decision, person and state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, Invitation, Occurrence, ScheduleEntry
from tafelrunde_members.domain.mail import cancel_messages
from tafelrunde_members.models.mail import MessageStatus, OutboxMessage, OutboxMessageQuerySet

#: Kept with the mail about a whole series: which of its dates it showed on their own, in which SEQUENCE.
DATES_TOLD = "[[dates_told]]"

_DATE_KINDS = (MailingKind.INVITATION, MailingKind.UPDATE, MailingKind.CANCELLATION, MailingKind.WITHDRAWAL)


@dataclass(slots=True)
class Told:
    """Which SEQUENCE of which entry, and of which single date of a series, each invitee knows; by primary keys."""

    entries: dict[tuple[int, int], int] = field(default_factory=dict)
    dates: dict[tuple[int, int], int] = field(default_factory=dict)

    def note(self, message: "_Message") -> None:
        """Take in one message, later ones after earlier ones."""
        if message.date is not None:
            self._raise(self.dates, (message.invitation, message.date), message.sequence)
        elif message.is_withdrawal:
            # Whoever is invited once more hears of it for the first time.
            self.entries.pop((message.invitation, message.entry), None)
        else:
            self._raise(self.entries, (message.invitation, message.entry), message.sequence)
            for date, sequence in message.dates_told:
                self._raise(self.dates, (message.invitation, date), sequence)

    @staticmethod
    def _raise(known: dict[tuple[int, int], int], key: tuple[int, int], sequence: int) -> None:
        known[key] = max(known.get(key, 0), sequence)


@dataclass(frozen=True, slots=True)
class _Message:
    invitation: int
    entry: int
    date: int | None
    sequence: int
    is_withdrawal: bool
    dates_told: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, key: str, sequence: int, kind: str, told: str) -> "_Message":
        parts = key.split(":")
        dates = (pair.partition(".") for pair in told.split())
        return cls(
            invitation=int(parts[1]),
            entry=int(parts[3]),
            date=int(parts[5]) if len(parts) > 5 else None,
            sequence=sequence,
            is_withdrawal=kind == MailingKind.WITHDRAWAL,
            dates_told=tuple((int(date), int(number)) for date, _, number in dates),
        )


def object_key(invitation_id: int, entry_id: int, date: Occurrence | None = None) -> str:
    """Return what a mail about one entry, or one date of it, to one invitee is about."""
    key = f"invitation:{invitation_id}:entry:{entry_id}"
    return f"{key}:date:{date.pk}" if date is not None else key


def dates_told(entry_plan: EntryPlan) -> str:
    """Return what `DATES_TOLD` holds for a mail about the whole entry."""
    return " ".join(f"{row.pk}.{row.sequence}" for row in entry_plan.overrides)


def told_states(event: Event, invitation: Invitation | None = None) -> Told:
    """Return what each invitee, or one of them, knows of the event's dates, in one query.

    Mails that wait count, and so do those that failed: they are tried again from the outbox, not by writing another
    one. Dropped ones do not.
    """
    told = Told()
    rows = messages_about(event, invitation).exclude(status=MessageStatus.CANCELLED).order_by("queued_at", "pk")
    for key, sequence, kind, values in rows.values_list("object_key", "sequence", "mailing__kind", "values"):
        told.note(_Message.parse(key, sequence, kind, values.get(DATES_TOLD, "")))
    return told


def drop_unsent(event: Event, invitation: Invitation) -> int:
    """Take all mails to one invitee that wait out of the queue; return how many. What is being sent stays."""
    messages = _messages(event, invitation).exclude(mailing__kind=MailingKind.WITHDRAWAL)
    return cancel_messages(messages.values_list("pk", flat=True))


def drop_overtaken(
    event: Event, invitations: Iterable[int], entry: ScheduleEntry, date: Occurrence | None = None
) -> int:
    """Take mails to these invitees about older states of an entry, or of one date of it, out of the queue."""
    keys = [object_key(invitation, entry.pk, date) for invitation in invitations]
    sequence = entry.sequence if date is None else date.sequence
    messages = _messages(event, None).exclude(mailing__kind=MailingKind.WITHDRAWAL)
    messages = messages.filter(object_key__in=keys, sequence__lt=sequence)
    return cancel_messages(messages.values_list("pk", flat=True))


def messages_about(event: Event, invitation: Invitation | None = None) -> OutboxMessageQuerySet:
    """Return the mails to all those invited, or to one of them, that say how the event's dates stand."""
    return _messages(event, invitation).filter(mailing__kind__in=_DATE_KINDS)


def _messages(event: Event, invitation: Invitation | None) -> OutboxMessageQuerySet:
    prefix = "invitation:" if invitation is None else f"invitation:{invitation.pk}:"
    return OutboxMessage.objects.filter(mailing__key__startswith=f"event:{event.pk}:", object_key__startswith=prefix)
