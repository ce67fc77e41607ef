"""The calendar as RSS 2.0, for readers and for websites that show news."""

import datetime as dt
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.urls import reverse

from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence
from tafelrunde_events.engine import Rule, Session
from tafelrunde_events.models import CalendarChange, Event
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

RSS = reverse("tafelrunde_events:rss")
ATOM = "{http://www.w3.org/2005/Atom}"


def channel_of(client, **filters):
    response = client.get(RSS, filters)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    return root.find("channel")


def titles(channel):
    return [item.findtext("title") for item in channel.findall("item")]


def test_the_channel_says_what_it_is_and_where(client, training):
    channel = channel_of(client, art="training")

    assert channel.findtext("title").endswith("· Fortbildung")
    assert channel.findtext("link") == "https://netzwerk.example.org/kalender/?art=training"
    assert channel.findtext("language") == "de"
    assert channel.find(f"{ATOM}link").attrib == {
        "rel": "self",
        "href": "https://netzwerk.example.org/kalender/termine.rss?art=training",
    }


def test_an_item_is_a_date_with_all_that_one_must_know(client, training):
    row = training.occurrences.get()

    (item,) = channel_of(client).findall("item")

    link = f"https://netzwerk.example.org/t/{training.pk}/"
    assert item.findtext("link") == link
    assert item.findtext("guid") == f"{link}#{row.pk}"
    assert item.find("guid").get("isPermaLink") == "false"
    assert [category.text for category in item.findall("category")] == ["Fortbildung", "Verwaltung", "Mandatstragende"]
    assert "Saal 2, Bürgerhaus, Am Markt 1, 19288 Ludwigslust" in item.findtext("description")
    assert "<p>Wie Beschäftigte mit Drohungen umgehen.</p>" in item.findtext("description")
    assert item.find("author") is None
    assert b"example.org" not in client.get(RSS).content.replace(b"netzwerk.example.org", b"")


@pytest.mark.parametrize(
    ("sessions", "title"),
    [
        ([session(dt.date(2027, 5, 4))], "Di, 4. Mai 2027, 18:00 Uhr: Forum"),
        ([Session(key="a", start=dt.date(2027, 5, 4), end=dt.date(2027, 5, 6), zone=BERLIN)], "Di, 4. Mai 2027: Forum"),
    ],
)
def test_titles_begin_with_the_date(client, sessions, title):
    with time_machine.travel(dt.datetime(2027, 4, 1, tzinfo=dt.UTC)):
        event = make_event(*sessions, title="Forum")
        assert titles(channel_of(client)) == [title]
        cancel_event(event, reason="Sturmwarnung")
        channel = channel_of(client)
        assert titles(channel) == [f"Abgesagt: {title}"]
        assert "Sturmwarnung" in channel.findtext("item/description")


def test_guids_stay_when_a_date_moves(client):
    event = make_event(session(rule=Rule(freq="WEEKLY", count=3)))
    before = [item.findtext("guid") for item in channel_of(client).findall("item")]
    row = event.occurrences.first()
    later = dt.timedelta(days=1)
    move_occurrence(row, start=row.start_wall + later, end=row.end_wall + later)
    assert [item.findtext("guid") for item in channel_of(client).findall("item")] == before
    assert len(set(before)) == 3


def test_all_moments_are_stored_ones(client):
    long_ago = dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)
    event = make_event()
    Event.objects.update(first_public_at=long_ago, updated_at=long_ago)
    event.occurrences.update(last_modified=long_ago + dt.timedelta(hours=1))
    CalendarChange.objects.update(changed_at=long_ago + dt.timedelta(hours=2))

    channel = channel_of(client)

    assert parsedate_to_datetime(channel.findtext("item/pubDate")) == long_ago
    assert dt.datetime.fromisoformat(channel.findtext(f"item/{ATOM}updated")) == long_ago + dt.timedelta(hours=1)
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == long_ago + dt.timedelta(hours=2)


@pytest.mark.parametrize("changed", [True, False])
def test_an_empty_feed_has_the_same_bytes_all_day(client, changed):
    CalendarChange.objects.all().delete()
    if changed:
        CalendarChange.objects.create()
    now = dt.datetime(2027, 2, 3, 9, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        first = client.get(RSS)
    with time_machine.travel(now + dt.timedelta(hours=3), tick=False):
        assert client.get(RSS, {"q": " "}).content == first.content


def test_what_xml_cannot_hold_is_left_out(client):
    text = "Zeichen \x00\x08\x0b\x0c\x1b\ufffe & <Klammern> 🎪\tEnde"
    event = make_event(title="Forum")
    Event.objects.filter(pk=event.pk).update(title=text.replace("\x00", ""), summary="<script>alert(1)</script>\x1f")

    (item,) = channel_of(client).findall("item")

    assert item.findtext("title").endswith("Zeichen  & <Klammern> 🎪\tEnde")
    # Readers show descriptions as HTML: there, text stays text.
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in item.findtext("description")


def test_only_public_dates_are_told_to_whoever_asks(client, admin_client):
    make_event(title="Forum")
    make_event(title="Vertraulich", visibility=Visibility.TABLE)
    assert [title.rpartition(": ")[2] for title in titles(channel_of(admin_client))] == ["Forum"]
    assert admin_client.get(RSS).content == client.get(RSS).content


def test_the_number_of_queries_does_not_depend_on_the_number_of_dates(client):
    def fill(count):
        for _ in range(count):
            make_event(venue=VenueFactory(region=RegionFactory()), organisers=[OrganisationFactory(released=True)])

    fill(1)
    client.get(RSS)
    one = count_queries(client, RSS, q="forum")
    fill(29)
    client.get(RSS)
    assert count_queries(client, RSS, q="forum") == one


def test_nothing_is_built_while_nothing_has_changed(client):
    make_event()
    first = client.get(RSS)
    again = client.get(RSS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["ETag"] != client.get(reverse("tafelrunde_events:json"))["ETag"]
