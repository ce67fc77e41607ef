"""Those who come in place of somebody invited: with an address they get an invitation of their own.

The address is typed by whoever holds a link. So that nobody can have us write to strangers: one mail for each deputy,
with nothing in it that was typed, and few changes of deputy.
"""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events.domain.invitations import deputy_invitation, invite_to_the_rest, withdraw_invitation
from tafelrunde_events.engine import AddressError, check_address
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, Reply
from tafelrunde_members.models import Affiliation, Person
from tafelrunde_members.validators import validate_deliverable_address

#: How often somebody may name another deputy by link: within a day, and for one invitation altogether.
CHANGES_A_DAY = 3
CHANGES_ALTOGETHER = 10


def check_deputy(invitation: Invitation, reply: Reply) -> None:
    """Raise ValidationError for a deputy who cannot be named: ``answer`` (a deputy's deputy) or ``deputy_email``.

    The latter is malformed, the invitee's own, or one too many (code ``too_many``); the coordination may name as many
    as it likes.
    """
    if reply.answer == Answer.DELEGATED and invitation.deputy_of_id is not None:
        message = gettext("You come in place of somebody yourself, and cannot send anybody else.")
        raise ValidationError({"answer": ValidationError(message, code="deputy")})
    address = reply.deputy_email
    if not address or _same(address, invitation.deputy_email):
        return
    try:
        validate_deliverable_address(address)
        check_address(address)
    except AddressError as error:
        message = gettext("Please check the address of the deputy.")
        raise ValidationError({"deputy_email": ValidationError(message, code="malformed")}) from error
    except ValidationError as error:
        raise ValidationError({"deputy_email": error}) from error
    if _same(address, invitation.address):
        message = gettext("This is your own address. Please enter that of the deputy, or leave it empty.")
        raise ValidationError({"deputy_email": ValidationError(message, code="own")})
    if reply.source != ReplySource.STAFF and _has_named_many(invitation):
        message = gettext("You have named several deputies already. Please write to the coordination instead.")
        raise ValidationError({"deputy_email": ValidationError(message, code="too_many")})


def settle_deputy(invitation: Invitation, *, by: AbstractBaseUser | None) -> None:
    """Invite the deputy that the answer names, and withdraw the invitation of one who no longer comes.

    Somebody who is invited to the event anyway gets no second invitation. A deputy who answers gets the other dates of
    the event. Call it under the event's lock.
    """
    if invitation.deputy_of_id is not None:
        if invitation.answer in (Answer.ACCEPTED, Answer.TENTATIVE):
            invite_to_the_rest(invitation, by=by)
        return
    wanted = invitation.deputy_email if invitation.answer == Answer.DELEGATED else ""
    current = invitation.deputies.filter(withdrawn_at__isnull=True).first()
    if current is not None:
        if wanted and _same(current.address, wanted):
            _rename(current, invitation.deputy_name)
            return
        withdraw_invitation(current, by=by)
    if wanted and not _is_invited(invitation, wanted):
        person = _colleague(invitation, wanted)
        deputy_invitation(invitation, person, name=invitation.deputy_name, address=wanted, by=by)


def _has_named_many(invitation: Invitation) -> bool:
    """Tell whether other deputies were named often enough, invited ones too: the limit must not tell who they are."""
    answers = invitation.replies.filter(occurrence__isnull=True).exclude(source=ReplySource.RESET)
    changes, before = [], ""
    for address, at, source in answers.order_by("created_at", "pk").values_list("deputy_email", "created_at", "source"):
        if address and source != ReplySource.STAFF and not _same(address, before):
            changes.append(at)
        before = address
    a_day_ago = timezone.now() - dt.timedelta(days=1)
    return len(changes) >= CHANGES_ALTOGETHER or sum(at > a_day_ago for at in changes) >= CHANGES_A_DAY


def _is_invited(invitation: Invitation, address: str) -> bool:
    others = Invitation.objects.filter(event=invitation.event_id, withdrawn_at__isnull=True)
    return others.filter(address__iexact=address).exists()


def _colleague(invitation: Invitation, address: str) -> Person | None:
    """Return who has the address in the same organisation; nobody learns of people elsewhere by typing addresses."""
    if invitation.organisation_id is None:
        return None
    people = Affiliation.objects.valid_on(timezone.localdate()).filter(organisation=invitation.organisation_id)
    found = Person.objects.with_address(address).filter(pk__in=people.values("person"))
    return found.exclude(invitations__event=invitation.event_id).first()


def _rename(deputy: Invitation, name: str) -> None:
    if deputy.person_id is None and deputy.name != name:
        deputy.name = name
        deputy.save(update_fields=["name"])


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()
