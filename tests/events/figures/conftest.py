"""Trainings and people who registered, as the rows stand that figures are counted from."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

import pytest
from taggit.models import Tag

from tafelrunde_events.enums import Audience, EventKind, RegistrationSource, RegistrationState
from tafelrunde_events.models import Attendance, Event, Places, Registration
from tafelrunde_members.enums import Role
from tests.factories.events import make_event, session
from tests.factories.members import UserFactory

#: The trainings of these tests took place in this year; the clock stands a year later.
YEAR = 2025
NOW = dt.datetime(YEAR + 1, 6, 1, 12, tzinfo=dt.UTC)


def make_training(
    *days: dt.date, capacity: int | None = 20, registers: bool = True, audiences: Sequence[Audience] = (), **facts
) -> Event:
    """A training with a session on each day, one in March unless days are given."""
    sessions = [session(day) for day in days or (dt.date(YEAR, 3, 10),)]
    event = make_event(*sessions, kind=EventKind.TRAINING, audiences=audiences, **facts)
    if registers:
        Places.objects.create(event=event, capacity=capacity)
    return event


def topic(name: str) -> Tag:
    """A topic by its name."""
    return Tag.objects.get_or_create(name=name)[0]


def register(event: Event, state: RegistrationState, number: int = 1, *, sessions: int = 0, **facts) -> None:
    """So many people whose registration stands so; those were at the first `sessions` of the dates."""
    dates = list(event.occurrences.all()[:sessions])
    values = {"confirmed_at": NOW, "source": RegistrationSource.FORM} | facts
    rows = Registration.objects.bulk_create(
        Registration(event=event, state=state, token_hash=uuid4().hex, entry_hash=uuid4().hex, **values)
        for _number in range(number)
    )
    Attendance.objects.bulk_create(
        Attendance(registration=row, occurrence=date, way="list") for row in rows for date in dates
    )


@pytest.fixture
def coordinator(db):
    return UserFactory(roles=(Role.NETWORK_COORDINATOR,))
