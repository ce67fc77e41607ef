"""Foreign calendars of round tables: their own coordination looks after them, and nobody else's (law 13)."""

import pytest

from tafelrunde_events.domain.facets import find_facet
from tafelrunde_events.domain.imports.taking_over import read_foreign, take_over
from tafelrunde_events.models import CalendarSource, Event, Occurrence
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_roundtables.models import TableSource
from tests.events.imports.foreign_calendar import calendar, entry
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.factories.sources import make_source

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/fremde-kalender/"


@pytest.fixture
def table():
    return RoundTableFactory(name="Runder Tisch Güstrow", slug="guestrow")


@pytest.fixture
def source(table):
    source = make_source(table=table, name="Kalender des Tisches")
    take_over(source, read_foreign(calendar(entry())))
    return source


def test_a_coordinator_takes_a_calendar_over_for_the_own_table_only(client, table):
    other = RoundTableFactory()
    client.force_login(make_coordinator(table))
    facts = {"name": "Kalender des Tisches", "kind": "meeting", "visibility": "30"}

    for owner in (f"table:{other.pk}", f"organisation:{OrganisationFactory(released=True).pk}"):
        assert "owner" in client.post(f"{LIST}neu/", facts | {"owner": owner}).context["form"].errors
    client.post(f"{LIST}neu/", facts | {"owner": f"table:{table.pk}"})

    source = CalendarSource.objects.get()
    assert TableSource.objects.get().table == table
    assert source.organisation is None
    assert list(CalendarSource.objects.visible_to(make_coordinator(other))) == []


@pytest.mark.parametrize("role", [Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR])
def test_editors_see_no_calendar_of_a_table(client, source, role):
    client.force_login(UserFactory(roles=(role,)))

    assert source.name not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{source.pk}/").status_code == 404
    assert client.post(f"{LIST}{source.pk}/loeschen/").status_code == 404
    assert CalendarSource.objects.exists()


def test_a_calendar_changes_hands(client, table, source):
    user = make_coordinator(table, role=Role.NETWORK_COORDINATOR)
    school = OrganisationFactory(released=True)
    client.force_login(user)
    facts = {"name": "Kalender", "kind": "event", "visibility": "10", "owner": f"organisation:{school.pk}"}

    client.post(f"{LIST}{source.pk}/bearbeiten/", facts)

    source.refresh_from_db()
    assert source.organisation == school
    assert not TableSource.objects.exists()
    assert list(Event.objects.get().organisers.all()) == [school]


def test_the_dates_of_a_table_are_its_meetings_and_what_it_takes_over(table, source):
    make_meeting(table, title="Sitzung", visibility=Visibility.PUBLIC)
    make_meeting(RoundTableFactory(), title="Andere", visibility=Visibility.PUBLIC)

    dates = Occurrence.objects.public().filter(find_facet("tisch").condition("guestrow"))

    assert {date.event.title for date in dates} == {"Sitzung", "Sommerfest"}


def test_what_is_for_the_table_is_seen_by_those_who_sit_at_it_and_run_it(table, source):
    CalendarSource.objects.update(visibility=Visibility.TABLE)
    Event.objects.all().delete()
    source.refresh_from_db()
    take_over(source, read_foreign(calendar(entry())))
    member = UserFactory()
    SeatFactory(table=table, delegate=PersonFactory(user=member))

    seeing = {
        "member": member,
        "coordinator": make_coordinator(table),
        "other": make_coordinator(RoundTableFactory()),
        "training": UserFactory(roles=(Role.TRAINING_EDITOR,)),
        "network": UserFactory(roles=(Role.NETWORK_COORDINATOR,)),
    }

    found = {name for name, user in seeing.items() if Event.objects.visible_to(user).exists()}
    assert found == {"member", "coordinator"}
