"""Those who publish dates keep the list of venues."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.venues import follow_venue
from tafelrunde_events.models import Venue
from tafelrunde_members.enums import Role, Visibility
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import UserFactory
from tests.factories.pages import make_draft
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/veranstaltungsorte/"
FACTS = {"name": "Alte Schule", "street": "Dorfstraße 1", "postal_code": "18273", "city": "Güstrow"}


@pytest.fixture(params=[Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR])
def keeper(client, request):
    user = UserFactory(roles=(request.param,))
    client.force_login(user)
    return user


def address(venue, view):
    return f"{LIST}{view}/{venue.pk}/"


def test_a_new_venue_can_be_chosen_before_any_date_takes_place_there(client, keeper):
    response = client.post(f"{LIST}new/", FACTS)

    assert response.status_code == 302
    venue = Venue.objects.get()
    assert venue.address == "Alte Schule, Dorfstraße 1, 18273 Güstrow"
    for role in Role:
        assert list(Venue.objects.visible_to(UserFactory(roles=(role,)))) == [venue]


def test_a_corrected_address_reaches_calendars(client, keeper):
    venue = VenueFactory(name="Alte Schule", listed=True)
    event, other = make_event(venue=venue), make_event(venue=VenueFactory())
    before = event.entries.get()

    client.post(address(venue, "edit"), FACTS)

    after = event.entries.get()
    assert "Dorfstraße 1" in after.vevent.replace("\r\n ", "")
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert other.entries.get().sequence == 0


def test_what_calendars_do_not_show_leaves_them_as_they_are(client, keeper):
    venue = VenueFactory(listed=True)
    event = make_event(venue=venue)
    before = event.entries.get()
    facts = {name: getattr(venue, name) for name in FACTS}

    client.post(address(venue, "edit"), facts | {"access": "stufenlos"})

    venue.refresh_from_db()
    assert venue.access == "stufenlos"
    assert event.entries.get().vevent == before.vevent


def test_events_that_show_nothing_else_are_only_read(django_assert_num_queries):
    venue = VenueFactory(listed=True)
    make_event(venue=venue)
    with CaptureQueriesContext(connection) as one:
        assert follow_venue(venue) == 1
    for _ in range(9):
        make_event(venue=venue)

    with django_assert_num_queries(len(one)) as ten:
        assert follow_venue(venue) == 10
    assert not [query["sql"] for query in ten if query["sql"].startswith("UPDATE")]


def test_only_venues_that_nothing_refers_to_can_be_deleted(client, keeper):
    unused, with_date, with_draft = VenueFactory.create_batch(3, listed=True)
    make_event(venue=with_date)
    make_draft(venue=with_draft)

    for venue in (with_date, with_draft):
        response = client.post(address(venue, "delete"))
        assert response.url == LIST
        assert str(venue) in str(list(get_messages(response.wsgi_request))[-1])
    client.post(address(unused, "delete"))

    assert set(Venue.objects.all()) == {with_date, with_draft}


def test_where_others_meet_behind_closed_doors_does_not_exist(client, keeper):
    hidden = VenueFactory()
    make_event(venue=hidden, visibility=Visibility.TABLE, kind="meeting")

    assert hidden.name not in client.get(LIST).content.decode()
    for view in ("edit", "delete", "history", "usage"):
        assert client.get(address(hidden, view)).status_code == 404


def test_coordinators_do_not_keep_venues(client):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))

    for url in (LIST, f"{LIST}new/", address(VenueFactory(listed=True), "edit")):
        assert client.get(url).status_code == 404


def test_the_list_needs_as_many_queries_for_thirty_venues_as_for_one(client, keeper):
    VenueFactory(listed=True)
    client.get(LIST)
    one = count_queries(client, LIST)
    VenueFactory.create_batch(29, listed=True)

    assert count_queries(client, LIST) == one
