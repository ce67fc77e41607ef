"""The page editor in Chromium: what a date comes to stands below it while somebody types."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, coming_day, make_event, session
from tests.factories.members import UserFactory
from tests.factories.pages import make_index
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting
from tests.factories.site import make_home
from tests.support.browser import assert_accessible, assert_fits, sign_in

pytestmark = pytest.mark.browser

DAY = coming_day(50)


def field(page, name, block=0):
    return page.locator(f"[name=schedule-{block}-value-{name}]")


@pytest.fixture
def editor_page(open_page, live_server, transactional_db):
    venue = VenueFactory(name="Bürgerhaus Ludwigslust", city="Ludwigslust", listed=True)
    make_event(session(DAY, hour=19), venue=venue, title="Chorprobe")
    make_meeting(RoundTableFactory(), days=57, title="Vertraulich", venue=venue)
    index = make_index(make_home(), title="Fortbildungen")

    def open_editor(**options):
        page = open_page(**options)
        sign_in(page, UserFactory(is_superuser=True, is_staff=True), live_server.url)
        page.goto(f"/verwaltung/pages/add/tafelrunde_events/eventpage/{index.pk}/")
        return page

    return open_editor


def test_dates_are_read_back_while_somebody_types(editor_page):
    page = editor_page()
    preview = page.locator(".schedule-preview").first
    field(page, "start_date").fill(DAY.isoformat())
    field(page, "start_time").fill("20:00")
    field(page, "end_time").fill("18:00")
    expect(preview).to_contain_text("Das Ende liegt vor dem Beginn.")
    expect(preview.locator("[aria-live=polite]")).to_contain_text("Bitte geben Sie ein späteres Ende ein.")
    field(page, "end_time").fill("22:00")
    expect(preview).to_contain_text("20:00 bis 22:00 Uhr")
    expect(preview).not_to_contain_text("Chorprobe")
    page.locator("[name=venue]").select_option(label="Bürgerhaus Ludwigslust")
    expect(preview.get_by_role("link", name="Chorprobe")).to_be_visible()
    assert_accessible(page, ".schedule-preview")
    assert_fits(page)


def test_a_course_is_entered_week_by_week(editor_page):
    page = editor_page()
    field(page, "start_date").fill(DAY.isoformat())
    field(page, "start_time").fill("18:00")
    field(page, "end_time").fill("20:00")
    for number in range(2):
        page.get_by_role("button", name="Noch einer, eine Woche später").nth(number).press("Enter")
        expect(page.locator(".schedule-preview__words")).to_have_count(number + 2)
    days = [field(page, "start_date", block).input_value() for block in range(3)]
    assert days == [coming_day(50 + 7 * weeks).isoformat() for weeks in range(3)]


def test_a_series_shows_its_rule_and_its_weekdays_only_by_weeks(editor_page):
    page = editor_page()
    page.get_by_title("Einen Block einfügen").last.click()
    page.get_by_role("option", name="Reihe").click()
    for name, value in (
        ("start_date", DAY.isoformat()),
        ("start_time", "18:00"),
        ("end_time", "20:00"),
        ("count", "12"),
    ):
        field(page, name, 1).fill(value)
    preview = page.locator(".schedule-preview").last
    expect(preview).to_contain_text("18:00 bis 20:00 Uhr, 12 Termine")
    expect(preview).to_contain_text("und 4 weitere Termine")
    weekdays = page.locator("[name=schedule-1-value-weekdays]").first
    expect(weekdays).to_be_visible()
    field(page, "frequency", 1).select_option("monthly_weekday")
    expect(preview).to_contain_text(re.compile(r"jeden \w+ \w+ im Monat"))
    expect(weekdays).to_be_hidden()


def test_the_form_of_a_meeting_warns_as_well(open_page, live_server, transactional_db):
    make_home()
    table = RoundTableFactory()
    make_meeting(table, days=40, title="Sitzung im Herbst")
    page = open_page()
    sign_in(page, make_coordinator(table, role=Role.COORDINATOR), live_server.url)
    page.goto(reverse("tafelrunde_roundtables_admin:meeting_plan", args=[table.pk]))
    page.locator("[name=day]").fill(coming_day(40).isoformat())
    preview = page.locator(".schedule-preview")
    expect(preview).to_contain_text("Sitzung im Herbst")
    assert_accessible(page, ".schedule-preview")
