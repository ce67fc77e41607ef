"""Putting mails to those who are invited into the outbox, many at once."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext, override

from tafelrunde_events.domain.addressees import Addressee
from tafelrunde_events.domain.answer_links import answer_token
from tafelrunde_events.domain.invitation_entries import METHODS
from tafelrunde_events.domain.invitation_mail import Ask, InvitationWriter, Words, last_end
from tafelrunde_events.domain.invitation_told import DATES_TOLD, dates_told, messages_about, object_key
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.domain.reply_addresses import reply_hash
from tafelrunde_events.enums import Answer, EventKind, MailingKind
from tafelrunde_events.models import Event, Invitation, Occurrence, ScheduleEntry
from tafelrunde_members.domain.mail import Draft, hash_token, open_mailing, queue_drafts, store_body
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models.mail import Mailing, MessageBody, MessageStatus

_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Mail:
    kind: MailingKind
    invitation: Invitation
    entry_plan: EntryPlan
    date: Occurrence | None
    ask: Ask


class InvitationPost:
    """Puts the mails of one mailing into the outbox; call it inside the transaction of what is reported."""

    def __init__(self, writer: InvitationWriter, mailing: Mailing) -> None:
        self.writer = writer
        self.mailing = mailing
        self._added: list[_Mail] = []
        self._bodies: dict[int, MessageBody] = {}

    def add(
        self,
        kind: MailingKind,
        invitation: Invitation,
        entry_plan: EntryPlan,
        *,
        date: Occurrence | None = None,
        anew: bool = False,
    ) -> None:
        """Collect one mail to one invitee about one entry, or one `date` of a series; `flush` queues it.

        With `anew` it says that the answer given before no longer counts. Fetch `person` and `organisation` with the
        invitations. Who has no address gets nothing by mail.
        """
        if invitation.address:
            ask = Ask.ANEW if anew else _ask_of(invitation)
            self._added.append(_Mail(kind, invitation, entry_plan, date, ask))

    def flush(self) -> int:
        """Queue what was collected; return how many mails are new. A few queries for each 500 of them."""
        added, self._added = iter(self._added), []
        queued = 0
        while batch := list(islice(added, _BATCH)):
            queued += self._queue(batch)
        return queued

    def _queue(self, batch: Sequence[_Mail]) -> int:
        store_secrets(mail.invitation for mail in batch)
        invited_again = self._invited_again(batch)
        drafts: dict[dt.datetime | None, list[Draft]] = defaultdict(list)
        for mail in batch:
            again = mail.invitation.address.lower() in invited_again
            drafts[self._expires_at(mail)].append(self._draft(mail, dtstamp=self._dtstamp(mail, again=again)))
        return sum(
            queue_drafts(self.mailing, group, reply_to=self.writer.reply_to, expires_at=expires_at)
            for expires_at, group in drafts.items()
        )

    def _draft(self, mail: _Mail, *, dtstamp: dt.datetime | None) -> Draft:
        addressee = Addressee.of_invitation(mail.invitation)
        entry = mail.entry_plan.entry
        words = self.writer.words(
            mail.kind, mail.entry_plan, language=addressee.language, ask=mail.ask, date=mail.date, dtstamp=dtstamp
        )
        with override(addressee.language):
            values, private = addressee.values(), addressee.private_values()
        values = {name: value for name, value in values.items() if name in words.placeholders}
        private = {name: value for name, value in private.items() if name in words.placeholders}
        if words.calendar is not None:
            values |= self.writer.entries.lines(mail.kind, addressee)
            if addressee.reply_to:
                # Whoever knows this address can answer in the invitee's place: the log forgets it.
                private |= {name: values.pop(name) for name in self.writer.entries.organizer(addressee)}
        if mail.date is None and (told := dates_told(mail.entry_plan)):
            values[DATES_TOLD] = told
        return Draft(
            recipient=addressee.recipient,
            body=self._body(words),
            subject=words.subject,
            object_key=object_key(mail.invitation.pk, entry.pk, mail.date),
            sequence=entry.sequence if mail.date is None else mail.date.sequence,
            values=values,
            private=private,
        )

    def _body(self, words: Words) -> MessageBody:
        key = id(words)  # the writer keeps them
        if key not in self._bodies:
            self._bodies[key] = store_body(self.mailing, text=words.text, html=words.html, calendar=words.calendar)
        return self._bodies[key]

    def _dtstamp(self, mail: _Mail, *, again: bool) -> dt.datetime | None:
        """Return the stamp of what must be newer than the stored one, though nothing about the date changed."""
        if mail.kind == MailingKind.WITHDRAWAL:
            return self._now
        # Both may happen in one second.
        return self._now + dt.timedelta(seconds=1) if again and mail.kind == MailingKind.INVITATION else None

    def _expires_at(self, mail: _Mail) -> dt.datetime | None:
        """Return when the mail is of no use any more; papers and messages, and what is written afterwards, stay so."""
        end = mail.date.end if mail.date is not None else last_end(mail.entry_plan)
        is_of_use = mail.kind in METHODS or (mail.kind == MailingKind.REMINDER and end > self._now)
        return end if is_of_use else None

    def _invited_again(self, batch: Iterable[_Mail]) -> set[str]:
        """Return the addresses whose calendars were told before that they are not invited."""
        if all(mail.kind != MailingKind.INVITATION for mail in batch):
            return set()
        told = messages_about(self.writer.event).filter(mailing__kind=MailingKind.WITHDRAWAL)
        told = told.filter(address__in={mail.invitation.address.lower() for mail in batch})
        told = told.exclude(status=MessageStatus.CANCELLED)
        return set(told.values_list("address", flat=True))

    @cached_property
    def _now(self) -> dt.datetime:
        return timezone.now().replace(microsecond=0)


def _ask_of(invitation: Invitation) -> Ask:
    if invitation.answer != Answer.NEEDS_ACTION:
        return Ask.STANDS
    return Ask.FIRST if invitation.deputy_of_id is None else Ask.DEPUTY


def store_secrets(invitations: Iterable[Invitation]) -> None:
    """See to it that links and addresses that follow from the nonces now find their invitations.

    After a change of SECRET_KEY, or of the address that receives answers, they are new ones, which replace the old.
    """
    stale = []
    for invitation in {invitation.pk: invitation for invitation in invitations}.values():
        hashes = hash_token(answer_token(invitation.nonce)), reply_hash(invitation.nonce)
        if (invitation.token_hash, invitation.reply_hash) != hashes:
            invitation.token_hash, invitation.reply_hash = hashes
            stale.append(invitation)
    Invitation.objects.bulk_update(stale, ["token_hash", "reply_hash"], batch_size=_BATCH)


def open_event_mailing(event: Event, kind: MailingKind, *, revision: str = "", by: AbstractBaseUser | None) -> Mailing:
    """Return the mailing of this kind for the event and revision of its dates, made on the first call."""
    key = ":".join(part for part in (f"event:{event.pk}", kind.value, revision) if part)
    # The log of mails is read by more people than the meetings of a round table.
    title = event.title if event.visibility <= Visibility.NETWORK else gettext("Meeting in a closed circle")
    # Even where a meeting is public, those invited to it are the members of a round table.
    visibility = Visibility.TABLE if event.kind == EventKind.MEETING else event.visibility
    return open_mailing(key, kind=kind.value, title=title, visibility=visibility, created_by=by)


def revision_of(plans: Iterable[EntryPlan]) -> str:
    """Return a short name for the state of the dates: it changes exactly when one of their SEQUENCEs rises."""
    states = []
    for entry_plan in plans:
        rows: list[ScheduleEntry | Occurrence] = [entry_plan.entry, *entry_plan.overrides]
        states += [f"{type(row).__name__}{row.pk}.{row.sequence}" for row in rows]
    return hashlib.sha256(" ".join(sorted(states)).encode()).hexdigest()[:16]
