"""The pages of the figures: who gets them, and that table, chart, file and paper tell the same."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tafelrunde_events.domain.figures import Measure
from tafelrunde_events.enums import Audience, RegistrationState
from tafelrunde_members.enums import Role
from tests.events.figures.conftest import YEAR, make_training, register, topic
from tests.factories.members import UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/zahlen/"


@pytest.fixture
def browser(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_chart_shows_the_numbers_of_the_table(browser):
    register(make_training(audiences=(Audience.ELECTED,)), RegistrationState.PLACED, 12)
    register(make_training(audiences=(Audience.ADMINISTRATION,)), RegistrationState.PLACED, 6)
    page = text_of(browser.get(PAGE, {"jahr": YEAR, "bild": Measure.PLACED}))
    drawn = re.findall(r'<text class="figures__number"[^>]*>(\d+)<', page)
    lengths = [float(width) for width in re.findall(r'class="figures__bar"[^>]*width="([\d.]+)%"', page)]
    assert drawn == ["6", "12"]
    assert lengths[1] == 2 * lengths[0]
    assert 'role="img"' in page
    assert "<td>12</td>" in page


def test_year_and_dimension_are_chosen_in_the_address(browser):
    make_training(topics=[topic("Recht")])
    assert "Recht" in text_of(browser.get(PAGE, {"jahr": YEAR, "nach": "thema"}))
    assert "Recht" in text_of(browser.get(PAGE, {"jahr": "", "nach": "thema"}))


def test_nonsense_in_the_address_falls_back_to_this_year(browser):
    page = browser.get(PAGE, {"jahr": "gestern", "nach": "farbe", "bild": "nichts"})
    assert page.context["report"].year == timezone.localdate().year


@pytest.mark.parametrize(("file_format", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("ods", b"PK")])
def test_files(browser, file_format, start):
    register(make_training(), RegistrationState.PLACED, 6)
    response = browser.get(f"{PAGE}datei/", {"jahr": YEAR, "format": file_format})
    assert response.content.startswith(start)
    assert f"kennzahlen-{YEAR}-zielgruppe.{file_format}" in response["Content-Disposition"]


def test_unknown_format_does_not_exist(browser):
    assert browser.get(f"{PAGE}datei/", {"format": "exe"}).status_code == 404


def test_paper_hides_what_few_people_stand_behind(browser):
    register(make_training(), RegistrationState.PLACED, 3)
    assert "<td>3</td>" in text_of(browser.get(PAGE, {"jahr": YEAR}))
    paper = text_of(browser.get(f"{PAGE}druck/", {"jahr": YEAR}))
    assert "<td>3</td>" not in paper
    assert "verborgen" in paper


def test_page_costs_the_same_for_one_training_and_for_thirty(browser):
    def make(number):
        for _number in range(number):
            register(make_training(audiences=(Audience.ELECTED,)), RegistrationState.PLACED)

    make(1)
    browser.get(PAGE, {"jahr": YEAR})  # caches of the process
    few = count_queries(browser, PAGE, jahr=YEAR)
    make(29)
    assert count_queries(browser, PAGE, jahr=YEAR) == few


def test_coordination_of_a_table_gets_no_figures_of_trainings():
    client = Client()
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    for address in ("", "druck/", "datei/"):
        assert client.get(PAGE + address).status_code == 404
