"""What the tests of personal calendars share: a member with a seat, and a device that knows nothing but its address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar

from tafelrunde_events.domain.subscriptions.feeds import add_device, new_form_key, personal_address
from tafelrunde_events.models import PersonalFeed
from tafelrunde_members.domain.mail import hash_token
from tafelrunde_members.models import Person
from tafelrunde_roundtables.models import RoundTable, Seat
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory


@dataclass
class Member:
    """A delegate with an account."""

    person: Person
    seat: Seat
    table: RoundTable
    user: Any


class Device:
    """A calendar program: it has an address, and neither session nor cookies."""

    def __init__(self, user: Any, name: str = "Telefon") -> None:
        self.token = add_device(user, name=name, form_key=new_form_key())
        self.path = urlsplit(personal_address(self.token)).path
        self.client = Client()

    @property
    def row(self) -> PersonalFeed:
        return PersonalFeed.objects.get(token_hash=hash_token(self.token))

    def fetch(self, method: str = "get", **headers: str) -> HttpResponse:
        return getattr(self.client, method)(self.path, headers=headers)

    def events(self) -> list[Any]:
        return Calendar.from_ical(self.fetch().content).walk("VEVENT")

    def titles(self) -> list[str]:
        return sorted(str(event["SUMMARY"]) for event in self.events())


@pytest.fixture
def member(db: None) -> Member:
    """A delegate at a table whose names must not leave the site."""
    table = RoundTableFactory(
        name="Runder Tisch Geheimbach",
        role_email="tisch@geheimbach.example.org",
        convener=OrganisationFactory(name="Stadt Geheimbach"),
    )
    person = PersonFactory(user=UserFactory())
    return Member(person, SeatFactory(table=table, delegate=person), table, person.user)


@pytest.fixture
def subscribe() -> Callable[..., Device]:
    """Return a function that adds a device to an account."""
    return Device


@pytest.fixture
def device(member: Member) -> Device:
    """The member's telephone."""
    return Device(member.user)
