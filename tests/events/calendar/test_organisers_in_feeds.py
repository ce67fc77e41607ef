"""Institutions in the public feed: named as long as they agree to it."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from tafelrunde_members.enums import Visibility
from tests.factories.events import make_event
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db

FEED = reverse("tafelrunde_events:feed")


def organizer(client):
    (event,) = Calendar.from_ical(client.get(FEED).content).walk("VEVENT")
    return event["ORGANIZER"].params["CN"], str(event["ORGANIZER"])


def test_an_institution_that_has_not_agreed_is_not_named(client):
    closed = OrganisationFactory(name="Zgeheimverein", role_email="zgeheim@example.org")
    make_event(organisers=[closed, OrganisationFactory(name="Kreisvolkshochschule", released=True)], contact_email="")
    assert organizer(client)[0] == "Kreisvolkshochschule"
    assert b"zgeheim" not in client.get(FEED).content.lower()


def test_an_institution_that_no_longer_agrees_leaves_the_feed_at_once(client):
    organisation = OrganisationFactory(name="Zgeheimverein", role_email="zgeheim@example.org", released=True)
    make_event(organisers=[organisation], contact_email="")
    assert organizer(client) == ("Zgeheimverein", "mailto:zgeheim@example.org")
    organisation.visibility = Visibility.NETWORK
    organisation.save()
    assert b"zgeheim" not in client.get(FEED).content.lower()


def test_a_renamed_institution_is_renamed_in_the_feed_and_sequence_stays(client):
    organisation = OrganisationFactory(name="Alt", released=True)
    event = make_event(organisers=[organisation])
    organisation.name = "Neu"
    organisation.save()
    assert organizer(client)[0] == "Neu"
    assert event.entries.get().sequence == 0
