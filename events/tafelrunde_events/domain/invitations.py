"""Inviting people to an event, and taking an invitation back. Changes of the date itself are told by `invitation_news`.

Who gets what is found out without changing anything (`plan_invitations`, `render_invitation`); `send_invitations` then
does exactly that, in one transaction with the mails it queues (law 5). These three are for programs that know whom
they invite; people write a mailing (`mailings`), which adds drafts, circles, letters and work in the background.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.addressees import Invitee, is_deliverable
from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.answer_resets import reset_answers
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.invitation_mail import InvitationWriter, RenderedInvitation
from tafelrunde_events.domain.invitation_post import InvitationPost, open_event_mailing
from tafelrunde_events.domain.invitation_sections import Section, invitation_sections
from tafelrunde_events.domain.invitation_told import drop_unsent, messages_about, told_states
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.domain.reply_addresses import reply_hash
from tafelrunde_events.enums import Answer, MailingKind, Obstacle
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import Stream, hash_token, new_nonce
from tafelrunde_members.models import Organisation, Person
from tafelrunde_members.models.mail import Mailing, Suppression

__all__ = [
    "InvitationRound",
    "Invitee",
    "Obstacle",
    "PlannedInvitation",
    "RenderedInvitation",
    "Section",
    "deputy_invitation",
    "follow_address",
    "invitation_sections",
    "invite_again",
    "invite_to_the_rest",
    "new_invitation",
    "plan_invitations",
    "render_invitation",
    "send_invitations",
    "withdraw_invitation",
]


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
    return writer.render(MailingKind.INVITATION, invitee, entry_plan, address=address, link=answer_address("..."))


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
        mailing = open_event_mailing(event, MailingKind.INVITATION, by=by)
        invitations = [
            new_invitation(event, plan.invitee.person, plan.invitee.organisation, address=plan.invitee.person.email)
            for plan in planned
            if plan.will_receive
        ]
        Invitation.objects.bulk_create(invitations, batch_size=500)
        _queue_invitations(writer, mailing, invitations, entries)
    queued = sum(plan.will_receive for plan in planned)
    already = sum(plan.obstacle == Obstacle.ALREADY_INVITED for plan in planned)
    return InvitationRound(mailing=mailing, queued=queued, already=already, skipped=len(planned) - queued - already)


def withdraw_invitation(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    """Take an invitation back: its link ends, mails that still wait are dropped, and who has got one is told.

    The calendar entry is taken back for this person alone (RFC 5546 3.2.5), and for whoever was to come in their place.
    Withdrawing twice changes nothing.
    """
    event = invitation.event
    with transaction.atomic():
        # Sending and withdrawing at once take turns: the later one sees what the earlier one queued.
        lock_event(event)
        row = event.invitations.select_for_update(of=("self",)).get(pk=invitation.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            _tell_withdrawal(row, by=by)
            log(instance=row, action="tafelrunde_events.withdraw_invitation", user=by)
            for deputy in row.deputies.filter(withdrawn_at__isnull=True):
                withdraw_invitation(deputy, by=by)
            if row.deputy_of_id is not None and row.person_id is not None:
                # They may still be invited for themselves: once for each person.
                row.person = None
                row.save(update_fields=["person"])
    invitation.withdrawn_at = row.withdrawn_at


def invite_again(invitation: Invitation, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Invite somebody once more whose invitation was withdrawn, at the address that is known now.

    The link and the address for answers are new ones; those sent before stay dead. The answer given before is kept as
    history. Raises ValidationError: what `send_invitations` raises, and ``not_withdrawn`` or ``obstacle``.
    """
    event = invitation.event
    with transaction.atomic():
        lock_event(event)
        row = event.invitations.select_for_update(of=("self",)).get(pk=invitation.pk)
        person = _invitee_of_withdrawn(row)
        writer = InvitationWriter(event)
        entries = _open_entries(writer)
        _start_anew(row, person)
        # Each time is a mailing of its own, also where the one before was withdrawn unsent: the secrets are new ones.
        revision = f"again:{row.token_hash[:16]}"
        mailing = open_event_mailing(event, MailingKind.INVITATION, revision=revision, by=by)
        _queue_invitations(writer, mailing, [row], entries)
        log(instance=row, action="tafelrunde_events.invite_again", user=by)
    invitation.refresh_from_db()
    return InvitationRound(mailing=mailing, queued=1, already=0, skipped=0)


def follow_address(person: Person) -> int:
    """Let what is still to be written to somebody go to the address that is known now; return how many invitations.

    Calendars compare it with the invitee: the next mail names the new address, and answers count from there. Those who
    get letters keep getting letters; a deputy's address is what somebody else typed, and stays.
    """
    stale = person.invitations.primary().filter(withdrawn_at__isnull=True).exclude(address=person.email)
    if person.contact_by == Person.ContactBy.LETTER:
        stale = stale.exclude(address="")
    return stale.update(address=person.email)


