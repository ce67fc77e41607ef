"""What the tests of round tables share: two tables with a coordinator each, and a client that is signed in."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.models import Meeting, RoundTable, Seat
from tests.factories.events import VenueFactory
from tests.factories.members import PersonFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting


@dataclass
class OwnTable:
    """A table with everything that is confidential about it, and who coordinates it."""

    table: RoundTable
    coordinator: Any
    seat: Seat
    meeting: Meeting


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    """These tests are about what staff sees, not about how it signs in."""
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = False


def make_own_table(name: str) -> OwnTable:
    """Return a table of this name whose people, places and items carry the name too."""
    table = RoundTableFactory(name=f"Runder Tisch {name}", slug=f"tisch-{name.lower()}")
    seat = SeatFactory(
        table=table,
        organisation__name=f"Einrichtung {name}",
        delegate=PersonFactory(last_name=f"Delegierte{name}"),
        deputy=PersonFactory(last_name=f"Vertretung{name}"),
    )
    meeting = make_meeting(
        table,
        title=f"Sitzung {name}",
        venue=VenueFactory(name=f"Haus {name}"),
        agenda=[AgendaEntry(title=f"Punkt {name}")],
    )
    return OwnTable(table=table, coordinator=make_coordinator(table), seat=seat, meeting=meeting)


@pytest.fixture
def anklam(db: None) -> OwnTable:
    """The table of the signed-in coordinator."""
    return make_own_table("Anklam")


@pytest.fixture
def wolgast(db: None) -> OwnTable:
    """Somebody else's table."""
    return make_own_table("Wolgast")


@pytest.fixture
def coordinator(client: Client, anklam: OwnTable) -> Client:
    """A client signed in as the coordinator of Anklam."""
    client.force_login(anklam.coordinator)
    return client


def admin(name: str, *args: Any) -> str:
    """Address of an admin view of the plugin."""
    return reverse(f"tafelrunde_roundtables_admin:{name}", args=args)
