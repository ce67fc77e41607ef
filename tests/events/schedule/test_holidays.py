"""Warnings of public holidays and school holidays."""

import datetime as dt

import pytest
from django.utils import translation
from time_machine import travel

from tafelrunde_events.domain.holidays import STATES, holidays_between, school_holidays_end, state_of
from tests.factories.events import VenueFactory
from tests.factories.members import RegionFactory

EASTER_MONDAY = dt.date(2027, 3, 29)


@pytest.fixture
def today():
    with travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.parametrize("state", STATES.values())
def test_all_states_have_holidays_of_both_kinds(state):
    with translation.override("de"):
        found = holidays_between(dt.date(2027, 1, 1), dt.date(2027, 12, 31), state=state)
    assert {"Neujahr", "Karfreitag", "Ostermontag"} <= set(found.public)
    assert any("Sommerferien" in name for name in found.school)


@pytest.mark.parametrize(("language", "name"), [("de", "Ostermontag"), ("en", "Easter Monday")])
def test_holidays_have_names_in_the_language_of_the_reader(language, name):
    with translation.override(language):
        assert holidays_between(EASTER_MONDAY, EASTER_MONDAY, state="MV").public == (name,)


def test_school_holidays_are_known_a_few_years_ahead(today):
    end = school_holidays_end("MV")
    assert dt.date(2028, 1, 1) < end < dt.date(2040, 1, 1)


@pytest.mark.parametrize(
    ("key", "setting", "expected"),
    [("13076", "", "MV"), ("11", "MV", "BE"), ("99", "", ""), ("", "sn", "SN"), ("", "XX", "")],
)
@pytest.mark.django_db
def test_the_region_of_the_venue_decides_and_else_the_setting(settings, key, setting, expected):
    settings.TAFELRUNDE_HOLIDAY_STATE = setting
    venue = VenueFactory(region=RegionFactory(key=key) if key else None)
    assert state_of(venue) == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
class TestInTheEditor:
    def test_dates_in_holidays_are_counted_and_named(self, ask):
        text = ask({"frequency": "weekly", "count": "10", "start_date": "2027-02-02"})["schedule-0"]
        assert "3 Termine liegen in den Schulferien" in text
        assert "Winterferien: 09.02.2027, 16.02.2027" in text
        assert "Oster-/Frühjahrsferien: 30.03.2027" in text

    def test_a_public_holiday_is_named(self, ask):
        text = ask({"start_date": "2027-05-17"})["schedule-0"]
        assert "1 Termin liegt auf einem Feiertag (Pfingstmontag: 17.05.2027)." in text

    def test_every_day_of_a_long_date_counts(self, ask):
        text = ask({"start_date": "2027-03-25", "end_date": "2027-03-30"})["schedule-0"]
        assert "Karfreitag: 25.03.2027; Ostermontag: 25.03.2027" in text

    def test_without_a_state_nothing_is_claimed(self, ask, settings):
        settings.TAFELRUNDE_HOLIDAY_STATE = ""
        text = ask({"start_date": "2027-05-17"})["schedule-0"]
        assert "Feiertag" not in text

    def test_it_says_how_far_school_holidays_are_known(self, ask):
        text = ask({"frequency": "yearly", "count": "9"})["schedule-0"]
        assert "Die Schulferien sind bis" in text
        assert "bekannt" in text
        assert "Die Schulferien sind bis" not in ask({})["schedule-0"]
