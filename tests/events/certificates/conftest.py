"""A course of three evenings that is over, its people, and who runs it."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance, Event, Registration
from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register

TITLE = "Moderieren, wenn es schwierig wird"


def take_part(event: Event, *attended: int, now=None, **facts) -> Registration:
    """Somebody with a place who attends these sessions, counted from 0."""
    options = {name: facts.pop(name) for name in ("person", "language") if name in facts}
    registration = register(event, new_person(**facts), now=now, **options)
    note(registration, *attended)
    return registration


def note(registration: Registration, *attended: int) -> None:
    """Note that somebody attended these sessions."""
    sessions = list(registration.event.occurrences.order_by("start"))
    for number in attended:
        Attendance.objects.create(registration=registration, occurrence=sessions[number], way=AttendanceWay.LIST)


@pytest.fixture
def course(db: None) -> Event:
    """Three evenings; two of them are needed."""
    return make_training(
        *(session(coming_day(day)) for day in (30, 37, 44)),
        event_facts={
            "title": TITLE,
            "venue": VenueFactory(),
            "organisers": [OrganisationFactory(name="Hansestadt Anklam", city="Anklam", released=True)],
        },
        certificate_sessions=2,
        certificate_hours="6 Unterrichtsstunden",
    )


@pytest.fixture
def ada(course: Event) -> Registration:
    """Somebody who attended two evenings."""
    return take_part(course, 0, 2, first_name="Ada", last_name="Sommer-Özgür")


@pytest.fixture
def bela(course: Event) -> Registration:
    """Somebody who attended one."""
    return take_part(course, 1, first_name="Béla", last_name="Winter")


@pytest.fixture
def afterwards(course: Event, ada: Registration, bela: Registration):
    """The morning after the last evening."""
    morning = timezone.make_aware(dt.datetime.combine(coming_day(45), dt.time(8)))
    with time_machine.travel(morning):
        yield


@pytest.fixture
def editor(db: None):
    """Somebody who runs trainings."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,))
