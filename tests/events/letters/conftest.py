"""What the tests of letters share: an evening in the town hall, and people who get letters."""

import pytest

from tafelrunde_events.domain.letters import LetterRecipient
from tafelrunde_members.models import Person
from tests.factories.events import VenueFactory, invite, make_event
from tests.factories.members import OrganisationFactory, PersonFactory


@pytest.fixture
def event(db):
    venue = VenueFactory(
        name="Rathaus Anklam", street="Markt 3", postal_code="17389", city="Anklam", access="Aufzug im Hof"
    )
    return make_event(
        title="Runder Tisch Anklam",
        venue=venue,
        room="Großer Saal",
        contact_email="tisch-anklam@example.org",
        organisers=[OrganisationFactory(name="Hansestadt Anklam", released=True)],
    )


def make_recipient(event, *, person=None, **organisation):
    """Somebody who is invited for an institution with an address."""
    facts = {"street": "Lange Straße 12", "postal_code": "17389", "city": "Anklam"} | organisation
    person = person or PersonFactory(contact_by=Person.ContactBy.LETTER)
    return LetterRecipient.of_invitation(invite(event, person, organisation=OrganisationFactory(**facts)))


@pytest.fixture
def recipient(event):
    person = PersonFactory(salutation="ms", title="Dr.", first_name="Ada", last_name="Sommer")
    return make_recipient(event, person=person, name="Bürgerverein Musterstadt e. V.")
