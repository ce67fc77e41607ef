"""Inviting people to an event, and taking an invitation back. Changes of the date itself are told by `invitation_news`.

Who gets what is found out without changing anything (`plan_invitations`, `render_invitation`); `send_invitations` then
does exactly that, in one transaction with the mails it queues (law 5).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.invitation_mail import (
    InvitationWriter,
    Invitee,
    MailKind,
    RenderedInvitation,
)
from tafelrunde_events.domain.invitation_post import InvitationPost, drop_unsent, open_event_mailing, told_sequences
from tafelrunde_events.domain.invitation_sections import Section, invitation_sections
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.engine import AddressError, check_address
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import Stream, hash_token, new_nonce
from tafelrunde_members.models.mail import Mailing, Suppression
from tafelrunde_members.validators import validate_deliverable_address

__all__ = [
    "InvitationRound",
    "Invitee",
    "Obstacle",
    "PlannedInvitation",
    "RenderedInvitation",
    "Section",
    "invitation_sections",
    "plan_invitations",
    "render_invitation",
    "send_invitations",
    "withdraw_invitation",
]


class Obstacle(models.TextChoices):
    """Why somebody gets no invitation."""

    NO_ADDRESS = "no_address", _("no e-mail address")
    MALFORMED_ADDRESS = "malformed_address", _("the e-mail address cannot be written to")
    SUPPRESSED = "suppressed", _("nothing is sent to this address any more")
    ALREADY_INVITED = "already_invited", _("already invited")
    WITHDRAWN = "withdrawn", _("the invitation was withdrawn")
    TWICE = "twice", _("stands in the list twice")


@dataclass(frozen=True)
class PlannedInvitation:
    """What "send" would do for one invitee."""

    invitee: Invitee
    obstacle: Obstacle | None = None
    invitation: Invitation | None = None

    @property
    def will_receive(self) -> bool:
        """Whether this invitee gets a mail."""
        return self.obstacle is None


@dataclass(frozen=True)
class InvitationRound:
    """What came of it: how many people get mail, had been written to before, or could not be written to."""

    mailing: Mailing
    queued: int
    already: int
    skipped: int


def plan_invitations(event: Event, invitees: Iterable[Invitee]) -> list[PlannedInvitation]:
    """Return for each invitee, in their order, whether they would get an invitation now and why not.

    Changes nothing; asks the database the same two questions however many there are.
    """
    invitees = list(invitees)
    people = [invitee.person for invitee in invitees]
    invited = {row.person_id: row for row in Invitation.objects.filter(event=event, person__in=people)}
    suppressed = _suppressed_addresses(person.email for person in people)
    seen: set[int] = set()
    planned = []
    for invitee in invitees:
        invitation = invited.get(invitee.person.pk)
        obstacle = Obstacle.TWICE if invitee.person.pk in seen else _obstacle(invitee.person.email, invitation)
        if obstacle is None and invitee.person.email.lower() in suppressed:
            obstacle = Obstacle.SUPPRESSED
        seen.add(invitee.person.pk)
        planned.append(PlannedInvitation(invitee=invitee, obstacle=obstacle, invitation=invitation))
    return planned


def render_invitation(event: Event, invitee: Invitee) -> RenderedInvitation:
    """Return the mail this invitee would get, with a dead address in the place of the personal link.

    Changes nothing. Of an event with several dates it is the first of the mails. Without an address the calendar part
    is empty. Raises ValidationError when there is no date to invite to.
    """
    writer = InvitationWriter(event)
    entry_plan = _open_entries(writer)[0]
    address = "" if _obstacle(invitee.person.email, None) else invitee.person.email
    return writer.render(MailKind.INVITATION, invitee, entry_plan, address=address, link=answer_address("..."))


def send_invitations(event: Event, invitees: Iterable[Invitee], *, by: AbstractBaseUser | None) -> InvitationRound:
    """Invite everybody whom `plan_invitations` finds no obstacle for, and queue their mails in the same transaction.

    Pressing twice, or two people pressing at once, invites and writes once. Raises ValidationError when the event is
    cancelled (code ``cancelled``) or has no date to come (``no_date``); nothing happens then.
    """
    with transaction.atomic():
        # Two presses at once take turns here; the second one finds everybody invited.
        lock_event(event)
        writer = InvitationWriter(event)
        entries = _open_entries(writer)
        planned = plan_invitations(event, invitees)
        mailing = open_event_mailing(event, MailKind.INVITATION, by=by)
        post = InvitationPost(writer, mailing)
        for plan in planned:
            if plan.will_receive:
                invitation = _create_invitation(event, plan.invitee)
                for entry_plan in entries:
                    post.queue(MailKind.INVITATION, invitation, entry_plan)
    queued = sum(plan.will_receive for plan in planned)
    already = sum(plan.obstacle == Obstacle.ALREADY_INVITED for plan in planned)
    return InvitationRound(mailing=mailing, queued=queued, already=already, skipped=len(planned) - queued - already)


def withdraw_invitation(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    """Take an invitation back: its link ends, mails that still wait are dropped, and who has got one is told.

    The calendar entry is taken back for this person alone (RFC 5546 3.2.5). Withdrawing twice changes nothing.
    """
    event = invitation.event
    with transaction.atomic():
        # Sending and withdrawing at once take turns: the later one sees what the earlier one queued.
        lock_event(event)
        row = event.invitations.select_for_update().get(pk=invitation.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            _tell_withdrawal(row, by=by)
            log(instance=row, action="tafelrunde_events.withdraw_invitation", user=by)
    invitation.withdrawn_at = row.withdrawn_at


def _tell_withdrawal(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    drop_unsent(invitation.event, invitation)
    told = told_sequences(invitation.event, invitation)
    writer = InvitationWriter(invitation.event)
    post = InvitationPost(writer, open_event_mailing(invitation.event, MailKind.WITHDRAWAL, by=by))
    for entry_plan in writer.open_entries:
        if (invitation.pk, entry_plan.entry.pk) in told:
            post.queue(MailKind.WITHDRAWAL, invitation, entry_plan)


def _open_entries(writer: InvitationWriter) -> list[EntryPlan]:
    if writer.event.is_cancelled:
        raise ValidationError(gettext("The event is cancelled; nobody can be invited to it."), code="cancelled")
    entries = writer.open_entries
    if not entries:
        raise ValidationError(gettext("The event has no date to come; nobody can be invited to it."), code="no_date")
    return entries


def _create_invitation(event: Event, invitee: Invitee) -> Invitation:
    nonce = new_nonce()
    return Invitation.objects.create(
        event=event,
        person=invitee.person,
        organisation=invitee.organisation,
        address=invitee.person.email,
        nonce=nonce,
        token_hash=hash_token(answer_token(nonce)),
    )


def _obstacle(address: str, invitation: Invitation | None) -> Obstacle | None:
    if invitation is not None:
        return Obstacle.WITHDRAWN if invitation.withdrawn_at else Obstacle.ALREADY_INVITED
    if not address:
        return Obstacle.NO_ADDRESS
    try:
        validate_deliverable_address(address)
        check_address(address)
    except (ValidationError, AddressError):
        return Obstacle.MALFORMED_ADDRESS
    return None


def _suppressed_addresses(addresses: Iterable[str]) -> set[str]:
    wanted = {address.lower() for address in addresses if address}
    rows = Suppression.objects.applying_to(Stream.TRANSACTIONAL).filter(address__in=wanted)
    return set(rows.values_list("address", flat=True))
