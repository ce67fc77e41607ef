"""A calendar with one of everything that exports tell of."""

import pytest

from tafelrunde_events.enums import Audience, Booking, EventKind
from tafelrunde_events.models import Event
from tafelrunde_members.enums import RegionKind
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory


@pytest.fixture
def base_url(settings) -> str:
    settings.TAFELRUNDE_BASE_URL = "https://netzwerk.example.org"
    return "https://netzwerk.example.org"


@pytest.fixture
def training(db, base_url) -> Event:
    """A training in a municipality, held by one organisation of the public directory and one that is not in it."""
    district = RegionFactory(key="13076", name="Ludwigslust-Parchim")
    town = RegionFactory(
        key="130765655075", name="Ludwigslust", slug="ludwigslust", kind=RegionKind.MUNICIPALITY, parent=district
    )
    venue = VenueFactory(
        name="Bürgerhaus",
        city="Ludwigslust",
        postal_code="19288",
        region=town,
        latitude="53.32454",
        longitude="11.49788",
    )
    return make_event(
        session(coming_day(30), hour=9, hours=7),
        kind=EventKind.TRAINING,
        title="Anfeindungen im Amt <souverän> & sicher",
        summary="Wie Beschäftigte mit Drohungen umgehen.",
        venue=venue,
        room="Saal 2",
        online_url="https://meet.example.org/geheimer-raum",
        contact_email="fortbildung@example.org",
        booking=Booking.OPEN,
        organisers=[
            OrganisationFactory(
                name="Regionalzentrum", slug="regionalzentrum", released=True, role_email="rz@example.org"
            ),
            OrganisationFactory(name="Zgeheime Initiative"),
        ],
        audiences=[Audience.ADMINISTRATION, Audience.ELECTED],
    )
