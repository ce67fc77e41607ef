"""The short address of an event, which calendars and mails use for ever."""

import pytest
from wagtail.models import Page

from tests.factories.events import make_event

pytestmark = pytest.mark.django_db


def test_event_whose_page_lies_outside_of_every_site_shows_its_facts(client):
    event = make_event(title="Forum Gemeinsinn")
    event.page = Page.get_first_root_node().add_child(instance=Page(title="Abseits", slug="abseits"))
    event.save()
    answer = client.get(event.get_absolute_url())
    assert answer.status_code == 200
    assert "Forum Gemeinsinn" in answer.content.decode()
