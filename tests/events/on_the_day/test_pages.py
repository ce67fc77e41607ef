"""The pages of the day: who is let in by name or code, by whom, and what strangers see."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tafelrunde_events.domain.on_the_day import check_in, sessions_of
from tafelrunde_events.domain.on_the_day.papers import Paper
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance
from tafelrunde_members.models import ConfidentialLogEntry
from tests.events.on_the_day.conftest import entry_path, make_course, take_part
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, make_coordinator
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def address(name, event, *more):
    return reverse(f"tafelrunde_attendance:{name}", args=[event.pk, *more])


@pytest.fixture
def door(client, editor):
    """A browser of the editor at the door."""
    client.force_login(editor)
    return client


def press(door, address, button, registration, session):
    return door.post(address, {button: registration.pk, "sitzung": session.pk}, follow=True)


def page_text(response):
    return " ".join(response.content.decode().split())


def test_one_press_lets_in_by_name(door, course, ada, editor):
    first, _second = sessions_of(course)

    response = press(door, address("check_in", course), "einlassen", ada, first)

    attendance = Attendance.objects.get()
    assert (attendance.registration, attendance.occurrence) == (ada, first)
    assert (attendance.way, attendance.by) == (AttendanceWay.NAME, editor)
    assert "Ada Sommer ist da." in page_text(response)
    assert "1 von 1 da" in page_text(response)


def test_the_second_device_hears_since_when_and_by_whom(door, course, ada):
    first, _second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.NAME, by=UserFactory(first_name="Toni", last_name="Tür"))

    response = press(door, address("check_in", course), "einlassen", ada, first)

    assert "Ada Sommer wurde schon eingelassen: da seit" in page_text(response)
    assert "(vermerkt von Toni Tür)" in page_text(response)
    assert Attendance.objects.count() == 1


def test_a_press_too_many_is_taken_back(door, course, ada):
    first, _second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.NAME, by=None)

    response = press(door, address("check_in", course), "zuruecknehmen", ada, first)

    assert not Attendance.objects.exists()
    assert "0 von 1 da" in page_text(response)


@pytest.mark.parametrize("query", ["müller", "Mueller", "bela kreis", "LÜDENSCHEIDT"])
def test_people_are_found_however_one_spells_them(door, course, ada, bela, query):
    response = door.get(address("check_in", course), {"q": query})

    assert [line.pk for line in response.context["lines"] if line.is_wanted] == [bela.pk]


def test_nobody_is_found_by_a_name_that_must_not_be_read(door, course, ada, protected):
    response = door.get(address("check_in", course), {"q": "geheimnis"})

    assert response.context["found"] == 0
    assert "Niemand gefunden" in page_text(response)
    for secret in ("Geheimnis", "Gerda", "Verborgen"):
        assert secret not in page_text(response)
    assert "Besonders geschützte Person" in page_text(response)


def test_whoever_is_let_in_for_another_day_is_warned(door, course, ada):
    assert "Dieser Termin ist nicht heute" in page_text(door.get(address("check_in", course)))


def test_the_script_hears_of_everybody(door, course, ada, bela):
    first, second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.CODE, by=None)

    state = door.get(address("state", course), {"sitzung": first.pk}).json()
    other = door.get(address("state", course), {"sitzung": second.pk}).json()

    assert state["presence"] == "1 von 2 da"
    assert state["people"][str(ada.pk)].startswith("da seit")
    assert state["people"][str(bela.pk)] == ""
    assert other["presence"] == "0 von 2 da"


def test_a_code_shows_one_person_and_one_press_lets_them_in(door, course, ada):
    response = door.get(entry_path(ada))
    assert "Ada Sommer" in page_text(response)
    assert not Attendance.objects.exists()  # reading a code changes nothing

    response = press(door, entry_path(ada), "einlassen", ada, sessions_of(course)[0])

    assert Attendance.objects.get().way == AttendanceWay.CODE
    assert "Da seit" in page_text(response)


def test_a_code_says_why_somebody_is_not_let_in(door, ada, editor):
    cancel(ada, by=editor)

    text = page_text(door.get(entry_path(ada)))

    assert "Mit diesem Code gibt es keinen Einlass" in text
    assert 'name="einlassen"' not in text


def test_a_code_names_nobody_who_is_specially_protected(door, protected):
    text = page_text(door.get(entry_path(protected)))

    assert "Geheimnis" not in text
    assert "Besonders geschützte Person" in text
    assert 'name="einlassen"' in text


def test_strangers_learn_nothing_from_a_code(client, ada):
    assert client.get(entry_path(ada)).status_code == 302  # to the login
    for stranger in (UserFactory(), make_coordinator(RoundTableFactory())):
        client.force_login(stranger)
        assert client.get(entry_path(ada)).status_code in (302, 404)
        assert b"Sommer" not in client.get(entry_path(ada), follow=True).content


def test_unknown_codes_and_sessions_are_not_found(door, course, ada):
    (foreign,) = sessions_of(make_course(30))

    assert door.get("/verwaltung/einlass/" + "x" * 43 + "/").status_code == 404
    assert door.get(address("check_in", course), {"sitzung": foreign.pk}).status_code == 404
    assert press(door, address("check_in", course), "einlassen", ada, foreign).status_code == 404
    assert door.get(address("check_in", course), {"sitzung": "x"}).status_code == 404
    assert door.post(address("check_in", course), {"einlassen": "x"}).status_code == 404
    assert door.get(address("paper", course, "x")).status_code == 404


def test_the_people_of_another_event_are_not_let_in_here(door, course, ada):
    other = make_course(30)

    assert press(door, address("check_in", other), "einlassen", ada, sessions_of(other)[0]).status_code == 404


def test_the_list_afterwards_keeps_what_others_noted_meanwhile(door, course, ada, bela):
    first, second = sessions_of(course)
    shown = door.get(address("grid", course)).context["shown"]
    check_in(bela, first, way=AttendanceWay.CODE, by=None)

    response = door.post(
        address("grid", course),
        {"gezeigt": shown, "da": [f"{ada.pk}-{first.pk}", f"{ada.pk}-{second.pk}"]},
        follow=True,
    )

    assert Attendance.objects.count() == 3
    assert "2 hinzugefügt, 0 zurückgenommen" in page_text(response)


def test_boxes_that_are_cleared_take_back(door, course, ada):
    first, _second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.CODE, by=None)
    shown = door.get(address("grid", course)).context["shown"]

    door.post(address("grid", course), {"gezeigt": shown})

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("paper", Paper)
def test_papers_come_as_files_that_no_cache_keeps(door, course, ada, paper):
    response = door.get(address("paper", course, paper.value))

    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_the_attendance_comes_as_a_file(door, course, ada, ending):
    response = door.get(address("export", course), {"format": ending})

    assert response.status_code == 200
    assert f"anwesenheit-{course.pk}.{ending}" in response["Content-Disposition"]


def test_the_log_tells_who_took_lists_along_and_names_nobody(door, course, ada, editor):
    door.get(address("paper", course, Paper.SIGN_IN.value))
    door.get(address("export", course))

    entries = ConfidentialLogEntry.objects.filter(user=editor)
    assert {entry.action for entry in entries} == {
        "tafelrunde_events.attendance_printed",
        "tafelrunde_events.attendance_exported",
    }
    assert not any("Sommer" in entry.label or course.title in entry.label for entry in entries)
    assert not ModelLogEntry.objects.filter(label__contains="Sommer").exists()


@pytest.mark.parametrize("name", ["check_in", "state", "grid", "lists"])
def test_pages_ask_the_database_the_same_for_one_and_for_thirty(door, course, name):
    first, _second = sessions_of(course)
    check_in(take_part(course, "Ada", "Sommer"), first, way=AttendanceWay.NAME, by=UserFactory())
    count_queries(door, address(name, course))
    for_one = count_queries(door, address(name, course))
    for number in range(29):
        guest = take_part(course, "Béla", f"Winter{number}", person=PersonFactory())
        check_in(guest, first, way=AttendanceWay.NAME, by=UserFactory())

    assert count_queries(door, address(name, course)) == for_one
