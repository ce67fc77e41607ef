import io

import openpyxl
import pytest
from wagtail.models import ModelLogEntry

from tafelrunde_events.models import Registration
from tests.events.registrations.admin.conftest import QUESTIONS, content, url
from tests.factories.members import PersonFactory
from tests.factories.registrations import make_training, new_person, register

EXPORTED = "tafelrunde_events.registrations_exported"
SENSITIVE = "tafelrunde_events.sensitive_answers_exported"


@pytest.fixture
def event(db):
    """A training with a question about food, and somebody who answered."""
    event = make_training(questions=QUESTIONS, capacity=1)
    person = new_person(first_name="=1+1", last_name="Meier", organisation="@Amt")
    register(event, person, answers={"thema": "Streit", "essen": "Nüsse"})
    register(event, new_person(last_name="Wartend"))
    return event


def csv(staff, event, query=""):
    response = staff.get(url("export", event.pk) + f"?format=csv{query}")
    assert response.status_code == 200
    return response.content.decode("utf-8-sig").splitlines()


def test_no_cell_is_a_formula_and_nothing_sensitive_comes_along(staff, event):
    headings, meier, _waiting = csv(staff, event)

    assert "Welches Thema?" in headings
    assert "Was essen Sie nicht?" not in headings
    assert "Nüsse" not in meier
    assert "Streit" in meier
    assert "'=1+1" in meier
    assert "'@Amt" in meier
    assert list(
        ModelLogEntry.objects.filter(action__startswith="tafelrunde_events").values_list("action", flat=True)
    ) == [EXPORTED]


def test_sensitive_answers_only_by_their_own_button(staff, event):
    form = content(staff.get(url("list", event.pk)))
    assert 'name="sensibel"' in form

    lines = csv(staff, event, "&spalten=nachname&sensibel=1")

    assert lines[0] == "Nachname;Was essen Sie nicht?"
    assert lines[1] == "Meier;Nüsse"
    assert ModelLogEntry.objects.filter(action=SENSITIVE).count() == 1


def test_chosen_columns_in_an_office_file(staff, event):
    response = staff.get(url("export", event.pk) + "?format=xlsx&spalten=nachname&spalten=warteliste&spalten=nonsense")

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["Nachname", "Platz auf der Warteliste"],
        ["Meier", None],
        ["Wartend", 1],
    ]
    assert staff.get(url("export", event.pk) + "?format=ods").content.startswith(b"PK")
    assert staff.get(url("export", event.pk) + "?format=exe").status_code == 404


def test_the_file_is_narrowed_down_like_the_list(staff, event):
    assert "1 Anmeldung" in content(staff.get(url("list", event.pk) + "?zustand=waiting"))
    assert len(csv(staff, event, "&zustand=waiting")) == 2


def test_whom_nobody_may_name_is_not_named_in_a_file(staff, event):
    Registration.objects.filter(last_name="Meier").update(
        person=PersonFactory(protected=True), email="m@example.org", note="Meier ruft an"
    )

    columns = ("nachname", "vorname", "email", "notiz", "einrichtung")
    text = "\n".join(csv(staff, event, "".join(f"&spalten={column}" for column in columns)))

    assert "Amt" not in text
    assert "Meier" not in text
    assert "m@example.org" not in text
    assert "Besonders geschützte Person" in text


def test_the_printed_list_has_those_with_a_place(staff, event):
    page = content(staff.get(url("print", event.pk)))

    assert "Meier" in page
    assert "Wartend" not in page
    assert "Nüsse" not in page
    assert "Wartend" in content(staff.get(url("print", event.pk) + "?zustand=waiting"))
