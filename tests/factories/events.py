"""Events and venues, made through the domain functions."""

import datetime as dt
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.domain.scheduling import create_event
from tafelrunde_events.engine import Rule, Session
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event, Invitation, Venue
from tafelrunde_members.domain.mail import hash_token, new_nonce
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Person
from tests.factories.members import PersonFactory

BERLIN = "Europe/Berlin"


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda number: f"Bürgerhaus {number}")
    street = "Am Markt 1"
    postal_code = "19055"
    city = "Schwerin"


def coming_day(days: int = 30) -> dt.date:
    """A day in the future, away from changes of the clocks at evening hours."""
    return timezone.localdate() + dt.timedelta(days=days)


def session(
    day: dt.date | None = None,
    *,
    hour: int = 18,
    hours: int = 2,
    key: str | None = None,
    zone: str = BERLIN,
    rule: Rule | None = None,
) -> Session:
    """An evening session; without a day it is a month ahead."""
    start = dt.datetime.combine(day or coming_day(), dt.time(hour))
    return Session(key=key or str(uuid4()), start=start, end=start + dt.timedelta(hours=hours), zone=zone, rule=rule)


def make_event(*sessions: Session, **facts: Any) -> Event:
    """A public event with one session unless others are given."""
    facts = {
        "kind": EventKind.EVENT,
        "title": "Forum Gemeinsinn",
        "visibility": Visibility.PUBLIC,
        "contact_email": "forum@example.org",
    } | facts
    return create_event(sessions=sessions or [session()], **facts)


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
