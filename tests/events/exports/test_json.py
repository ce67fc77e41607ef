"""The calendar as JSON: a promise to programs that nobody here knows."""

import datetime as dt
import gzip
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_http_date
from taggit.models import Tag

from tafelrunde_events.domain import exports
from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence, update_event
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.engine import Rule, Session
from tafelrunde_events.enums import AccessFact, EventKind, Format
from tafelrunde_events.models import CalendarSource, ImportedEvent
from tafelrunde_events.views.exports import json_document
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, make_meeting
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

JSON = reverse("tafelrunde_events:json")
FEED = reverse("tafelrunde_events:feed")


def read(client, **filters):
    response = client.get(JSON, filters)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def titles(document):
    return [date["title"] for date in document["dates"]]


def test_a_date_says_everything_that_was_promised(client, training):
    row, entry, base = training.occurrences.get(), training.entries.get(), "https://netzwerk.example.org"
    training.topics.add(Tag.objects.create(name="Hausrecht", slug="hausrecht"))
    traits = [("access", "catering"), ("format", "hybrid"), ("language", "de"), ("access", "step-free")]
    for trait, value in [*traits, ("region", "13076")]:
        training.trait_rows.create(trait=trait, value=value)

    (date,) = read(client)["dates"]

    day = coming_day(30)
    offset = timezone.localtime(row.start).strftime("%z")
    offset = f"{offset[:3]}:{offset[3:]}"
    assert date.pop("updated") == timezone.localtime(exports.changed_at(row)).isoformat(timespec="seconds")
    assert date == {
        "id": row.pk,
        "event": training.pk,
        "uid": entry.uid,
        "title": "Anfeindungen im Amt <souverän> & sicher",
        "summary": "Wie Beschäftigte mit Drohungen umgehen.",
        "language": "de",
        "kind": {"key": "training", "label": "Fortbildung"},
        "all_day": False,
        "start": f"{day.isoformat()}T09:00:00{offset}",
        "end": f"{day.isoformat()}T16:00:00{offset}",
        "zone": BERLIN,
        "status": "CONFIRMED",
        "reason": "",
        "place": {
            "name": "Bürgerhaus",
            "room": "Saal 2",
            "street": "Am Markt 1",
            "postal_code": "19288",
            "city": "Ludwigslust",
            "access": "",
            "district": {"key": "13076", "label": "Ludwigslust-Parchim"},
            "latitude": 53.32454,
            "longitude": 11.49788,
        },
        "online": True,
        "url": f"{base}/t/{training.pk}/",
        "organisers": [{"name": "Regionalzentrum", "url": f"{base}/einrichtungen/regionalzentrum/"}],
        "audiences": [
            {"key": "administration", "label": "Verwaltung"},
            {"key": "elected", "label": "Mandatstragende"},
        ],
        "topics": [{"key": "hausrecht", "label": "Hausrecht"}],
        "format": {"key": "hybrid", "label": str(Format.HYBRID.label)},
        "level": None,
        "languages": [{"key": "de", "label": "Deutsch"}],
        "access": [
            {"key": "step-free", "label": str(AccessFact.STEP_FREE.label)},
            {"key": "catering", "label": str(AccessFact.CATERING.label)},
        ],
        "booking": {"key": "open", "label": "offen"},
        "source": None,
    }


def test_the_list_says_what_it_is_and_where(client, training):
    document = read(client, art="training", strange="x")

    assert list(document) == ["version", "calendar", "self", "next", "updated", "dates"]
    assert document["version"] == 1
    assert document["calendar"] == {
        "name": document["calendar"]["name"],
        "language": "de",
        "url": "https://netzwerk.example.org/kalender/?art=training",
        "ics": "https://netzwerk.example.org/kalender/termine.ics?art=training",
        "rss": "https://netzwerk.example.org/kalender/termine.rss?art=training",
    }
    assert document["calendar"]["name"].endswith("· Fortbildung")
    assert document["self"] == "https://netzwerk.example.org/kalender/termine.json?art=training"
    assert document["next"] is None
    assert dt.datetime.fromisoformat(document["updated"]).tzinfo is not None


def test_whole_days_are_days_and_places_may_be_unknown(client):
    day = coming_day(40)
    last = day + dt.timedelta(days=2)
    make_event(Session(key="a", start=day, end=last, zone=BERLIN), title="Projekttage")

    (date,) = read(client)["dates"]

    assert (date["all_day"], date["start"], date["end"]) == (True, day.isoformat(), last.isoformat())
    assert (date["place"], date["online"], date["booking"]) == (None, False, None)


def test_what_was_taken_over_says_from_where(client):
    source = CalendarSource.objects.create(name="Stadtkalender", url="https://www.stadt.example/termine.ics")
    announcement = "https://www.stadt.example/t/7"
    ImportedEvent.objects.create(source=source, event=make_event(), uid="7", url=announcement)

    (date,) = read(client)["dates"]

    assert date["source"] == {"name": "Stadtkalender", "url": announcement}


