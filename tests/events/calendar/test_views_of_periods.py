"""Month, week and plan of the year as a visitor sees them."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.period_dates import DATES_PER_DAY, DATES_PER_WEEKDAY
from tafelrunde_events.domain.periods import Month
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.engine import Frequency, Rule, Session
from tafelrunde_events.enums import EventKind
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, make_event, session
from tests.factories.members import RegionFactory, UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

CALENDAR = reverse("tafelrunde_events:calendar")
DAY = dt.date(2027, 3, 10)
ASKED = DAY.isoformat()
VIEWS = ["monat", "woche", "jahr"]


def look(client, view="monat", tag=ASKED, **filters):
    response = client.get(CALENDAR, {"ansicht": view, "tag": tag, **filters})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def day_of(page, day):
    """The cell (or the item) of a day."""
    return page.find("time", datetime=day.isoformat()).find_parent(["td", "li"])


def several_days(first, last):
    return Session(key="tagung", start=first, end=last, zone=BERLIN)


def test_month_is_a_table_with_a_caption_and_headings(client):
    table = look(client).find("table")
    assert table.caption.get_text(strip=True) == "Termine im März 2027" or "März 2027" in table.caption.get_text()
    assert [th.get_text(strip=True) for th in table.thead.find_all("th", scope="col")][1:] == [
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
    ]  # fmt: skip
    rows = table.tbody.find_all("tr")
    assert len(rows) == 5
    assert all(len(row.find_all("td")) == 7 and row.find("th", scope="row") for row in rows)


def test_month_names_each_date_on_its_day_with_time_and_link(client):
    event = make_event(session(DAY, hour=9), title="Fachtag")
    cell = day_of(look(client), DAY)
    link = cell.find("a")
    assert link["href"] == event.get_absolute_url()
    assert link.get_text() == "9:00 Fachtag"
    assert "Mittwoch, 10. März" in cell.get_text()


@pytest.mark.parametrize("view", ["monat", "woche"])
def test_date_of_several_days_stands_in_each_of_them_with_its_end(client, view):
    make_event(several_days(DAY, DAY + dt.timedelta(days=2)), title="Tagung")
    page = look(client, view)
    for number in range(3):
        assert "bis 12. März" in day_of(page, DAY + dt.timedelta(days=number)).get_text()
    assert "Tagung" not in day_of(page, DAY + dt.timedelta(days=3)).get_text()


@pytest.mark.parametrize("view", VIEWS)
def test_date_that_began_long_before_is_seen_while_it_lasts(client, view):
    make_event(several_days(dt.date(2026, 12, 1), dt.date(2027, 3, 31)), title="Ausstellung")
    assert "Ausstellung" in look(client, view).find("main").get_text()
    assert "Ausstellung" not in look(client, view, tag="2028-05-01").find("main").get_text()


def test_evening_that_ends_at_midnight_does_not_reach_into_the_next_day(client):
    start = dt.datetime.combine(DAY, dt.time(22))
    make_event(Session("a", start, start + dt.timedelta(hours=2), BERLIN), title="Lange Nacht")
    page = look(client)
    assert "Lange Nacht" in day_of(page, DAY).get_text()
    assert "Lange Nacht" not in day_of(page, DAY + dt.timedelta(days=1)).get_text()


def test_date_of_another_zone_stands_on_its_own_day_and_names_the_zone(client):
    make_event(session(dt.date(2027, 3, 31), hour=20, zone="America/New_York"), title="Übersee")
    page = look(client)
    assert "20:00 (America/New_York) Übersee" in day_of(page, dt.date(2027, 3, 31)).get_text()


def test_days_of_neighbouring_months_are_marked_and_filled(client):
    make_event(session(dt.date(2027, 4, 1)), title="Aprilscherz")
    cell = day_of(look(client), dt.date(2027, 4, 1))
    assert "is-outside" in cell["class"]
    assert "Aprilscherz" in cell.get_text()


@pytest.mark.parametrize("view", ["monat", "woche"])
def test_today_is_marked_in_words(client, view):
    page = look(client, view, tag="")
    today = day_of(page, timezone.localdate())
    assert "heute" in today.get_text()
    assert len(page.select(".today")) == 1


@pytest.mark.parametrize(("view", "limit"), [("monat", DATES_PER_DAY), ("woche", DATES_PER_WEEKDAY)])
def test_day_without_room_counts_the_rest_and_links_to_it(client, view, limit):
    make_event(several_days(DAY - dt.timedelta(days=1), DAY), title="Tagung")
    for number in range(limit + 2):
        make_event(session(DAY, hour=9), title=f"Kurs {number}", kind=EventKind.TRAINING)
    cell = day_of(look(client, view), DAY)
    *named, more = cell.find_all("li")
    assert len(named) == limit
    assert "Tagung" in named[0].get_text()
    assert more.get_text() == "3 weitere Termine am 10. März"
    listed = client.get(more.a["href"]).content.decode()
    assert f"{limit + 3} Termine" in listed


@pytest.mark.parametrize("view", VIEWS)
def test_cancelled_date_is_struck_through_with_word_and_reason(client, view):
    cancel_event(make_event(session(DAY), title="Fachtag"), reason="Sturm")
    off = look(client, view).find("del").find_parent("li")
    assert off.find("del").get_text() == "Fachtag"
    assert "abgesagt: Sturm" in off.get_text()


def test_week_names_times_and_places(client):
    make_event(session(DAY, hour=9, hours=7), title="Fachtag", venue=VenueFactory(city="Anklam"))
    text = day_of(look(client, "woche"), DAY).get_text()
    assert "9:00 bis 16:00 Uhr" in text
    assert "Anklam" in text


def test_year_has_twelve_months_and_names_each_date_once(client):
    make_event(session(DAY), title="Fachtag")
    make_event(several_days(dt.date(2026, 12, 28), dt.date(2027, 2, 3)), title="Jahreswechsel")
    page = look(client, "jahr", bezirk="x", art="event")
    months = page.select(".year-plan section")
    assert len(months) == 12
    assert "Fachtag" in months[2].get_text()
    assert [number for number, month in enumerate(months) if "Jahreswechsel" in month.get_text()] == [0]
    assert "Stand:" in page.get_text()
    assert "Auswahl: Veranstaltung" in " ".join(page.get_text().split())


@pytest.mark.parametrize("view", VIEWS)
def test_filters_hold_in_every_view_and_all_ways_keep_them(client, view):
    here = RegionFactory(key="13001", name="Hier")
    make_event(session(DAY), title="Gemeint", venue=VenueFactory(region=here))
    make_event(session(DAY), title="Anderswo", venue=VenueFactory(region=RegionFactory()))
    page = look(client, view, bezirk="13001")
    assert "Gemeint" in page.find("main").get_text()
    assert "Anderswo" not in page.find("main").get_text()
    ways = page.select(".views a, .period-nav a")
    assert len(ways) == 7
    assert all("bezirk=13001" in way["href"] for way in ways)
    assert page.select_one(".jump [name=bezirk]")["value"] == "13001"
    assert page.select_one(".calendar-filter [name=ansicht]")["value"] == view
    assert page.select_one(".calendar-filter option[selected]").get_text() == "Hier"


def test_ways_to_the_neighbours_say_where_they_lead(client):
    ways = look(client).select(".period-nav li")
    assert [" ".join(way.get_text().split()) for way in ways] == [
        "‹ Vorheriger Monat: Februar 2027", "Heute", "Nächster Monat: April 2027 ›",
    ]  # fmt: skip


@pytest.mark.parametrize(("tag", "missing"), [("1970-01-01", "prev"), ("2199-12-31", "next")])
@pytest.mark.parametrize("view", VIEWS)
def test_no_way_leads_out_of_calendars(client, view, tag, missing):
    page = look(client, view, tag=tag)
    assert not page.select(f".period-nav a[rel~={missing}]")
    assert len(page.select(".period-nav a")) == 2


@pytest.mark.parametrize("tag", ["", "gestern", "2026-02-31", "9999-01-01", "0000", "١٢"])
@pytest.mark.parametrize("view", VIEWS)
def test_day_that_means_nothing_opens_the_view_today(client, view, tag):
    page = look(client, view, tag=tag)
    assert page.select_one(".period-nav [aria-current=date]")


def test_unknown_view_is_the_list(client):
    assert "month-grid" not in client.get(CALENDAR, {"ansicht": "stapel"}).content.decode()


def test_view_opens_within_the_chosen_days(client):
    page = look(client, tag="", von="2027-06-10")
    assert page.select_one(".period-name").get_text() == "Juni 2027"


def test_empty_month_leads_on_to_the_next_date(client):
    make_event(session(dt.date(2027, 7, 5)), title="Später")
    page = look(client)
    assert page.select_one(".empty a")["href"] == f"{CALENDAR}?ansicht=monat&tag=2027-07"


def canonical(page):
    return page.find("link", rel="canonical")["href"]


def robots(page):
    found = page.find("meta", attrs={"name": "robots"})
    return found["content"] if found else ""


def test_canonical_address_is_the_same_however_one_came(client, settings):
    settings.TAFELRUNDE_BASE_URL = "https://netzwerk.example.org"
    for tag in ("2027-03-10", "2027-03", "03.2027"):
        page = look(client, tag=tag, q=" a  b ", art="")
        assert canonical(page) == "https://netzwerk.example.org/kalender/?ansicht=monat&tag=2027-03&q=a+b"
    now = Month.around(timezone.localdate()).value
    assert canonical(look(client, tag=now)) == "https://netzwerk.example.org/kalender/?ansicht=monat"


def test_machines_are_not_led_on_without_end(client):
    make_event(session(DAY))
    assert robots(look(client)) == ""
    assert robots(look(client, tag="2027-04")) == "noindex, nofollow", "nothing there"
    for tag, way in (("2190-05", "next"), ("1980-05", "prev")):
        page = look(client, tag=tag)
        assert robots(page) == "noindex, nofollow"
        assert "nofollow" in page.select_one(f".period-nav a[rel~={way}]")["rel"]
    assert robots(look(client, art="event")) == "noindex, nofollow"
    assert robots(look(client, "jahr")) == "noindex, nofollow"


@pytest.mark.parametrize("view", ["liste", *VIEWS])
def test_view_needs_the_same_number_of_queries_for_any_number_of_dates(client, view):
    def make(number):
        rule = Rule(Frequency.WEEKLY, count=3)
        day = timezone.localdate() + dt.timedelta(days=number % 5)
        make_event(session(day, rule=rule), title=f"Reihe {number}", venue=VenueFactory(region=RegionFactory()))

    asked = {"ansicht": view}
    make(0)
    client.get(CALENDAR, asked)  # the choices of filters are read once for each state of the calendar
    one = count_queries(client, CALENDAR, **asked)
    for number in range(30):
        make(number)
    client.get(CALENDAR, asked)
    assert count_queries(client, CALENDAR, **asked) == one
    assert one <= 8


@pytest.mark.parametrize("view", ["liste", *VIEWS])
def test_each_visitor_sees_what_they_may_and_no_cache_keeps_it(client, view):
    make_event(session(DAY), title="Fürs Netzwerk", visibility=Visibility.NETWORK)
    asked = {"ansicht": view, "tag": ASKED}
    anonymous = client.get(CALENDAR, asked)
    assert "Fürs Netzwerk" not in anonymous.content.decode()
    assert "no-store" not in anonymous.get("Cache-Control", "")
    assert not anonymous.cookies
    client.force_login(UserFactory(is_superuser=True))
    personal = client.get(CALENDAR, asked)
    assert "Fürs Netzwerk" in personal.content.decode()
    assert {"private", "no-store"} <= set(re.split(r",\s*", personal["Cache-Control"]))
