"""Telling those who are invited that a date was moved or called off.

Who knows what is read from the outbox: everybody gets exactly what they do not know yet, and what waited unsent and is
overtaken is dropped. So sending twice, or after a broken-off attempt, is safe.
"""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.invitation_mail import InvitationWriter, MailKind
from tafelrunde_events.domain.invitation_post import (
    InvitationPost,
    drop_unsent,
    open_event_mailing,
    revision_of,
    told_sequences,
)
from tafelrunde_events.domain.invitations import InvitationRound
from tafelrunde_events.models import Event, ScheduleEntry

_ChooseKind = Callable[[ScheduleEntry, int | None], MailKind | None]


def send_update(event: Event, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Send the new state of moved dates to everybody invited: a REQUEST with the higher SEQUENCE (RFC 5546 3.2.2).

    A single date called off is told as CANCEL; whoever had not got the first mail yet gets an invitation. Raises
    ValidationError (``cancelled``) for an event called off as a whole.
    """
    with transaction.atomic():
        lock_event(event)
        if event.is_cancelled:
            raise ValidationError(
                gettext("The event is cancelled; tell those invited about the cancellation."), code="cancelled"
            )
        return _send_news(event, MailKind.UPDATE, _kind_of_update, by=by)


def send_cancellation(event: Event, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Tell everybody who got an invitation that the event is called off: CANCEL (RFC 5546 3.2.5).

    Raises ValidationError (``not_cancelled``) for an event that takes place.
    """
    with transaction.atomic():
        lock_event(event)
        if not event.is_cancelled:
            raise ValidationError(gettext("The event is not cancelled."), code="not_cancelled")
        return _send_news(event, MailKind.CANCELLATION, _kind_of_cancellation, by=by)


def _kind_of_update(entry: ScheduleEntry, told: int | None) -> MailKind | None:
    if entry.is_cancelled:
        return _kind_of_cancellation(entry, told)
    if told is None:
        return MailKind.INVITATION
    return MailKind.UPDATE if told < entry.sequence else None


def _kind_of_cancellation(entry: ScheduleEntry, told: int | None) -> MailKind | None:
    return MailKind.CANCELLATION if told is not None and told < entry.sequence else None


def news_about(event: Event, entry: ScheduleEntry, told: int | None) -> MailKind | None:
    """Return what has to be told about an entry to somebody who knows it in this SEQUENCE (None: not at all)."""
    return _kind_of_cancellation(entry, told) if event.is_cancelled else _kind_of_update(entry, told)


def pending_news(event: Event) -> int:
    """Return how many of those invited do not know yet how the dates stand now; changes nothing."""
    entries = InvitationWriter(event).current_entries
    told = told_sequences(event)
    invitations = event.invitations.filter(withdrawn_at__isnull=True).values_list("pk", flat=True)
    return sum(
        any(news_about(event, entry_plan.entry, told.get((pk, entry_plan.entry.pk))) for entry_plan in entries)
        for pk in invitations
    )


def _send_news(event: Event, kind: MailKind, choose: _ChooseKind, *, by: AbstractBaseUser | None) -> InvitationRound:
    writer = InvitationWriter(event)
    entries = writer.current_entries
    for entry_plan in entries:
        drop_unsent(event, entry=entry_plan.entry)
    told = told_sequences(event)
    revision = revision_of(entry_plan.entry for entry_plan in writer.plan.entries)
    mailing = open_event_mailing(event, kind, revision=revision, by=by)
    post = InvitationPost(writer, mailing)
    invitations = event.invitations.filter(withdrawn_at__isnull=True).select_related("person", "organisation")
    queued = already = 0
    for invitation in invitations:
        is_news = False
        for entry_plan in entries:
            chosen = choose(entry_plan.entry, told.get((invitation.pk, entry_plan.entry.pk)))
            if chosen is not None:
                is_news |= post.queue(chosen, invitation, entry_plan)
        queued += is_news
        already += not is_news
    return InvitationRound(mailing=mailing, queued=queued, already=already, skipped=0)
