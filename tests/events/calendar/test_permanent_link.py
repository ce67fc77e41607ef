"""The short address of an event, which calendars and mails use for ever."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from tafelrunde_events.domain.scheduling import cancel_event
from tests.factories.events import make_event
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_event_whose_page_lies_outside_of_every_site_shows_its_facts(client):
    event = make_event(title="Forum Gemeinsinn")
    event.page = Page.get_first_root_node().add_child(instance=Page(title="Abseits", slug="abseits"))
    event.save()
    answer = client.get(event.get_absolute_url())
    assert answer.status_code == 200
    assert "Forum Gemeinsinn" in answer.content.decode()


def test_public_facts_name_only_organisers_that_agreed_to_it(client):
    closed = OrganisationFactory(name="Verein Hinterhof")
    event = make_event(organisers=[closed, OrganisationFactory(name="Volkshochschule", released=True)])
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Volkshochschule" in page
    assert "Verein Hinterhof" not in page


def test_file_of_an_event_can_be_subscribed_to(client):
    event = make_event(title="Forum Gemeinsinn")
    address = reverse("tafelrunde_events:event_ics", args=[event.pk])
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.head(address)["ETag"] == first["ETag"]
    cancel_event(event, reason="Saal gesperrt")
    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert b"STATUS:CANCELLED" in after.content
