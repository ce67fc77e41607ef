"""What the tests of invitations share: an evening in the town hall, its invitees, and a worker."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.domain.invitations import InvitationRound, Invitee, invitation_sections, send_invitations
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.enums import Role
from tafelrunde_members.models import Person
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory, UserFactory
from tests.support.mail_server import MailServer

LINK = re.compile(r"http://localhost:8000(/antwort/[\w-]{43}/)")


@pytest.fixture
def event(db: None) -> Event:
    """An evening a month ahead, which network coordinators and training editors run."""
    venue = VenueFactory(
        name="Rathaus Anklam", street="Markt 3", postal_code="17389", city="Anklam", access="stufenlos"
    )
    return make_event(
        title="Runder Tisch für Demokratie Anklam",
        venue=venue,
        room="Großer Saal",
        contact_email="tisch-anklam@example.org",
        organisers=[OrganisationFactory(name="Hansestadt Anklam", released=True)],
    )


@pytest.fixture
def invitee(db: None) -> Invitee:
    """A delegate with a form of address, for an institution."""
    sector = SectorFactory(name="Kirche und Religion")
    organisation = OrganisationFactory(name="Kirchengemeinde St. Beispiel", sector=sector)
    person = PersonFactory(
        salutation=Person.Salutation.MS,
        title="Dr.",
        first_name="Käthe",
        last_name="Musterfrau",
        email="kaethe@gemeinde.example.org",
    )
    return Invitee(person=person, organisation=organisation)


def make_invitees(count: int) -> list[Invitee]:
    """As many people, each for an institution of a sector."""
    sector = SectorFactory()
    return [Invitee(PersonFactory(), OrganisationFactory(sector=sector)) for _ in range(count)]


def invite(event: Event, *invitees: Invitee) -> InvitationRound:
    """Send invitations as nobody in particular."""
    return send_invitations(event, invitees, by=None)


@pytest.fixture
def invitation(event: Event, invitee: Invitee) -> Invitation:
    """An invitation whose mail waits in the outbox."""
    invite(event, invitee)
    return event.invitations.get()


def answer_path(invitation: Invitation) -> str:
    """Path of the answer page."""
    return f"/antwort/{answer_token(invitation.nonce)}/"


@pytest.fixture
def deliver(smtp_delivery: MailServer) -> Callable[[], list[EmailMessage]]:
    """Return a function that lets a worker deliver everything and returns what arrived since the last call."""

    def deliver() -> list[EmailMessage]:
        before = len(smtp_delivery.received)
        work_outbox()
        return [mail.message for mail in smtp_delivery.received[before:]]

    return deliver


def part(message: EmailMessage, content_type: str) -> str:
    """Content of the one part of this type."""
    (found,) = [one for one in message.walk() if one.get_content_type() == content_type]
    return found.get_payload(decode=True).decode()


@pytest.fixture
def coordinator(db: None) -> Any:
    """Somebody of the network's coordination."""
    return UserFactory(roles=(Role.NETWORK_COORDINATOR,))


@pytest.fixture
def sections() -> Iterator[list[Any]]:
    """The registry of sections, empty; what a test appends is gone afterwards."""
    before = list(invitation_sections)
    invitation_sections.clear()
    yield invitation_sections
    invitation_sections[:] = before
