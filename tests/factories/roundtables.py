"""Round tables with their seats, and meetings made through the domain functions."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tafelrunde_members.enums import Role
from tafelrunde_roundtables.domain.meetings import plan_meeting
from tafelrunde_roundtables.models import Meeting, RoundTable, Seat
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory, UserFactory

BERLIN = "Europe/Berlin"


class RoundTableFactory(DjangoModelFactory):
    class Meta:
        model = RoundTable
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Runder Tisch {n}")
    slug = factory.Sequence(lambda n: f"runder-tisch-{n}")
    role_email = factory.Sequence(lambda n: f"tisch{n}@example.org")

    @factory.post_generation
    def coordinators(self, create, extracted, **kwargs):
        if create and extracted:
            self.coordinators.add(*extracted)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    table = factory.SubFactory(RoundTableFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    sector = factory.SubFactory(SectorFactory)
    delegate = factory.SubFactory(PersonFactory)


def make_coordinator(*tables: RoundTable, role: Role = Role.COORDINATOR) -> Any:
    """Return an account with the role that coordinates the tables."""
    user = UserFactory(roles=(role,))
    for table in tables:
        table.coordinators.add(user)
    return user


def wall(days: int = 30, hour: int = 18) -> dt.datetime:
    """Return a naive time on the wall clock, some days from now."""
    return dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days), dt.time(hour))


def make_meeting(table: RoundTable, *, days: int = 30, **facts: Any) -> Meeting:
    """Plan a meeting of two hours in the evening; days before today make one that is over."""
    start = wall(days)
    options: dict[str, Any] = {
        "title": "Sitzung",
        "start": start,
        "end": start + dt.timedelta(hours=2),
        "zone": BERLIN,
        "by": None,
        "allow_past": days < 0,
    }
    return plan_meeting(table, **(options | facts))
