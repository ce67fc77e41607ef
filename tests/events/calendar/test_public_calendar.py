"""The public calendar as a visitor and as a calendar program see it."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence, update_event
from tafelrunde_events.enums import EventKind
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

LIST = reverse("tafelrunde_events:calendar")
FEED = reverse("tafelrunde_events:feed")


def feed_of(client, **filters):
    return client.get(FEED, filters)


def events_in(response):
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_list_shows_coming_public_dates_and_nothing_else(client):
    make_event(title="Öffentliche Sitzung")
    make_event(title="Vertrauliches Treffen", visibility=Visibility.TABLE)
    make_event(session(coming_day(-10)), title="Schon vorbei")
    page = client.get(LIST).content.decode()
    assert "Öffentliche Sitzung" in page
    assert "Vertrauliches Treffen" not in page
    assert "Schon vorbei" not in page


def test_list_says_that_it_is_empty(client):
    assert 'class="empty"' in client.get(LIST).content.decode()


def test_cancelled_date_stays_in_the_list_with_its_reason(client):
    event = make_event(title="Fachtag")
    cancel_event(event, reason="Referentin erkrankt")
    page = client.get(LIST).content.decode()
    assert "<del>Fachtag</del>" in page
    assert "Referentin erkrankt" in page


def test_list_has_a_second_page_that_keeps_the_filters(client, settings):
    settings.TAFELRUNDE_LIST_PAGE_SIZE = 2
    for number in range(3):
        make_event(session(coming_day(10 + number)), title=f"Kurs {number}", kind=EventKind.TRAINING)
    first = client.get(LIST, {"art": "training"}).content.decode()
    assert "art=training&amp;page=2" in first
    assert "Kurs 2" in client.get(LIST, {"art": "training", "page": "2"}).content.decode()


@pytest.mark.parametrize("address", [LIST, FEED])
def test_selection_needs_the_same_number_of_queries_for_any_number_of_dates(client, address):
    organiser = OrganisationFactory(released=True)
    make_event(venue=VenueFactory(), organisers=[organiser])
    client.get(address)
    one = count_queries(client, address)
    for _ in range(20):
        make_event(venue=VenueFactory(), organisers=[organiser])
    client.get(address)  # the choices of filters are read once for each state of the calendar
    assert count_queries(client, address) == one


def test_list_and_feed_share_their_filters(client):
    district, other = RegionFactory(), RegionFactory()
    host = OrganisationFactory(released=True)
    make_event(title="Hier", venue=VenueFactory(region=district), organisers=[host])
    make_event(title="Dort", venue=VenueFactory(region=other), kind=EventKind.TRAINING)
    for filters in ({"bezirk": district.key}, {"art": "event"}, {"q": "hier"}, {"einrichtung": host.slug}):
        page = client.get(LIST, filters).content.decode()
        assert "Hier" in page, filters
        assert "Dort" not in page, filters
        assert set(events_in(feed_of(client, **filters))) == {"Hier"}, filters


def test_period_includes_both_of_its_days(client):
    day = coming_day(20)
    make_event(session(day), title="Am Tag")
    make_event(session(day + dt.timedelta(days=1)), title="Danach")
    found = events_in(feed_of(client, von=day.isoformat(), bis=day.isoformat()))
    assert set(found) == {"Am Tag"}


def test_filters_that_mean_nothing_are_ignored(client):
    make_event(title="Forum")
    strange = {"bezirk": "99999", "art": "party", "von": "gestern", "einrichtung": "x", "page": "zwölf"}
    assert "Forum" in client.get(LIST, strange).content.decode()
    assert set(events_in(feed_of(client, von="gestern", page="zwölf"))) == {"Forum"}


@pytest.mark.parametrize("gone", [{"bezirk": "99999"}, {"thema": "abgeschafft"}, {"tisch": "aufgelöst", "q": "forum"}])
def test_who_subscribed_to_what_is_gone_does_not_suddenly_get_everything(client, gone):
    make_event(title="Forum")
    assert events_in(feed_of(client, **gone)) == {}
    assert "Forum" not in client.get(reverse("tafelrunde_events:rss"), gone).content.decode()
    assert client.get(reverse("tafelrunde_events:json"), gone).json()["dates"] == []
    assert "Forum" not in client.get(reverse("tafelrunde_events:embed"), gone).content.decode()


@pytest.mark.parametrize("period", [{"bis": "9999-12-31"}, {"von": "0001-01-01"}, {"von": "9999-12-31"}])
def test_days_that_no_calendar_reaches_are_ignored(client, period):
    make_event(title="Forum")
    assert "Forum" in client.get(LIST, period).content.decode()
    assert set(events_in(feed_of(client, **period))) == {"Forum"}


def test_feed_is_identical_until_something_changes(client):
    event = make_event(title="Forum")
    first, second = feed_of(client), feed_of(client)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    update_event(event, title="Forum Gemeinsinn")
    assert feed_of(client)["ETag"] != first["ETag"]


def test_feed_answers_a_conditional_request_with_304(client):
    make_event()
    tag = feed_of(client)["ETag"]
    answer = client.get(FEED, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == tag


def test_feed_answers_head_and_sets_no_cookie(client):
    make_event()
    answer = client.head(FEED)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_feed_never_carries_what_is_not_public_even_for_staff(admin_client):
    make_event(title="Vertraulich", visibility=Visibility.TABLE)
    make_event(title="Fürs Netzwerk", visibility=Visibility.NETWORK)
    assert not events_in(feed_of(admin_client))


def test_feed_keeps_a_cancelled_date_with_reason_and_higher_sequence(client):
    event = make_event(title="Fachtag")
    before = events_in(feed_of(client))["Fachtag"]
    cancel_event(event, reason="Saal gesperrt")
    (after,) = events_in(feed_of(client)).values()
    assert after["status"] == "CANCELLED"
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert "Saal gesperrt" in after["description"]


def test_feed_follows_a_moved_date_with_the_same_uid(client):
    event = make_event(title="Forum")
    before = events_in(feed_of(client))["Forum"]
    date = event.occurrences.get()
    later = dt.timedelta(days=1)
    move_occurrence(date, start=date.start_wall + later, end=date.end_wall + later)
    after = events_in(feed_of(client))["Forum"]
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == before["dtstart"].dt + later
    assert after["sequence"] == before["sequence"] + 1


def test_feed_describes_each_zone_once(client):
    make_event(session(zone="Europe/Berlin"))
    make_event(session(zone="Europe/Berlin"), title="Zwei")
    make_event(session(zone="Europe/Warsaw"), title="Drei")
    calendar = Calendar.from_ical(feed_of(client).content)
    assert sorted(str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")) == ["Europe/Berlin", "Europe/Warsaw"]


def test_feed_holds_no_address_of_a_person(client):
    make_event(contact_email="forum@example.org")
    assert b"ATTENDEE" not in feed_of(client).content


def test_subscribe_page_names_the_address_of_the_selection(client, settings):
    settings.TAFELRUNDE_BASE_URL = "https://netzwerk.example.org"
    page = client.get(reverse("tafelrunde_events:subscribe"), {"art": "training"}).content.decode()
    assert "https://netzwerk.example.org/kalender/termine.ics?art=training" in page
    assert "webcal://netzwerk.example.org/kalender/termine.ics?art=training" in page
    assert "cid=https%3A%2F%2Fnetzwerk.example.org%2Fkalender%2Ftermine.ics%3Fart%3Dtraining" in page