def test_a_date_of_its_own_place_names_that_place_and_not_the_room_elsewhere(client):
    event = make_event(venue=VenueFactory(name="Rathaus"), room="Ratssaal")
    event.occurrences.update(venue=VenueFactory(name="Stadthalle"))

    (date,) = read(client)["dates"]

    assert (date["place"]["name"], date["place"]["room"]) == ("Stadthalle", "")


def test_cancelled_dates_stay_with_their_reason_and_past_ones_leave(client):
    make_event(session(coming_day(-1)), title="Gestern")
    cancel_event(make_event(session(coming_day(1)), title="Fachtag"), reason="Saal gesperrt")

    (date,) = read(client)["dates"]

    assert (date["title"], date["status"], date["reason"]) == ("Fachtag", "CANCELLED", "Saal gesperrt")


def test_the_past_can_be_asked_for(client):
    make_event(session(coming_day(-400)), title="Voriges Jahr")
    make_event(session(coming_day(-10)), title="Neulich")
    make_event(session(coming_day(10)), title="Bald")

    assert titles(read(client)) == ["Bald"]
    assert titles(read(client, von=coming_day(-20).isoformat())) == ["Neulich", "Bald"]
    assert titles(read(client, von="2000-01-01", bis=coming_day(-5).isoformat())) == ["Voriges Jahr", "Neulich"]


def test_only_what_is_public_is_told_to_whoever_asks(client):
    make_event(title="Forum")
    for visibility in (Visibility.NETWORK, Visibility.TABLE, Visibility.COORDINATION):
        make_event(title="Vertraulich", visibility=visibility)
    anonymous = client.get(JSON)
    administrator = Client()
    administrator.force_login(UserFactory(is_superuser=True, is_staff=True))

    assert titles(json.loads(anonymous.content)) == ["Forum"]
    signed_in = administrator.get(JSON)
    assert signed_in.content == anonymous.content
    assert signed_in["ETag"] == anonymous["ETag"]
    assert not signed_in.cookies


def test_neither_addresses_nor_the_way_into_the_meeting_are_told(client, training):
    text = client.get(JSON).content.decode()

    assert "@" not in text.replace(training.entries.get().uid, "")
    assert "meet.example.org" not in text
    assert "Zgeheime" not in text


def test_pages_follow_each_other_without_gaps_and_repetitions(client):
    day = coming_day(20)
    for number in range(4):
        make_event(session(day), title=f"Gleichzeitig {number}")
    make_event(session(day, rule=Rule(freq="WEEKLY", count=4)), title="Reihe")
    selection, cursor, seen = Selection(chosen=(("art", "event"),)), None, []
    while True:
        document = json_document(selection, current_version(), after=cursor, size=3)
        seen += [(date["start"], date["id"]) for date in document["dates"]]
        if document["next"] is None:
            break
        query = parse_qs(urlsplit(document["next"]).query)
        cursor = exports.Cursor.parse(query["ab"][0])
        rest = read(client, art="event", ab=query["ab"][0])
        assert query["art"] == ["event"]
        assert rest["self"] == document["next"]
        assert not {date["id"] for date in rest["dates"]} & {pk for _start, pk in seen}

    assert len(seen) == len(set(seen)) == 8
    assert seen == sorted(seen)


@pytest.mark.parametrize("cursor", ["x", "20270504T160000000000", "20271304T160000000000-1", "٢٠٢٧0504T160000000000-1"])
def test_a_page_that_cannot_be_is_not_found(client, cursor):
    assert client.get(JSON, {"ab": cursor}).status_code == 404


@pytest.mark.parametrize("cursor", ["99991231T235959999999-999999999999999999", "00010101T000000000000-0"])
def test_a_page_before_and_behind_everything_is_fine(client, cursor):
    make_event()
    assert client.get(JSON, {"ab": cursor}).status_code == 200


def test_ten_thousand_dates_come_in_pages_of_five_hundred():
    assert exports.PAGE_SIZE == 500


def test_the_number_of_queries_does_not_depend_on_the_number_of_dates(client):
    def fill(count):
        for _ in range(count):
            make_event(
                venue=VenueFactory(region=RegionFactory()),
                organisers=[OrganisationFactory(released=True), OrganisationFactory()],
                audiences=["elected", "other"],
            ).topics.add(Tag.objects.get_or_create(name="Hausrecht", slug="hausrecht")[0])

    fill(1)
    client.get(JSON)
    one = count_queries(client, JSON, q="forum")  # what is searched by words is built each time
    fill(29)
    client.get(JSON)
    assert count_queries(client, JSON, q="forum") == one


