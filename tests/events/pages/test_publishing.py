"""What happens to occurrences, answers, UID, SEQUENCE and feed text on the ways a page can go."""

import pytest

from tafelrunde_events.models import Event
from tests.factories.events import coming_day
from tests.factories.pages import event_of, make_draft, make_page, publish, save_draft, session_block

pytestmark = pytest.mark.django_db


def test_a_draft_touches_nothing():
    make_draft()
    assert not Event.objects.exists()


def test_publishing_makes_the_event():
    page = make_page()
    event = event_of(page)
    assert (event.title, event.page_id, event.occurrences.count()) == (page.title, page.pk, 1)
