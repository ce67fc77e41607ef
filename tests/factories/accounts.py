"""Accounts with what staff needs, and members with a seat."""

import datetime as dt
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import hash_token, new_nonce
from tafelrunde_members.models import Person
from tafelrunde_roundtables.models import RoundTable, Seat
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory


def give_second_factor(user: Any) -> str:
    """Set up an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_table(name: str = "Runder Tisch Seestadt", **facts: Any) -> RoundTable:
    """A municipal table."""
    slug = facts.pop("slug", name.lower().replace(" ", "-"))
    return RoundTable.objects.create(name=name, slug=slug, **facts)


def give_seat(person: Person, table: RoundTable | None = None, **facts: Any) -> Seat:
    """A seat for the person as delegate, from yesterday on, unless the facts say otherwise."""
    facts = {
        "table": table or make_table(slug=f"tisch-{person.pk}"),
        "organisation": OrganisationFactory(),
        "sector": SectorFactory(),
        "delegate": person,
        "valid_from": timezone.localdate() - dt.timedelta(days=1),
    } | facts
    return Seat.objects.create(**facts)


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
