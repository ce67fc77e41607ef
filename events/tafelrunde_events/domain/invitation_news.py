"""Telling those who are invited that dates were moved or called off.

Who knows what is read from the outbox: everybody gets exactly what they do not know yet, and what waited unsent and is
overtaken is dropped. So sending twice, or after a broken-off attempt, is safe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events.domain.answer_resets import carry_over, is_outdated, reset_answers
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.invitation_mail import InvitationWriter
from tafelrunde_events.domain.invitation_post import InvitationPost, open_event_mailing, revision_of
from tafelrunde_events.domain.invitation_told import Told, drop_overtaken, told_states
from tafelrunde_events.domain.invitations import InvitationRound
from tafelrunde_events.domain.open_states import open_state_of
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.enums import Answer, MailingKind
from tafelrunde_events.models import Event, Invitation, Occurrence
from tafelrunde_members.models.mail import Mailing

#: What asks for an answer; the other kinds only take something back.
_ASKING = (MailingKind.INVITATION, MailingKind.UPDATE)


@dataclass(frozen=True, slots=True)
class News:
    """One mail that somebody has to get: about an entry, or about one date of a series."""

    kind: MailingKind
    entry_plan: EntryPlan
    date: Occurrence | None = None


class NewsOfDates:
    """What those invited to an event have to be told about its dates; read from the database once.

    With `texts` everybody is told the present state of what they know already: something changed that calendars show
    but that raises no SEQUENCE, such as the title. Answers stay; the newer DTSTAMP makes programs take it.
    """

    def __init__(self, event: Event, *, writer: InvitationWriter | None = None, texts: bool = False) -> None:
        self.event = event
        self.writer = writer or InvitationWriter(event)
        self.texts = texts

    def is_news_for(self, invitation: Invitation) -> bool:
        """Tell whether the invitee knows an older state of any date."""
        return any(True for _news in self.for_key(invitation.pk))

    def about(self, invitation: Invitation) -> list[News]:
        """Return the mails that this invitee has to get."""
        return list(self.for_key(invitation.pk))

    def for_key(self, invitation: int) -> Iterator[News]:
        """Yield the same for the invitation with this primary key."""
        for entry_plan in self.writer.current_entries:
            told = self._told.entries.get((invitation, entry_plan.entry.pk))
            kind = self._kind(entry_plan, told)
            if kind == MailingKind.INVITATION and self._awaits_reaction(invitation):
                continue
            if kind is not None:
                yield News(kind, entry_plan)
            elif told is not None and not entry_plan.entry.is_cancelled:
                yield from self._dates(invitation, entry_plan)

    def queue(self, post: InvitationPost, invitations: Sequence[Invitation]) -> set[int]:
        """Queue the mails to these invitees and return the keys of those who get any; call it under the event's lock.

        Answers given to other times or another place are set back, with a reply as history; mails that wait unsent and
        are overtaken are dropped. Fetch `person` and `organisation` with the invitations.
        """
        self._drop_overtaken([invitation.pk for invitation in invitations])
        news = {invitation.pk: self.about(invitation) for invitation in invitations}
        outdated = [one for one in invitations if news[one.pk] and is_outdated(one, self._state)]
        asked = [one for one in outdated if any(mail.kind in _ASKING for mail in news[one.pk])]
        anew = {invitation.pk for invitation in asked}
        reset_answers(asked)
        carry_over((one for one in outdated if one.pk not in anew), self._state)
        for invitation in invitations:
            for mail in news[invitation.pk]:
                post.add(mail.kind, invitation, mail.entry_plan, date=mail.date, anew=invitation.pk in anew)
        post.flush()
        return {pk for pk, mails in news.items() if mails}

    @cached_property
    def _told(self) -> Told:
        return told_states(self.event)

    @cached_property
    def _state(self) -> str:
        return open_state_of(self.writer.plan)

    def _awaits_reaction(self, invitation: int) -> bool:
        return invitation in self._silent_deputies and any(key[0] == invitation for key in self._told.entries)

    @cached_property
    def _silent_deputies(self) -> set[int]:
        """Those who were named by somebody else and have not reacted: they get no second mail before they do."""
        deputies = self.event.invitations.filter(deputy_of__isnull=False, answer=Answer.NEEDS_ACTION)
        return set(deputies.values_list("pk", flat=True))

    def _drop_overtaken(self, invitations: Sequence[int]) -> None:
        dropped = 0
        for entry_plan in self.writer.current_entries:
            for date in (None, *entry_plan.overrides):
                dropped += drop_overtaken(self.event, invitations, entry_plan.entry, date)
        if dropped:
            self.__dict__.pop("_told", None)

    def _kind(self, entry_plan: EntryPlan, told: int | None) -> MailingKind | None:
        entry = entry_plan.entry
        if entry.is_cancelled or self.event.is_cancelled:
            return MailingKind.CANCELLATION if told is not None and told < entry.sequence else None
        if told is None:
            return MailingKind.INVITATION
        return MailingKind.UPDATE if told < entry.sequence or self.texts else None

    def _dates(self, invitation: int, entry_plan: EntryPlan) -> Iterator[News]:
        now = timezone.now()
        for row in entry_plan.overrides:
            told = self._told.dates.get((invitation, row.pk))
            if row.end > now and (told is None or told < row.sequence):
                yield News(MailingKind.CANCELLATION if row.is_cancelled else MailingKind.UPDATE, entry_plan, row)


def send_update(event: Event, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Send the new state of moved dates to everybody invited: a REQUEST with the higher SEQUENCE (RFC 5546 3.2.2).

    A single date called off is told as CANCEL; whoever had not got the first mail yet gets an invitation. Who answered
    to other times or another place is asked anew. Raises ValidationError (``cancelled``) for an event called off as a
    whole.
    """
    with transaction.atomic():
        lock_event(event)
        if event.is_cancelled:
            raise ValidationError(
                gettext("The event is cancelled; tell those invited about the cancellation."), code="cancelled"
            )
        return _send_news(NewsOfDates(event), MailingKind.UPDATE, by=by)


def send_cancellation(event: Event, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Tell everybody who got an invitation that the event is called off: CANCEL (RFC 5546 3.2.5).

    Raises ValidationError (``not_cancelled``) for an event that takes place.
    """
    with transaction.atomic():
        lock_event(event)
        if not event.is_cancelled:
            raise ValidationError(gettext("The event is not cancelled."), code="not_cancelled")
        return _send_news(NewsOfDates(event), MailingKind.CANCELLATION, by=by)


def pending_news(event: Event) -> int:
    """Return how many of those invited do not know yet how the dates stand now; changes nothing."""
    news = NewsOfDates(event)
    invitations = event.invitations.filter(withdrawn_at__isnull=True).exclude(address="")
    return sum(any(True for _one in news.for_key(pk)) for pk in invitations.values_list("pk", flat=True))


def _send_news(news: NewsOfDates, kind: MailingKind, *, by: AbstractBaseUser | None) -> InvitationRound:
    event = news.event
    revision = revision_of(news.writer.plan.entries)
    mailing: Mailing = open_event_mailing(event, kind, revision=revision, by=by)
    invitations = event.invitations.filter(withdrawn_at__isnull=True).exclude(address="")
    rows = list(invitations.select_related("person", "organisation"))
    told = news.queue(InvitationPost(news.writer, mailing), rows)
    return InvitationRound(mailing=mailing, queued=len(told), already=len(rows) - len(told), skipped=0)
