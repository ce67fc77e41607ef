"""Where others meet behind closed doors, no list of venues tells."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tafelrunde_events.models import EventPage, Venue
from tafelrunde_members.domain.roles import grant_page_rights
from tafelrunde_members.enums import Role, Visibility
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import UserFactory
from tests.factories.pages import make_index, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(roles=(Role.TRAINING_EDITOR,))


@pytest.fixture
def form_class():
    return EventPage.get_edit_handler().get_form_class()


def test_venues_of_dates_one_may_see_are_offered(editor):
    shown, moved_to, hidden = VenueFactory(), VenueFactory(), VenueFactory()
    event = make_event(venue=shown)
    event.occurrences.update(venue=moved_to)
    make_event(venue=hidden, visibility=Visibility.TABLE, kind="meeting")
    unused = VenueFactory()

    for user in (AnonymousUser(), editor):
        assert set(Venue.objects.visible_to(user)) == {shown, moved_to}
    everything = Venue.objects.visible_to(UserFactory(is_superuser=True, is_staff=True))
    assert set(everything) == {shown, moved_to, hidden, unused}


def test_the_page_editor_offers_and_takes_no_other(editor, form_class):
    shown, hidden = VenueFactory(), VenueFactory()
    make_event(venue=shown)
    make_event(venue=hidden, visibility=Visibility.TABLE, kind="meeting")
    index = make_index()
    grant_page_rights(Role.TRAINING_EDITOR, index)

    form = form_class(
        {"title": "Forum", "venue": hidden.pk, "schedule-count": 0},
        instance=EventPage(),
        parent_page=index,
        for_user=editor,
    )

    assert list(form.fields["venue"].queryset) == [shown]
    assert "venue" in form.errors


def test_a_venue_that_was_chosen_before_stays(editor, form_class):
    page = make_page(venue=VenueFactory())
    page.find_event().occurrences.all().delete()
    page.find_event().delete()

    form = form_class(instance=page, parent_page=page.get_parent(), for_user=editor)

    assert list(form.fields["venue"].queryset) == [page.venue]
