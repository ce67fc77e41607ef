"""Writing one batch of a mailing: rows, invitations and messages. Call it inside the batch's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.invitation_mail import InvitationWriter, Letter
from tafelrunde_events.domain.invitation_news import NewsOfDates
from tafelrunde_events.domain.invitation_post import InvitationPost
from tafelrunde_events.domain.invitations import new_invitation
from tafelrunde_events.domain.mailings.circulars import CircularWriter, object_key
from tafelrunde_events.domain.mailings.plan import NEWS_KINDS, PlannedRecipient, Way
from tafelrunde_events.domain.mailings.to_registrations import RegistrationMailingWriter
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.domain.registrations.letters import post as registration_post
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import EventMailing, EventMailingRecipient, Invitation
from tafelrunde_members.models.mail import Mailing


def write_batch(mailing: EventMailing, planned: Sequence[PlannedRecipient]) -> None:
    """Write down who gets the mailing and how, invite whom it invites, and queue their messages."""
    outbox = mailing.mailing
    if outbox is None:
        raise ValueError("A mailing that was not released has no mailing in the outbox.")
    if mailing.kind == MailingKind.INVITATION:
        planned = _with_invitations(mailing, planned)
    _queue(mailing, outbox, planned)
    messages = _messages_of(outbox, planned)
    EventMailingRecipient.objects.bulk_create(
        EventMailingRecipient(
            mailing=mailing,
            person=recipient.person,
            invitation=recipient.invitation,
            registration=recipient.registration,
            way=recipient.way,
            obstacle=recipient.obstacle,
            message_id=messages.get(_subject_matter(recipient)),
        )
        for recipient in planned
    )


def writer_of(mailing: EventMailing) -> InvitationWriter:
    """Return who writes the mailing in its own words."""
    return InvitationWriter(mailing.event, letter=Letter(subject=mailing.subject, message=message_of(mailing)))


def message_of(mailing: EventMailing) -> str:
    """Return what somebody wrote for the mailing, followed by the papers with their addresses."""
    if mailing.pk is None:
        return mailing.message
    papers = [f"{paper.title}: {conf.absolute_url(paper.url)}" for paper in mailing.documents.order_by("title", "pk")]
    if not papers:
        return mailing.message
    with override(conf.language()):
        heading = gettext("Papers:")
    return "\n\n".join(part for part in (mailing.message.strip(), "\n".join([heading, *papers])) if part)


def entry_for(writer: InvitationWriter) -> EntryPlan:
    """Return the entry that a letter without a calendar entry is about: the next one, or the last that there was."""
    return next(iter(writer.open_entries or writer.current_entries), writer.plan.entries[-1])


def _with_invitations(mailing: EventMailing, planned: Iterable[PlannedRecipient]) -> list[PlannedRecipient]:
    """Return the recipients with the invitations that they get by this mailing."""
    recipients = [
        replace(recipient, invitation=_new_invitation(mailing, recipient))
        if recipient.way != Way.NONE and recipient.invitation is None
        else recipient
        for recipient in planned
    ]
    invitations = [recipient.invitation for recipient in recipients if recipient.invitation is not None]
    Invitation.objects.bulk_create([invitation for invitation in invitations if invitation.pk is None])
    return recipients


def _new_invitation(mailing: EventMailing, recipient: PlannedRecipient) -> Invitation:
    address = recipient.address if recipient.way == Way.EMAIL else ""
    return new_invitation(mailing.event, recipient.person, recipient.organisation, address=address)


def _queue(mailing: EventMailing, outbox: Mailing, recipients: Sequence[PlannedRecipient]) -> None:
    """Queue the mails, and ask those anew whose answer the news overtakes, also where that comes on paper."""
    writer, kind = writer_of(mailing), MailingKind(mailing.kind)
    post = InvitationPost(writer, outbox)
    invitations = _invitations(recipients)
    if kind in NEWS_KINDS:
        NewsOfDates(mailing.event, writer=writer, texts=mailing.tells_everybody).queue(post, invitations)
    else:
        entries = writer.open_entries if kind == MailingKind.INVITATION else [entry_for(writer)]
        for invitation in invitations:
            for entry_plan in entries:
                post.add(kind, invitation, entry_plan)
        post.flush()
    reached = [one for one in recipients if one.way == Way.EMAIL]
    participants = [one for one in reached if one.registration is not None]
    if participants:
        RegistrationMailingWriter(writer, kind).queue(outbox, participants)
    outsiders = [one for one in reached if one.invitation is None and one.registration is None]
    if outsiders:
        CircularWriter(writer, kind).queue(outbox, outsiders)


def _invitations(recipients: Iterable[PlannedRecipient]) -> list[Invitation]:
    """Return the invitations of those who get something; one follows its person's address after a failure."""
    invitations = []
    for recipient in recipients:
        invitation = recipient.invitation
        if invitation is None or recipient.way == Way.NONE:
            continue
        if recipient.way == Way.EMAIL and invitation.address != recipient.address:
            invitation.address = recipient.address
            invitation.save(update_fields=["address"])
        invitations.append(invitation)
    return invitations


def _messages_of(outbox: Mailing, recipients: Iterable[PlannedRecipient]) -> dict[str, int]:
    """Return the first message to each recipient by what it is about."""
    addresses = {recipient.address.lower() for recipient in recipients}
    rows = outbox.messages.filter(address__in=addresses).order_by("-pk").values_list("object_key", "pk")
    return {key.partition(":entry:")[0]: pk for key, pk in rows}


def _subject_matter(recipient: PlannedRecipient) -> str:
    """Return how the keys of a recipient's messages begin."""
    if recipient.registration is not None:
        return registration_post.object_key(recipient.registration)
    if recipient.invitation is not None:
        return f"invitation:{recipient.invitation.pk}"
    return object_key(recipient)
