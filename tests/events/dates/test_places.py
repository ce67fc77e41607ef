"""A date that is held elsewhere says so wherever its place is named."""

import pytest

from tafelrunde_events.domain.dates import Move, carry_out
from tafelrunde_events.domain.invitation_mail import InvitationWriter
from tafelrunde_events.domain.invitations import Invitee
from tafelrunde_events.domain.places import place_beside, shared_place
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import MailingKind, Reach
from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, make_event, session
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(session(rule=Rule(Frequency.WEEKLY, count=3)), venue=VenueFactory(name="Rathaus"), room="Saal 1")
    second = event.occurrences.all()[1]
    carry_out(Move(second, Reach.ONE, second.start_wall, second.end_wall, venue=VenueFactory(name="Speicher")))
    return event


def test_the_mail_names_the_place_beside_the_date_that_has_another(event):
    writer = InvitationWriter(event)
    invitee = Invitee(PersonFactory(), None)
    mail = writer.render(MailingKind.INVITATION, invitee, writer.plan.entries[0], address="a@example.org", link="")
    for text in (mail.text, mail.html):
        assert text.count("Saal 1, Rathaus") == 1
        assert text.count("Speicher") == 1
        (line,) = [line for line in text.splitlines() if "Speicher" in line]
        assert "18:00" in line


def test_the_permanent_address_and_the_board_name_both_places(client, event):
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    for address in (event.get_absolute_url(), f"/verwaltung/einladungen/{event.pk}/"):
        shown = client.get(address).text
        assert "Speicher" in shown
        assert "Rathaus" in shown


def test_a_place_that_all_dates_share_is_named_once():
    event = make_event(venue=VenueFactory(name="Rathaus", access="Rampe am Hof"))
    (row,), other = event.occurrences.all(), VenueFactory(name="Speicher", access="stufenlos")
    carry_out(Move(row, Reach.ONE, row.start_wall, row.end_wall, venue=other))
    rows = list(event.occurrences.select_related("venue"))
    shared = shared_place(event, rows)
    assert shared.text.startswith("Speicher")
    assert shared.access == "stufenlos"
    assert place_beside(rows[0], shared) == ""
