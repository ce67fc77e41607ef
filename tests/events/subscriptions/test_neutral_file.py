"""An event as a file: in full where it is public or comes with an invitation, neutral otherwise."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, invite, make_event
from tests.factories.members import UserFactory
from tests.factories.roundtables import make_coordinator, make_meeting

pytestmark = pytest.mark.django_db

FACTS = {"title": "Vorfall an der Schule", "online_url": "https://meet.example.org/raum"}


def file_of(client, event):
    return client.get(reverse("tafelrunde_events:event_ics", args=[event.pk]))


@pytest.mark.parametrize("role", ["delegate", "coordinator", "superuser"])
def test_a_confidential_event_as_a_file_says_only_when(client, member, role):
    event = make_meeting(member.table, venue=VenueFactory(name="Hinterhaus"), **FACTS).event
    readers = {
        "delegate": member.user,
        "coordinator": make_coordinator(member.table),
        "superuser": UserFactory(is_superuser=True),
    }
    client.force_login(readers[role])

    content = file_of(client, event).content

    assert not [secret for secret in ("Vorfall", "Hinterhaus", "meet.", "Geheim", "@") if secret in content.decode()]
    calendar = Calendar.from_ical(content)
    assert "X-WR-CALNAME" not in calendar
    [found] = calendar.walk("VEVENT")
    assert (str(found["SUMMARY"]), str(found["UID"])) == ("Sitzung", event.entries.get().uid)
    assert found["DTSTART"].dt == event.occurrences.get().start


def test_a_public_event_as_a_file_says_everything(client):
    event = make_event(venue=VenueFactory(name="Bürgerhaus"), **FACTS)

    content = file_of(client, event).content.decode()

    assert "SUMMARY:Vorfall an der Schule" in content
    assert "Bürgerhaus" in content


def test_the_file_of_an_invitation_has_title_and_place_as_its_mail(client, member):
    event = make_meeting(member.table, venue=VenueFactory(name="Hinterhaus"), **FACTS).event
    invitation = invite(event, member.person)

    address = reverse("tafelrunde_events:answer_calendar", args=[answer_token(invitation.nonce)])

    content = client.get(address).content.decode()
    assert "SUMMARY:Vorfall an der Schule" in content
    assert "Hinterhaus" in content


@pytest.mark.parametrize("visibility", [Visibility.NETWORK, Visibility.TABLE, Visibility.COORDINATION])
def test_who_may_not_see_an_event_gets_no_file(client, visibility):
    event = make_event(visibility=visibility)
    client.force_login(UserFactory())

    assert file_of(client, event).status_code == 404
