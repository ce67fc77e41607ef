"""The list of dates with its filters, its map and what it says when there is nothing."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tafelrunde_events.domain.scheduling import cancel_event, update_event
from tafelrunde_events.engine import Session
from tafelrunde_events.enums import Audience, EventKind
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory, RegionFactory
from tests.factories.roundtables import RoundTableFactory

pytestmark = pytest.mark.django_db

CALENDAR = reverse("tafelrunde_events:calendar")


def look(client, **asked):
    response = client.get(CALENDAR, asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [heading.get_text(strip=True) for heading in page.select(".date-row h3")]


def words(element):
    return " ".join(element.get_text().split())


def test_filters_offer_what_the_calendar_knows_and_keep_what_was_chosen(client):
    RoundTableFactory(slug="hafen", name="Runder Tisch am Hafen", listed=True)
    make_event(audiences=[Audience.ELECTED])
    page = look(client, tisch="hafen", q="Forum", von="2027-01-01")
    labels = [label.get_text() for label in page.select(".calendar-filter label")]
    assert {"Suche", "Runder Tisch", "Art", "Zielgruppe", "Von", "Bis"} <= set(labels)
    assert "Thema" not in labels, "no topic, no choice"
    assert page.select_one("#id_tisch option[selected]")["value"] == "hafen"
    assert page.select_one("#id_q")["value"] == "Forum"
    assert page.select_one("#id_von")["value"] == "2027-01-01"


def test_each_filter_in_force_is_a_chip_that_takes_it_away(client):
    host = OrganisationFactory(released=True, name="Regionalzentrum", slug="rz")
    make_event(organisers=[host])
    asked = {"art": "event", "einrichtung": "rz", "von": "2026-12-01", "bis": "2027-12-31", "q": "Forum"}
    page = look(client, **asked)
    chips = {words(chip): chip["href"] for chip in page.select(".chips a")}
    assert list(chips) == [
        "Filter entfernen: Veranstaltung ×",
        "Filter entfernen: Regionalzentrum ×",
        "Filter entfernen: ab 1. Dezember 2026 ×",
        "Filter entfernen: bis 31. Dezember 2027 ×",
        "Filter entfernen: „Forum“ ×",
        "Zurücksetzen",
    ]
    assert chips["Filter entfernen: Regionalzentrum ×"] == (
        f"{CALENDAR}?art=event&von=2026-12-01&bis=2027-12-31&q=Forum"
    )
    assert chips["Zurücksetzen"] == CALENDAR
    assert page.select_one(".calendar-filter [name=einrichtung][type=hidden]")["value"] == "rz"


def test_filter_that_means_nothing_leaves_no_trace(client):
    page = look(client, art="party", einrichtung="<script>", tag="x", ansicht="")
    assert not page.select(".chips")
    assert not page.select("[name=einrichtung]")


def test_search_without_result_suggests_what_to_do(client):
    make_event()
    page = look(client, q="Quastenflosser")
    assert "weniger oder kürzeren Wörtern" in words(page.select_one(".empty"))
    assert page.select_one(".empty a")["href"] == CALENDAR


def test_period_that_ends_before_it_begins_is_named_as_the_reason(client):
    make_event()
    page = look(client, von=coming_day(40).isoformat(), bis=coming_day(20).isoformat())
    assert "wählen Sie einen späteren letzten Tag" in words(page.select_one(".empty"))
    assert page.select_one("[name=von]")["value"] == coming_day(40).isoformat()


def test_days_that_are_over_show_what_was_and_say_so(client):
    make_event(session(coming_day(-40)), title="Zuerst")
    make_event(session(coming_day(-20)), title="Zuletzt")
    make_event(title="Künftig")
    page = look(client, bis=coming_day(-5).isoformat())
    assert titles(page) == ["Zuletzt", "Zuerst"]
    assert "vorbei" in words(page.select_one(".notice"))
    assert titles(look(client, von=coming_day(-60).isoformat(), bis=coming_day(-5).isoformat())) == [
        "Zuerst", "Zuletzt",
    ]  # fmt: skip


def test_row_tells_the_last_of_several_days_and_a_foreign_zone(client):
    place = VenueFactory(name="Rathaus", city="Anklam")
    day = dt.date(2027, 3, 10)
    evening = dt.datetime.combine(day, dt.time(18))
    make_event(Session("a", day, day + dt.timedelta(days=2), BERLIN), title="Tagung", venue=place)
    make_event(Session("b", evening, evening + dt.timedelta(days=1), BERLIN), title="Lager", venue=place)
    make_event(Session("c", evening, evening + dt.timedelta(hours=6), BERLIN), title="Nacht", venue=place)
    make_event(session(day, zone="America/New_York"), title="Übersee")
    rows = {words(row.h3): words(row.select_one(".meta")) for row in look(client).select(".date-row")}
    assert rows == {
        "Tagung": "bis 12. März · Anklam, Rathaus",
        "Lager": "18:00 Uhr, bis 11. März · Anklam, Rathaus",
        "Nacht": "18:00 Uhr · Anklam, Rathaus",
        "Übersee": "18:00 Uhr (America/New_York)",
    }


def test_way_to_earlier_dates_keeps_the_filters(client):
    make_event(session(coming_day(-20)), title="Kurs", kind=EventKind.TRAINING)
    make_event(session(coming_day(-20)), title="Fest")
    way = look(client, art="training").select_one(".earlier a")
    assert titles(BeautifulSoup(client.get(way["href"]).content, "html.parser")) == ["Kurs"]
    assert "nofollow" in way["rel"]


def test_head_names_the_same_selection_for_programs(client):
    page = look(client, art="training", page="1")
    found = {link["type"]: link["href"] for link in page.find_all("link", rel="alternate")}
    assert set(found) == {"text/calendar", "application/rss+xml", "application/json"}
    assert all(address.endswith("?art=training") for address in found.values())
    for address in found.values():
        assert client.get(address[address.index("/kalender") :]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "indexed"),
    [
        ({}, True),
        ({"art": "event"}, True),
        ({"art": "event", "zielgruppe": "elected"}, False),
        ({"q": "Forum"}, False),
        ({"von": "2027-01-01"}, False),
    ],
)
def test_only_plain_lists_are_for_search_engines(client, asked, indexed):
    make_event()
    assert bool(look(client, **asked).find("meta", attrs={"name": "robots"})) is not indexed


class TestDistricts:
    """The map, and the same as a list."""

    @pytest.fixture(autouse=True)
    def districts(self):
        self.here = RegionFactory(key="13003", name="Rostock")
        self.there = RegionFactory(key="13004", name="Schwerin")

    def links(self, page):
        return {words(link): link for link in page.select(".map-list a")}

    def test_say_in_words_how_many_public_dates_they_have(self, client):
        town = RegionFactory(key="130030000000", name="Stadtteil", kind="municipality", parent=self.here)
        make_event(venue=VenueFactory(region=self.here))
        make_event(venue=VenueFactory(region=town))
        make_event(venue=VenueFactory(region=self.there), visibility=Visibility.TABLE)
        make_event(session(coming_day(-3)), venue=VenueFactory(region=self.there))
        cancel_event(make_event(venue=VenueFactory(region=self.there)), reason="krank")
        page = look(client)
        assert list(self.links(page)) == ["Rostock: 2 öffentliche Termine", "Schwerin: kein öffentlicher Termin"]
        shapes = page.select(".map a")
        assert [words(shape.title) for shape in shapes] == list(self.links(page))
        assert [shape["href"] for shape in shapes] == [link["href"] for link in self.links(page).values()]
        assert [bool(shape.select(".has-date")) for shape in shapes] == [True, False]

    def test_lead_to_their_dates_with_the_other_filters_and_in_the_same_view(self, client):
        links = self.links(look(client, bezirk="13003", art="event", ansicht="monat", tag="2027-03"))
        assert [link["href"] for link in links.values()] == [
            f"{CALENDAR}?ansicht=monat&tag=2027-03&art=event&bezirk={key}" for key in ("13003", "13004")
        ]
        assert [link.get("aria-current") for link in links.values()] == ["true", None]

    def test_count_what_the_other_filters_leave(self, client):
        make_event(venue=VenueFactory(region=self.here), title="Fest")
        make_event(venue=VenueFactory(region=self.here), kind=EventKind.TRAINING)
        assert "Rostock: 1 öffentlicher Termin" in self.links(look(client, art="training"))
        assert "Rostock: 1 öffentlicher Termin" in self.links(look(client, q="Fest"))
        later = (coming_day(30) + dt.timedelta(days=1)).isoformat()
        assert "Rostock: kein öffentlicher Termin" in self.links(look(client, von=later))

    def test_follow_a_change_at_once(self, client):
        event = make_event(venue=VenueFactory(region=self.here))
        look(client)
        update_event(event, venue=VenueFactory(region=self.there))
        assert list(self.links(look(client))) == [
            "Rostock: kein öffentlicher Termin",
            "Schwerin: 1 öffentlicher Termin",
        ]
