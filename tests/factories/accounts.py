"""What accounts rest on: second factors, seats, invitations."""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import hash_token, new_nonce
from tafelrunde_members.models import Person
from tafelrunde_roundtables.models import Seat
from tests.factories.members import PersonFactory
from tests.factories.roundtables import SeatFactory


def give_second_factor(user: Any) -> str:
    """Set up an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_seat(person: Person, **facts: Any) -> Seat:
    """A seat at a table of its own with the person as delegate, unless the facts say otherwise."""
    return SeatFactory(delegate=person, **facts)


def invite(event: Event, person: Person | None = None, **facts: Any) -> Invitation:
    """An invitation as the domain function leaves it, without its mail."""
    person = person or PersonFactory()
    nonce = new_nonce()
    return Invitation.objects.create(
        event=event,
        person=person,
        address=person.email,
        nonce=nonce,
        token_hash=hash_token(answer_token(nonce)),
        **facts,
    )
