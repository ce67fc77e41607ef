"""The home page: opening, district finder, next dates, sectors."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_members.enums import Visibility
from tafelrunde_site.domain.home import NEXT_DATES, districts_with_dates
from tests.factories.events import VenueFactory, make_event, session
from tests.factories.members import RegionFactory, SectorFactory, UserFactory
from tests.support.queries import count_queries


@pytest.fixture
def show(client, home):
    return lambda: BeautifulSoup(client.get("/").content, "html.parser")


def test_headline_is_the_only_first_heading(show):
    assert [heading.get_text() for heading in show().select("h1")] == ["Gemeinsam an einem Tisch."]


def test_without_headline_the_title_stands_there(show, home):
    home.headline = ""
    home.save()

    assert show().h1.get_text() == "Startseite"


def test_finder_offers_every_district_and_needs_no_script(show):
    RegionFactory(key="13003", name="Rostock")
    RegionFactory(key="13004", name="Schwerin")

    finder = show().select_one("form.finder")

    assert finder["action"] == "/zustaendig/"
    assert "method" not in finder.attrs
    assert [option["value"] for option in finder.select("option")] == ["", "13003", "13004"]


def test_next_dates_are_listed_soonest_first_with_their_day(show):
    day = timezone.localdate() + dt.timedelta(days=3)
    make_event(session(day + dt.timedelta(days=1)), title="Später")
    make_event(session(day), title="Früher")

    rows = show().select(".date-row")

    assert [row.h3.get_text(strip=True) for row in rows] == ["Früher", "Später"]
    assert rows[0].select_one(".num").get_text() == str(day.day)
    assert "18:00 Uhr" in rows[0].select_one(".meta").get_text()


def test_dates_that_are_not_public_stay_hidden(show):
    make_event(title="Vertraulich", visibility=Visibility.COORDINATION)

    page = show()

    assert "Vertraulich" not in page.get_text()
    assert "Zurzeit sind keine öffentlichen Termine bekannt" in page.get_text()


def test_a_cancelled_date_is_struck_through_and_says_why(show):
    cancel_event(make_event(title="Fachtag"), reason="Neuer Termin im Herbst")

    row = show().select_one(".date-row.is-off")

    assert row.find("del").get_text() == "Fachtag"
    assert "Neuer Termin im Herbst" in row.get_text()
    assert "Abgesagt" in row.select_one(".badge.off").get_text()


def test_map_marks_districts_in_which_something_takes_place_soon(home):
    venue = VenueFactory(region=RegionFactory(key="130750005005", name="Anklam", kind="municipality"))
    make_event(session(timezone.localdate() + dt.timedelta(days=5)), venue=venue)
    later = VenueFactory(region=RegionFactory(key="13004", name="Schwerin"))
    make_event(session(timezone.localdate() + dt.timedelta(days=60)), venue=later)

    assert districts_with_dates(UserFactory()) == {"13075"}


def test_every_expected_sector_has_a_seat_and_stands_in_a_list(show):
    SectorFactory(name="Kirchen")
    SectorFactory(name="Medien")
    SectorFactory(name="Sonstige", expected=False)

    page = show()

    assert len(page.select("circle.seat")) == 2
    assert [item.get_text() for item in page.select(".seat-list li")] == ["Kirchen", "Medien"]


def test_queries_do_not_depend_on_the_number_of_dates(client, home):
    make_event(venue=VenueFactory())
    client.get("/")
    few = count_queries(client, "/")
    for _number in range(NEXT_DATES):
        make_event(venue=VenueFactory())

    assert count_queries(client, "/") == few
