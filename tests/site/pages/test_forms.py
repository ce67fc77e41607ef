"""Forms as the theme shows them."""

import pytest
from bs4 import BeautifulSoup

from tafelrunde_site.views.styleguide import SampleForm


def soup(form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def test_every_control_has_a_label():
    page = soup(SampleForm())

    labelled = {label["for"] for label in page.select("label")}
    assert {control["id"] for control in page.select("input, select, textarea")} <= labelled


def test_choices_are_a_group_with_a_legend():
    page = soup(SampleForm())

    assert [legend.get_text(" ", strip=True) for legend in page.select("fieldset legend")] == [
        "Ihre Antwort",
        "Was brauchen Sie? (freiwillig)",
    ]
    assert len(page.select(".choices .choice input[type=radio]")) == 3


def test_optional_fields_say_so_and_required_ones_do_not():
    page = soup(SampleForm())

    assert "freiwillig" in page.select_one('label[for="id_message"]').get_text()
    assert "freiwillig" not in page.select_one('label[for="id_name"]').get_text()


def test_help_and_mistakes_are_tied_to_their_control():
    page = soup(SampleForm({"email": "anna@"}))

    control = page.select_one("#id_email")

    assert control["aria-invalid"] == "true"
    assert all(page.find(id=name) for name in control["aria-describedby"].split())


@pytest.mark.parametrize("position", range(5))
def test_summary_of_mistakes_leads_to_each_control(position):
    page = soup(SampleForm({"email": "anna@"}))

    link = page.select(".error-summary a")[position]

    assert page.find(id=link["href"].removeprefix("#")).name in {"input", "select", "textarea"}


def test_a_form_without_mistakes_has_no_summary():
    assert not soup(SampleForm()).select(".error-summary")
