"""What the tests of the day share: a course of two evenings, its people, and somebody who lets them in."""

import datetime as dt
from typing import Any

import pytest

from tafelrunde_events.domain.registrations.links import entry_token
from tafelrunde_events.models import Event, Registration
from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register

TITLE = "Moderieren, wenn es schwierig wird"


def make_course(*days: int, **facts: Any) -> Event:
    """A course on these days from now, each from 18 to 20 o'clock."""
    venue = VenueFactory(name="Rathaus Anklam", street="Markt 3", postal_code="17389", city="Anklam")
    facts = {
        "title": TITLE,
        "venue": venue,
        "room": "Großer Saal",
        "organisers": [OrganisationFactory(name="Hansestadt Anklam", released=True)],
    } | facts
    return make_training(*(session(coming_day(day)) for day in days), event_facts=facts)


@pytest.fixture
def course(db: None) -> Event:
    """Two evenings in a week's distance, the first of them a month ahead."""
    return make_course(30, 37)


def take_part(event: Event, first_name: str, last_name: str, organisation: str = "", **options: Any) -> Registration:
    """Somebody with a place."""
    facts = {"first_name": first_name, "last_name": last_name, "organisation": organisation}
    return register(event, new_person(**facts), **options)


@pytest.fixture
def ada(course: Event) -> Registration:
    """Somebody with a place."""
    return take_part(course, "Ada", "Sommer", "Bürgerverein Musterstadt e. V.")


@pytest.fixture
def bela(course: Event) -> Registration:
    """Somebody else with a place, and an umlaut."""
    return take_part(course, "Béla", "Müller-Lüdenscheidt", "Kreisverwaltung")


@pytest.fixture
def protected(course: Event) -> Registration:
    """Somebody specially protected, with a place."""
    return take_part(course, "Gerda", "Geheimnis", "Verborgen GmbH", person=PersonFactory(protected=True))


@pytest.fixture
def editor(db: None) -> Any:
    """An editor of trainings, at the door."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,), first_name="Kim", last_name="Empfang")


def entry_path(registration: Registration) -> str:
    """Path that the QR code leads to."""
    return f"/verwaltung/einlass/{entry_token(registration)}/"


def after_the_end(event: Event) -> dt.datetime:
    """A moment after the last session."""
    return event.occurrences.latest("end").end + dt.timedelta(minutes=1)
