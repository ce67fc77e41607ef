"""A coordinator works with their own round table and nowhere else (laws 11 and 13)."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from tafelrunde_members.enums import Role, Visibility
from tafelrunde_members.models import Organisation, Person
from tafelrunde_roundtables import admin_urls
from tafelrunde_roundtables.enums import TableLevel
from tafelrunde_roundtables.models import Meeting, Seat
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.roundtables.conftest import OwnTable, admin

pytestmark = pytest.mark.django_db

#: Every view about one table, by name; the list of one's tables is the only other one.
TABLE_VIEWS = sorted(pattern.name for pattern in admin_urls.urlpatterns if "table_pk" in str(pattern.pattern))


def address(name: str, own: OwnTable, **others) -> str:
    """Address of a view of the table, with what it needs taken from the table unless given."""
    known = {
        "table_pk": own.table.pk,
        "meeting_pk": own.meeting.pk,
        "seat_pk": own.seat.pk,
        "person_pk": own.seat.delegate.pk,
    } | others
    pattern = next(pattern for pattern in admin_urls.urlpatterns if pattern.name == name)
    wanted = pattern.pattern.converters
    return reverse(f"tafelrunde_roundtables_admin:{name}", kwargs={key: known[key] for key in wanted})


def test_the_list_of_views_is_complete():
    assert {pattern.name for pattern in admin_urls.urlpatterns} - set(TABLE_VIEWS) == {"tables"}
    assert len(TABLE_VIEWS) == 16


@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_own_table_opens(coordinator, anklam, name):
    assert coordinator.get(address(name, anklam)).status_code == 200


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_table_of_others_does_not_exist(coordinator, wolgast, name, method):
    assert getattr(coordinator, method)(address(name, wolgast)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_things_of_others_do_not_exist_at_the_own_table(coordinator, anklam, wolgast, name, method):
    foreign = {
        "meeting_pk": wolgast.meeting.pk,
        "seat_pk": wolgast.seat.pk,
        "person_pk": wolgast.seat.delegate.pk,
    }
    pattern = next(pattern for pattern in admin_urls.urlpatterns if pattern.name == name)
    if foreign.keys().isdisjoint(pattern.pattern.converters):
        pytest.skip("about the table alone")
    assert getattr(coordinator, method)(address(name, anklam, **foreign)).status_code == 404


def test_nothing_happened_to_the_table_of_others(coordinator, wolgast):
    for name in TABLE_VIEWS:
        coordinator.post(address(name, wolgast), {"reason": "x", "last_day": "2027-01-01", "last_name": "x"})
    wolgast.meeting.refresh_from_db()
    wolgast.seat.refresh_from_db()
    assert not wolgast.meeting.event.is_cancelled
    assert not wolgast.meeting.event.invitations.exists()
    assert wolgast.seat.valid_until is None
    assert Seat.objects.filter(table=wolgast.table).count() == 1
    assert Meeting.objects.filter(table=wolgast.table).count() == 1


@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_network_coordination_sees_no_municipal_table_that_it_does_not_coordinate(client, wolgast, name):
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    assert client.get(address(name, wolgast)).status_code == 404
    assert client.post(address(name, wolgast)).status_code == 404


@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_administrators_see_every_table(client, wolgast, name):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert client.get(address(name, wolgast)).status_code == 200


@pytest.mark.parametrize("name", ["tables", "table"])
def test_training_editors_and_visitors_stay_outside(client, wolgast, name):
    url = admin("tables") if name == "tables" else address(name, wolgast)
    assert client.get(url).status_code == 302
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    assert client.get(url).status_code == 404


def test_a_lost_role_ends_the_coordination(client, anklam):
    anklam.coordinator.groups.clear()
    client.force_login(anklam.coordinator)
    assert client.get(address("table", anklam)).status_code in (302, 403, 404)


@pytest.mark.parametrize("name", TABLE_VIEWS)
def test_pages_of_the_own_table_name_nothing_of_others(coordinator, anklam, wolgast, name):
    text = coordinator.get(address(name, anklam)).content.decode()
    for secret in ("DelegierteWolgast", "VertretungWolgast", "Sitzung Wolgast", "Haus Wolgast", "Punkt Wolgast"):
        assert secret not in text, secret


def test_network_coordination_runs_the_bodies_of_the_state(client):
    table = RoundTableFactory(level=TableLevel.STATE)
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    assert client.get(admin("seats", table.pk)).status_code == 200


def test_list_of_all_tables_shows_the_network_no_seats_and_no_meetings(client, wolgast):
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    listing = client.get(reverse("tafelrunde_roundtables_tables:index")).content.decode()
    form = client.get(reverse("tafelrunde_roundtables_tables:edit", args=[wolgast.table.pk])).content.decode()
    assert "Runder Tisch Wolgast" in listing
    for text in (listing, form):
        for secret in ("DelegierteWolgast", "Sitzung Wolgast", "Punkt Wolgast", wolgast.coordinator.email):
            assert secret not in text


def test_network_coordination_cannot_appoint_itself(client, wolgast):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    client.force_login(user)
    table = wolgast.table
    data = {
        "name": table.name,
        "slug": table.slug,
        "level": table.level,
        "status": table.status,
        "notice_days": 14,
        "listed": "on",
        "coordinators": [user.pk],
    }
    response = client.post(reverse("tafelrunde_roundtables_tables:edit", args=[table.pk]), data)
    assert response.status_code == 302
    assert list(table.coordinators.all()) == [wolgast.coordinator]


def test_coordinators_do_not_enter_the_list_of_all_tables(coordinator, anklam):
    assert coordinator.get(reverse("tafelrunde_roundtables_tables:index")).status_code == 404
    assert coordinator.get(reverse("tafelrunde_roundtables_tables:edit", args=[anklam.table.pk])).status_code == 404


@pytest.mark.parametrize("name", ["index", "index_results", "add", "edit", "delete", "history", "usage"])
def test_every_address_of_the_list_of_tables_is_closed_to_coordinators(coordinator, anklam, name):
    args = [] if name.startswith(("index", "add")) else [anklam.table.pk]
    assert coordinator.get(reverse(f"tafelrunde_roundtables_tables:{name}", args=args)).status_code == 404


def test_one_table_is_opened_straight_away(coordinator, anklam):
    assert coordinator.get(admin("tables")).url == admin("table", anklam.table.pk)


def test_several_tables_are_listed_with_their_next_meeting(client, anklam):
    second = RoundTableFactory(name="Runder Tisch Usedom")
    second.coordinators.add(anklam.coordinator)
    client.force_login(anklam.coordinator)
    text = client.get(admin("tables")).content.decode()
    assert "Runder Tisch Anklam" in text
    assert "Runder Tisch Usedom" in text
    assert admin("meeting", anklam.table.pk, anklam.meeting.pk) in text


def test_menu_leads_only_coordinators_to_their_table(client, anklam):
    client.force_login(anklam.coordinator)
    assert admin("tables") in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    assert admin("tables") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_home_page_of_the_admin_shows_the_own_table_and_its_next_meeting(coordinator, anklam, wolgast):
    text = coordinator.get(reverse("wagtailadmin_home")).content.decode()
    assert "Runder Tisch Anklam" in text
    assert admin("meeting", anklam.table.pk, anklam.meeting.pk) in text
    assert "tafelrunde_roundtables/css/admin.css" in text
    assert "Wolgast" not in text


def test_only_people_of_the_own_table_can_be_given_a_seat(coordinator, anklam, wolgast):
    stranger = PersonFactory(last_name="Unbekannt")
    text = coordinator.get(admin("seat_add", anklam.table.pk)).content.decode()
    assert "DelegierteAnklam" in text
    assert "Unbekannt" not in text
    for person in (stranger, wolgast.seat.delegate):
        data = {"new_organisation": "Verein", "sector": anklam.seat.sector.pk, "role": "member", "delegate": person.pk}
        response = coordinator.post(admin("seat_add", anklam.table.pk), data)
        assert response.status_code == 200
        assert response.context["form"].errors["delegate"]
    assert not Organisation.objects.filter(name="Verein").exists()


def test_protected_people_are_seen_by_their_own_table_only(client, anklam):
    Person.objects.filter(pk=anklam.seat.delegate.pk).update(protected=True)
    client.force_login(anklam.coordinator)
    assert "DelegierteAnklam" in client.get(admin("seats", anklam.table.pk)).content.decode()
    other = make_coordinator(RoundTableFactory())
    assert not Person.objects.visible_to(other).filter(pk=anklam.seat.delegate.pk).exists()


def test_venues_of_closed_meetings_are_not_offered_to_others(coordinator, anklam, wolgast):
    text = coordinator.get(admin("meeting_plan", anklam.table.pk)).content.decode()
    assert "Haus Anklam" in text
    assert "Haus Wolgast" not in text
    open_meeting = make_meeting(wolgast.table, venue=wolgast.meeting.event.venue, visibility=Visibility.PUBLIC)
    assert open_meeting.pk
    assert "Haus Wolgast" in coordinator.get(admin("meeting_plan", anklam.table.pk)).content.decode()


def test_log_says_what_was_done_but_not_to_whom(coordinator, anklam):
    data = {"last_name": "Geheim", "email": "geheim@example.org", "contact_by": "email"}
    coordinator.post(admin("person_edit", anklam.table.pk, anklam.seat.delegate.pk), data)
    coordinator.post(admin("seat_end", anklam.table.pk, anklam.seat.pk), {"last_day": "2030-01-01"})
    coordinator.post(admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk), {"reason": "Erkrankung"})
    entries = list(ModelLogEntry.objects.all())
    assert {entry.action for entry in entries} >= {
        "wagtail.edit",
        "tafelrunde_roundtables.seat_ended",
        "tafelrunde_roundtables.meeting_cancelled",
    }
    for entry in entries:
        for secret in ("Geheim", "DelegierteAnklam", "Einrichtung Anklam", "Sitzung Anklam", "Erkrankung"):
            assert secret not in f"{entry.label} {entry.data}", entry.action
    assert {entry.user for entry in entries} >= {anklam.coordinator}


def test_report_of_the_whole_site_lists_each_entry_once(client, anklam):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    text = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    entry = ModelLogEntry.objects.get(object_id=str(anklam.meeting.pk))
    assert text.count(entry.label) == 1


def test_confidential_rows_leave_no_trace_in_the_index_of_references(anklam):
    SeatFactory(table=anklam.table)
    assert not ReferenceIndex.objects.filter(base_content_type__app_label="tafelrunde_roundtables").exists()