def new_invitation(
    event: Event, person: Person | None, organisation: Organisation | None, *, address: str
) -> Invitation:
    """Return an invitation, not saved yet, with secrets of its own."""
    nonce = new_nonce()
    return Invitation(
        event=event,
        person=person,
        organisation=organisation,
        address=address,
        nonce=nonce,
        token_hash=hash_token(answer_token(nonce)),
        reply_hash=reply_hash(nonce),
    )


def deputy_invitation(
    invitation: Invitation, person: Person | None, *, name: str, address: str, by: AbstractBaseUser | None
) -> Invitation | None:
    """Invite somebody in place of the one invited and return their invitation; None when there is no date to come.

    They get one mail, with the first date to come, until they answer (`invite_to_the_rest`). Call it in a transaction
    that holds the lock of the event.
    """
    event = invitation.event
    writer = InvitationWriter(event)
    if event.is_cancelled or not writer.open_entries:
        return None
    deputy = new_invitation(event, person, invitation.organisation, address=address)
    deputy.deputy_of, deputy.name = invitation, "" if person else name
    deputy.save()
    mailing = open_event_mailing(event, MailingKind.INVITATION, revision="deputies", by=by)
    _queue_invitations(writer, mailing, [deputy], writer.open_entries[:1])
    return deputy


def invite_to_the_rest(deputy: Invitation, *, by: AbstractBaseUser | None) -> None:
    """Send the entries of an event that a deputy, who has now answered, has not got yet; under the event's lock."""
    event = deputy.event
    told = told_states(event, deputy)
    writer = InvitationWriter(event)
    left = [one for one in writer.open_entries if (deputy.pk, one.entry.pk) not in told.entries]
    if left and not event.is_cancelled:
        mailing = open_event_mailing(event, MailingKind.INVITATION, revision="deputies", by=by)
        _queue_invitations(writer, mailing, [deputy], left)


def _queue_invitations(
    writer: InvitationWriter, mailing: Mailing, invitations: Iterable[Invitation], entries: Sequence[EntryPlan]
) -> None:
    post = InvitationPost(writer, mailing)
    for invitation in invitations:
        for entry_plan in entries:
            post.add(MailingKind.INVITATION, invitation, entry_plan)
    post.flush()


def _tell_withdrawal(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    event = invitation.event
    drop_unsent(event, invitation)
    told = told_states(event, invitation)
    number = messages_about(event, invitation).filter(mailing__kind=MailingKind.WITHDRAWAL).count()
    writer = InvitationWriter(event)
    revision = str(number) if number else ""
    post = InvitationPost(writer, open_event_mailing(event, MailingKind.WITHDRAWAL, revision=revision, by=by))
    for entry_plan in writer.open_entries:
        if (invitation.pk, entry_plan.entry.pk) in told.entries:
            post.add(MailingKind.WITHDRAWAL, invitation, entry_plan)
    post.flush()


def _invitee_of_withdrawn(invitation: Invitation) -> Person:
    """Return whom a withdrawn invitation is for; raise ValidationError when they cannot be invited again."""
    person = invitation.person
    if invitation.withdrawn_at is None:
        raise ValidationError(gettext("This invitation was not withdrawn."), code="not_withdrawn")
    if invitation.deputy_of_id is not None or person is None:
        raise ValidationError(gettext("Deputies are named by those they come for."), code="obstacle")
    obstacle = _obstacle(person.email, None)
    if obstacle is None and _suppressed_addresses([person.email]):
        obstacle = Obstacle.SUPPRESSED
    if obstacle is not None:
        raise ValidationError(str(obstacle.label), code="obstacle")
    return person


def _start_anew(invitation: Invitation, person: Person) -> None:
    """Give a withdrawn invitation new secrets, today's address and no answer."""
    if invitation.answer != Answer.NEEDS_ACTION:
        reset_answers([invitation])
    fresh = new_invitation(invitation.event, person, invitation.organisation, address=person.email)
    for field in ("address", "nonce", "token_hash", "reply_hash", "short_hash", "withdrawn_at"):
        setattr(invitation, field, getattr(fresh, field))
    invitation.save()


def _open_entries(writer: InvitationWriter) -> list[EntryPlan]:
    if writer.event.is_cancelled:
        raise ValidationError(gettext("The event is cancelled; nobody can be invited to it."), code="cancelled")
    entries = writer.open_entries
    if not entries:
        raise ValidationError(gettext("The event has no date to come; nobody can be invited to it."), code="no_date")
    return entries


def _obstacle(address: str, invitation: Invitation | None) -> Obstacle | None:
    if invitation is not None:
        return Obstacle.WITHDRAWN if invitation.withdrawn_at else Obstacle.ALREADY_INVITED
    if not address:
        return Obstacle.NO_ADDRESS
    return None if is_deliverable(address) else Obstacle.MALFORMED_ADDRESS


def _suppressed_addresses(addresses: Iterable[str]) -> set[str]:
    wanted = {address.lower() for address in addresses if address}
    rows = Suppression.objects.applying_to(Stream.TRANSACTIONAL).filter(address__in=wanted)
    return set(rows.values_list("address", flat=True))