def test_nothing_is_built_while_nothing_has_changed(client):
    event = make_event(title="Forum")
    first = client.get(JSON)
    again = client.get(JSON, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    update_event(event, title="Forum Gemeinsinn")
    assert client.get(JSON, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_every_page_has_a_tag_of_its_own(client):
    make_event()
    cursor = "20200101T000000000000-1"
    assert client.get(JSON)["ETag"] != client.get(JSON, {"ab": cursor})["ETag"]


def test_midnight_changes_the_list_and_nothing_in_between(client):
    today = coming_day(0)
    make_event(session(today, hour=9, hours=1), title="Heute früh")
    noon = timezone.make_aware(dt.datetime.combine(today, dt.time(12)))
    with time_machine.travel(noon, tick=False):
        at_noon = client.get(JSON)
    with time_machine.travel(noon + dt.timedelta(hours=11), tick=False):
        assert client.get(JSON, headers={"If-None-Match": at_noon["ETag"]}).status_code == 304
    with time_machine.travel(noon + dt.timedelta(hours=13), tick=False):
        tomorrow = client.get(JSON, headers={"If-None-Match": at_noon["ETag"]})
    assert titles(json.loads(at_noon.content)) == ["Heute früh"]
    assert titles(json.loads(tomorrow.content)) == []
    assert parse_http_date(tomorrow["Last-Modified"]) > parse_http_date(at_noon["Last-Modified"])


def test_what_was_moved_is_told_with_its_new_time_and_the_same_number(client):
    event = make_event()
    (before,) = read(client)["dates"]
    row = event.occurrences.get()
    later = dt.timedelta(days=3)
    move_occurrence(row, start=row.start_wall + later, end=row.end_wall + later)
    (after,) = read(client)["dates"]
    assert after["id"] == before["id"]
    assert after["uid"] == before["uid"]
    assert dt.datetime.fromisoformat(after["start"]).date() == dt.datetime.fromisoformat(before["start"]).date() + later


def test_compressed_bytes_are_the_same_bytes(client):
    make_event(title="Bürgerforum")
    zipped = client.get(JSON, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == client.get(JSON).content


def test_head_says_the_same_without_the_body(client):
    make_event()
    head = client.head(JSON)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(JSON)["ETag"]


def test_scripts_of_every_website_may_read_and_ask_conditionally(client):
    for address in (JSON, FEED, reverse("tafelrunde_events:rss")):
        answer = client.get(address, headers={"Origin": "https://www.stadt.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Expose-Headers"] == "ETag, Link"
        assert "Access-Control-Allow-Credentials" not in answer
        unchanged = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (unchanged.status_code, unchanged["Access-Control-Allow-Origin"]) == (304, "*")
        permission = client.options(
            address,
            headers={
                "Origin": "https://www.stadt.example",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "if-none-match",
            },
        )
        assert (permission.status_code, permission.content) == (204, b"")
        assert permission["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in permission["Access-Control-Allow-Headers"]
        assert client.post(address).status_code == 405


def test_no_other_page_is_open_to_scripts_of_other_websites(client):
    for address in ("/kalender/", "/kalender/einbetten/", make_event().get_absolute_url()):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers={"Origin": "https://www.stadt.example"})


def test_programs_are_told_where_the_documentation_is(client, base_url):
    assert client.get(JSON)["Link"] == f'<{base_url}/kalender/einbetten/anleitung/>; rel="service-doc"'


FILTERS = [
    {"art": "training"},
    {"bezirk": "13072"},
    {"thema": "hausrecht"},
    {"zielgruppe": "elected"},
    {"einrichtung": "regionalzentrum"},
    {"q": "zivil courage"},
    {"von": coming_day(50).isoformat()},
    {"von": coming_day(50).isoformat(), "bis": coming_day(50).isoformat()},
    {"art": "training", "bezirk": "13072", "q": "courage"},
]


@pytest.mark.parametrize("filters", FILTERS, ids="+".join)
def test_json_and_rss_choose_the_same_dates_as_the_feed(client, filters):
    wanted = make_event(
        session(coming_day(50)),
        title="Zivilcourage",
        kind=EventKind.TRAINING,
        venue=VenueFactory(region=RegionFactory(key="13072", name="Landkreis Rostock")),
        organisers=[OrganisationFactory(slug="regionalzentrum", released=True)],
        audiences=["elected"],
        topics=[Tag.objects.create(name="Hausrecht", slug="hausrecht")],
    )
    make_event(title="Etwas anderes", venue=VenueFactory(region=RegionFactory(key="13071", name="Seenplatte")))

    assert titles(read(client, **filters)) == ["Zivilcourage"]
    for name in ("feed", "rss"):
        text = client.get(reverse(f"tafelrunde_events:{name}"), filters).content.decode()
        assert wanted.title in text, name
        assert "Etwas anderes" not in text, name


def test_the_meetings_of_a_table_are_chosen_the_same_way(client):
    table = RoundTableFactory(listed=True, slug="seestadt")
    make_meeting(table, title="Öffentliche Sitzung", visibility=Visibility.PUBLIC)
    make_meeting(table, title="Vertrauliche Sitzung")
    make_event(title="Etwas anderes")

    (date,) = read(client, tisch="seestadt")["dates"]

    assert (date["title"], date["kind"]["key"]) == ("Öffentliche Sitzung", "meeting")
    for name in ("feed", "rss", "embed"):
        text = client.get(reverse(f"tafelrunde_events:{name}"), {"tisch": "seestadt"}).content.decode()
        assert "Öffentliche Sitzung" in text, name
        assert "Vertrauliche" not in text, name
        assert "Etwas anderes" not in text, name
