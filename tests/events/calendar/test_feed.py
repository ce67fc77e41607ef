"""The public feed as programs ask for it again and again: conditions, encodings, what leaves it and when."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import parse_http_date
from icalendar import Calendar
from taggit.models import Tag

from tafelrunde_events.domain import stored_bodies
from tafelrunde_events.domain.scheduling import cancel_event, update_event
from tafelrunde_events.domain.versions import KEPT, advance, current_version, note_change
from tafelrunde_events.enums import Audience, EventKind
from tafelrunde_events.models import CalendarChange
from tafelrunde_members.domain.periodic import run_due
from tafelrunde_members.enums import Visibility
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory
from tests.factories.roundtables import RoundTableFactory, make_meeting

pytestmark = pytest.mark.django_db

FEED = reverse("tafelrunde_events:feed")
DAY = dt.timedelta(days=1)


def titles(response):
    return {str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_a_conditional_request_costs_one_query_and_builds_nothing(client):
    for number in range(30):
        make_event(title=f"Forum {number}")
    tag = client.get(FEED)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(FEED, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert len(queries) == 1
    assert "vevent" not in queries[0]["sql"]


def test_filters_are_not_looked_up_for_a_conditional_request(client):
    make_event(title="Forum", venue=VenueFactory(region=RegionFactory(key="13071")))
    tag = client.get(FEED, {"bezirk": "13071", "q": "forum"})["ETag"]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(FEED, {"q": " forum", "bezirk": "13071"}, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert len(queries) == 1


def test_each_encoding_has_bytes_and_a_tag_of_its_own(client):
    make_event(title="Bürgerforum")
    plain, zipped = client.get(FEED), client.get(FEED, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in zipped["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    again = client.get(FEED, headers={"Accept-Encoding": "gzip", "If-None-Match": zipped["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, zipped["ETag"])
    assert client.get(FEED, headers={"If-None-Match": zipped["ETag"]}).status_code == 200


def test_gzip_is_the_same_every_time(client):
    make_event()
    with time_machine.travel("2027-01-10 12:00:00+00:00"):
        first = client.get(FEED, {"q": "forum"}, headers={"Accept-Encoding": "gzip"})
    with time_machine.travel("2027-01-10 13:00:00+00:00"):
        second = client.get(FEED, {"q": "forum"}, headers={"Accept-Encoding": "gzip"})
    assert first.content == second.content


@pytest.mark.parametrize("refused", ["gzip;q=0", "identity", "gzip; q=0.000", ""])
def test_who_refuses_gzip_gets_none(client, refused):
    make_event()
    assert "Content-Encoding" not in client.get(FEED, headers={"Accept-Encoding": refused})


@pytest.mark.parametrize(("asked", "is_remembered"), [("13071", True), ("13999", False)])
def test_only_what_others_can_ask_for_is_remembered(client, asked, is_remembered):
    """Filters that somebody makes up would push out the bodies that many fetch."""
    make_event(venue=VenueFactory(region=RegionFactory(key="13071")))
    stored_bodies.forget_bodies()
    assert client.get(FEED, {"bezirk": asked}).status_code == 200
    assert bool(stored_bodies._bodies) is is_remembered


def test_head_says_what_get_says(client):
    make_event()
    head, get = client.head(FEED), client.get(FEED)
    assert head.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Content-Disposition", "Cache-Control"):
        assert head[name] == get[name], name
    assert client.head(FEED, headers={"If-None-Match": get["ETag"]}).status_code == 304


def test_who_knows_only_the_date_is_answered_by_the_date(client):
    with time_machine.travel("2027-01-10 12:00:00+00:00", tick=False):
        event = make_event()
        modified = client.get(FEED)["Last-Modified"]
        assert client.get(FEED, headers={"If-Modified-Since": modified}).status_code == 304
    with time_machine.travel("2027-01-10 12:30:00+00:00", tick=False):
        update_event(event, title="Anders")
        assert client.get(FEED, headers={"If-Modified-Since": modified}).status_code == 200


def test_a_date_that_leaves_makes_the_feed_newer_not_older(client):
    first = dt.date(2027, 1, 12)
    with time_machine.travel("2027-01-10 12:00:00+00:00", tick=False):
        make_event(session(first), title="Zuerst")
        make_event(session(first + 30 * DAY), title="Danach")
        run_due()
        before = client.get(FEED)
    with time_machine.travel(first + KEPT - DAY, tick=False):
        run_due()
        assert client.get(FEED)["ETag"] == before["ETag"], "nothing left it"
    with time_machine.travel(first + KEPT + 2 * DAY, tick=False):
        assert titles(client.get(FEED)) == {"Zuerst", "Danach"}, "only a stored change changes it"
        run_due()
        after = client.get(FEED)
    assert titles(after) == {"Danach"}
    assert after["ETag"] != before["ETag"]
    assert parse_http_date(after["Last-Modified"]) > parse_http_date(before["Last-Modified"])


def test_changes_behind_closed_doors_leave_the_public_feed_as_it_was(client):
    make_event()
    tag = client.get(FEED)["ETag"]
    hidden = make_event(visibility=Visibility.TABLE)
    update_event(hidden, title="Anders")
    cancel_event(hidden, reason="Krank")
    assert client.get(FEED)["ETag"] == tag


def test_an_event_that_stops_being_public_leaves_the_feed(client):
    event = make_event(title="Forum")
    tag = client.get(FEED)["ETag"]
    update_event(event, visibility=Visibility.TABLE)
    answer = client.get(FEED, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert titles(answer) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda event: update_event(event, organisers=[OrganisationFactory(released=True)]),
        lambda event: update_event(event, audiences=["elected"]),
        lambda event: update_event(event, topics=[Tag.objects.create(name="Recht", slug="recht")]),
        lambda event: event.venue.save(),
        lambda event: event.venue.region.save(),
    ],
    ids=["organisers", "audiences", "topics", "venue", "region"],
)
def test_everything_that_a_filter_asks_for_makes_a_new_version(change):
    event = make_event(venue=VenueFactory(region=RegionFactory()))
    before = current_version()
    change(event)
    assert current_version() != before


def test_what_changes_nothing_makes_no_new_version():
    event = make_event(audiences=["elected"])
    before = current_version()
    update_event(event, title=event.title, audiences=["elected"])
    assert current_version() == before


def test_summing_up_never_repeats_a_version():
    seen = {current_version().tag}
    for _ in range(3):
        for _ in range(3):
            note_change()
            assert current_version().tag not in seen
            seen.add(current_version().tag)
        CalendarChange.objects.filter(pk__lt=CalendarChange.objects.latest("pk").pk).delete()
        seen.add(current_version().tag)
    advance()
    assert current_version().tag not in seen


def test_many_changes_are_summed_up():
    for _ in range(300):
        note_change()
    advance()
    assert CalendarChange.objects.count() == 1
    version = current_version()
    assert not advance()
    assert current_version() == version


def test_a_change_that_is_taken_back_leaves_no_trace(client):
    make_event()
    tag = client.get(FEED)["ETag"]
    with transaction.atomic():
        make_event(title="Doch nicht")
        transaction.set_rollback(True)
    assert client.get(FEED)["ETag"] == tag


def test_dates_are_found_by_topic_audience_and_table(client):
    topic = Tag.objects.create(name="Recht", slug="recht")
    make_event(title="Kurs", topics=[topic], audiences=["elected", "multipliers"])
    make_event(title="Anderes", audiences=["administration"])
    table = RoundTableFactory(listed=True, slug="seestadt")
    make_meeting(table, title="Sitzung", visibility=Visibility.PUBLIC)
    assert titles(client.get(FEED, {"thema": "recht"})) == {"Kurs"}
    assert titles(client.get(FEED, {"zielgruppe": "multipliers"})) == {"Kurs"}
    assert titles(client.get(FEED, {"tisch": "seestadt"})) == {"Sitzung"}
    assert titles(client.get(FEED, {"thema": "recht", "zielgruppe": "administration"})) == set()


def test_a_date_at_another_venue_is_found_in_the_district_of_that_venue(client):
    here, there = RegionFactory(), RegionFactory()
    event = make_event(title="Forum", venue=VenueFactory(region=here))
    event.occurrences.update(venue=VenueFactory(region=there))
    assert titles(client.get(FEED, {"bezirk": there.key})) == {"Forum"}
    assert titles(client.get(FEED, {"bezirk": here.key})) == set()


def test_the_feed_carries_the_name_of_what_was_chosen(client):
    region = RegionFactory(name="Landkreis Seenland")
    make_event(venue=VenueFactory(region=region))
    calendar = Calendar.from_ical(client.get(FEED, {"bezirk": region.key, "q": "forum"}).content)
    assert str(calendar["name"]).endswith(" · Landkreis Seenland · „forum“")
    assert calendar["x-wr-calname"] == calendar["name"]


def test_audiences_and_topics_are_categories(client):
    make_event(audiences=["elected"], topics=[Tag.objects.create(name="Recht, Praxis", slug="recht")])
    (event,) = Calendar.from_ical(client.get(FEED).content).walk("VEVENT")
    kind, audience, topic = map(str, event["categories"].cats)
    assert (kind, audience, topic) == (EventKind.EVENT.label, Audience.ELECTED.label, "Recht, Praxis")


def test_an_event_is_gone_from_a_feed_after_its_day_and_the_kept_time_only(client):
    make_event(session(coming_day(-10)), title="Neulich")
    assert titles(client.get(FEED)) == {"Neulich"}


def test_a_renamed_topic_is_renamed_in_the_feed_and_sequence_stays(client):
    topic = Tag.objects.create(name="Recht", slug="recht")
    event = make_event(topics=[topic])
    topic.name = "Recht und Praxis"
    topic.save()
    assert b"Recht und Praxis" in client.get(FEED).content
    assert event.entries.get().sequence == 0
