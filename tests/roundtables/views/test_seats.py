"""Seats in the admin: by sector, with new people and institutions, and with their history."""

import datetime as dt
from html import unescape

import pytest
from django.utils import timezone

from tafelrunde_members.enums import Role
from tafelrunde_members.models import Organisation, Person
from tafelrunde_roundtables.enums import SeatRole
from tafelrunde_roundtables.models import Seat
from tests.factories.members import SectorFactory, UserFactory
from tests.factories.roundtables import SeatFactory
from tests.roundtables.conftest import admin
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def sector(db):
    return SectorFactory(name="Medien")


def person(prefix: str, **fields) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in fields.items()}


def test_missing_sectors_are_named(coordinator, anklam, sector):
    response = coordinator.get(admin("seats", anklam.table.pk))
    assert response.context["balance"].missing == (sector,)
    assert "Medien" in response.content.decode()


def test_new_institution_and_new_people_come_with_the_seat(coordinator, anklam, sector):
    data = {
        "new_organisation": "Anklamer Bote",
        "sector": sector.pk,
        "role": SeatRole.MEMBER,
        **person("new_delegate", last_name="Schreiber", email="schreiber@bote.example.org"),
        **person("new_deputy", last_name="Ersatz"),
    }
    assert coordinator.post(admin("seat_add", anklam.table.pk), data).status_code == 302
    seat = Seat.objects.get(organisation__name="Anklamer Bote")
    assert (seat.table, seat.sector) == (anklam.table, sector)
    assert (seat.delegate.last_name, seat.deputy.last_name) == ("Schreiber", "Ersatz")
    assert Person.objects.visible_to(anklam.coordinator).filter(last_name="Schreiber").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"new_organisation": ""},
        {"sector": ""},
        {"role": "king"},
        {"valid_from": "gestern"},
        person("new_delegate", last_name="", email="wer@example.org"),
        person("new_delegate", last_name="Neu", email="käthe@example.org"),
        person("new_deputy", last_name="Neu", email="keine adresse"),
    ],
)
def test_refused_seat_keeps_what_was_typed_and_stores_nobody(coordinator, anklam, sector, wrong):
    people = Person.objects.count()
    data = {
        "new_organisation": "Anklamer Bote",
        "sector": sector.pk,
        "role": SeatRole.MEMBER,
        **person("new_delegate", last_name="Schreiber", phone="030 23125 111"),
        **wrong,
    }
    response = coordinator.post(admin("seat_add", anklam.table.pk), data)
    assert response.status_code == 200
    text = unescape(response.content.decode())
    for typed in (value for value in data.values() if isinstance(value, str) and value not in ("", "king", "member")):
        assert typed in text, typed
    assert Person.objects.count() == people
    assert not Organisation.objects.filter(name="Anklamer Bote").exists()


def test_second_seat_of_an_institution_is_refused_in_words(coordinator, anklam, sector):
    data = {"organisation": anklam.seat.organisation.pk, "sector": sector.pk, "role": SeatRole.MEMBER}
    response = coordinator.post(admin("seat_add", anklam.table.pk), data)
    assert response.status_code == 200
    assert response.context["form"].errors["organisation"]


def test_new_delegate_takes_over_from_the_one_still_chosen(coordinator, anklam):
    before = anklam.seat.delegate
    data = {
        "organisation": anklam.seat.organisation.pk,
        "sector": anklam.seat.sector.pk,
        "role": SeatRole.MEMBER,
        "delegate": before.pk,
        "deputy": anklam.seat.deputy.pk,
        **person("new_delegate", last_name="Nachfolge", email="neu@example.org"),
    }
    assert coordinator.post(admin("seat_edit", anklam.table.pk, anklam.seat.pk), data).status_code == 302
    old, new = Seat.objects.filter(table=anklam.table).order_by("pk")
    assert (old.delegate, old.valid_until) == (before, timezone.localdate() - dt.timedelta(days=1))
    assert new.delegate.last_name == "Nachfolge"
    page = coordinator.get(admin("seats", anklam.table.pk))
    assert page.context["seats"] == [new]
    assert page.context["ended_seats"] == [old]


def test_ended_seat_is_history_and_is_not_rewritten(coordinator, anklam):
    Seat.objects.filter(pk=anklam.seat.pk).update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    for name in ("seat_edit", "seat_end"):
        assert coordinator.get(admin(name, anklam.table.pk, anklam.seat.pk)).status_code == 404
    assert "DelegierteAnklam" in coordinator.get(admin("seats", anklam.table.pk)).content.decode()


def test_end_before_the_beginning_is_refused(coordinator, anklam):
    Seat.objects.filter(pk=anklam.seat.pk).update(valid_from=timezone.localdate())
    url = admin("seat_end", anklam.table.pk, anklam.seat.pk)
    response = coordinator.post(url, {"last_day": "2020-01-01"})
    assert response.context["form"].errors["last_day"]


def test_person_at_the_own_table_can_be_corrected(coordinator, anklam):
    url = admin("person_edit", anklam.table.pk, anklam.seat.delegate.pk)
    data = {"last_name": "Richtig", "email": "richtig@example.org", "contact_by": "letter", "protected": "on"}
    assert coordinator.post(url, data).status_code == 302
    person = anklam.seat.delegate
    person.refresh_from_db()
    assert (person.last_name, person.contact_by, person.protected) == ("Richtig", "letter", True)


def test_address_that_another_table_relies_on_stays(coordinator, anklam, wolgast):
    """Whoever coordinates one table must not receive the login codes and invitations of another one's members."""
    person = anklam.seat.delegate
    SeatFactory(table=wolgast.table, deputy=person)
    before = person.email
    url = admin("person_edit", anklam.table.pk, person.pk)
    coordinator.post(
        url, {"last_name": "Neu", "email": "entfuehrt@example.org", "contact_by": "letter", "protected": ""}
    )
    person.refresh_from_db()
    assert (person.last_name, person.email, person.contact_by) == ("Neu", before, "email")
    assert "Wolgast" not in coordinator.get(url).content.decode()


def test_address_of_somebody_on_the_staff_stays(coordinator, anklam):
    person = anklam.seat.delegate
    person.user = UserFactory(roles=(Role.TRAINING_EDITOR,))
    person.save()
    before = person.email
    url = admin("person_edit", anklam.table.pk, person.pk)
    coordinator.post(url, {"last_name": "Neu", "email": "entfuehrt@example.org"})
    person.refresh_from_db()
    assert person.email == before


def test_list_needs_the_same_number_of_queries_for_many_seats(coordinator, anklam):
    url = admin("seats", anklam.table.pk)
    few = count_queries(coordinator, url)
    SeatFactory.create_batch(30, table=anklam.table)
    assert count_queries(coordinator, url) == few
