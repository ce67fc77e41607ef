"""The answers taken along: as a file, on paper, and as the list that goes round."""

import io

import pytest
import tablib
from wagtail.models import ModelLogEntry

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitations import Invitee, withdraw_invitation
from tafelrunde_events.enums import Answer, EventKind, ReplySource
from tests.events.invitations.conftest import invite as send
from tests.events.invitations.test_board import content, staff, url  # noqa: F401 (fixtures)
from tests.factories.events import invite, make_event
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def exported(client, event, file_format, **asked):
    response = client.get(url("export", event.pk), {"format": file_format, **asked})
    assert response.status_code == 200
    if file_format == "csv":
        return response, tablib.Dataset().load(response.content.decode("utf-8-sig"), format="csv", delimiter=";")
    return response, tablib.Dataset().load(io.BytesIO(response.content), format=file_format)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_answers_are_saved_as_a_file(staff, event, invitee, file_format):  # noqa: F811
    send(event, invitee)
    record_answer(event.invitations.get(), answer=Answer.ACCEPTED, comment="=1+1", source=ReplySource.LINK)

    response, rows = exported(staff, event, file_format)

    assert response["Content-Disposition"] == f'attachment; filename="antworten-{event.pk}.{file_format}"'
    assert "no-store" in response["Cache-Control"]
    (row,) = rows.dict
    assert row["Einrichtung"] == "Kirchengemeinde St. Beispiel"
    assert row["Name"] == "Dr. Käthe Musterfrau"
    assert row["Nachricht"] == "'=1+1"
    assert row["Geantwortet"]


def test_the_file_holds_what_the_page_shows_and_no_withdrawn_invitations(staff, event, invitee):  # noqa: F811
    send(event, invitee, Invitee(PersonFactory(last_name="Andere"), OrganisationFactory(name="Kammer")))
    withdraw_invitation(event.invitations.get(person=invitee.person), by=None)

    assert [row["Einrichtung"] for row in exported(staff, event, "csv")[1].dict] == ["Kammer"]
    assert exported(staff, event, "csv", q="gemeinde")[1].dict == []


def test_protected_people_are_not_named_to_those_who_may_not_know(staff, event):  # noqa: F811
    invite(event, PersonFactory(last_name="Geheimnis", protected=True))

    (row,) = exported(staff, event, "xlsx")[1].dict

    assert row["Name"] == "Besonders geschützte Person"


def test_an_unknown_kind_of_file_does_not_exist(staff, event):  # noqa: F811
    assert staff.get(url("export", event.pk), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("name", ["export", "print", "attendance_list"])
def test_whoever_takes_answers_along_is_logged_and_nothing_of_the_event_is(staff, coordinator, event, name):  # noqa: F811
    staff.get(url(name, event.pk))

    entry = ModelLogEntry.objects.get(action__startswith="tafelrunde_events.answers_")
    assert entry.user == coordinator
    assert entry.object_id == str(event.pk)
    assert event.title not in entry.label


@pytest.mark.parametrize("name", ["export", "print", "attendance_list", "reminders", "reminder_add"])
def test_other_peoples_meetings_do_not_exist(staff, name):  # noqa: F811
    meeting = make_event(kind=EventKind.MEETING)

    assert staff.get(url(name, meeting.pk)).status_code == 404
    assert staff.post(url(name, meeting.pk)).status_code in (404, 405)
    assert not ModelLogEntry.objects.exists()


def test_the_list_to_sign_expects_everybody_but_those_who_declined(staff, event):  # noqa: F811
    for name, answer, guests in (
        ("Domgemeinde", Answer.ACCEPTED, 1),
        ("Kammer", Answer.DECLINED, 0),
        ("Verein", Answer.NEEDS_ACTION, 0),
    ):
        invite(event, organisation=OrganisationFactory(name=name), answer=answer, guests=guests)

    page = content(staff.get(url("attendance_list", event.pk)))

    assert "Kammer" not in page
    assert page.index("Domgemeinde") < page.index("Gast von Domgemeinde") < page.index("Verein")
    assert "Unterschrift" in page


def test_no_protected_person_is_named_on_the_list_that_goes_round(client, event):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    person = PersonFactory(last_name="Geheimnis", protected=True)
    invite(event, person, organisation=OrganisationFactory(name="Verein"), answer=Answer.ACCEPTED)

    assert "Geheimnis" in content(client.get(url("print", event.pk)))
    page = content(client.get(url("attendance_list", event.pk)))
    assert "Verein" in page
    assert "Geheimnis" not in page
