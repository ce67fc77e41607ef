"""The public directory and "who is responsible for my district?"."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tafelrunde_members.domain.district_map import district_map
from tafelrunde_members.domain.responsibility import districts_without_one_responsible
from tafelrunde_members.enums import RegionKind, Role, Visibility
from tafelrunde_members.models import Organisation
from tests.factories.members import (
    AffiliationFactory,
    OfferFactory,
    OrganisationFactory,
    RegionFactory,
    ResponsibilityFactory,
    SectorFactory,
    UserFactory,
)
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def test_directory_lists_released_organisations_only(client):
    OrganisationFactory(name="Offene Beratung", released=True)
    OrganisationFactory(name="Interne Stelle")
    page = client.get(reverse("tafelrunde_members:organisations")).content.decode()
    assert "Offene Beratung" in page
    assert "Interne Stelle" not in page


def test_organisation_that_is_not_released_does_not_exist_for_visitors(client):
    organisation = OrganisationFactory()
    assert client.get(organisation.get_absolute_url()).status_code == 404


def test_staff_of_the_network_sees_organisations_that_are_not_released(client):
    organisation = OrganisationFactory()
    client.force_login(UserFactory(roles=(Role.NETWORK_COORDINATOR,)))
    assert client.get(organisation.get_absolute_url()).status_code == 200


def test_ended_organisation_vanishes_the_next_day(client):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    organisation = OrganisationFactory(released=True, valid_until=yesterday)
    assert client.get(organisation.get_absolute_url()).status_code == 404


def test_page_of_a_unit_leads_to_its_parent_while_that_has_a_page(client):
    parent = OrganisationFactory(name="Großer Verband", released=True)
    unit = OrganisationFactory(released=True, parent=parent)
    assert f'href="{parent.get_absolute_url()}"' in client.get(unit.get_absolute_url()).content.decode()

    parent.valid_until = timezone.localdate() - dt.timedelta(days=1)
    parent.save()

    assert f'href="{parent.get_absolute_url()}"' not in client.get(unit.get_absolute_url()).content.decode()


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.NETWORK])
@pytest.mark.parametrize(("begins", "ends"), [(None, None), (0, 0), (1, None), (None, -1), (-1, 1)])
def test_organisation_is_released_as_the_directory_says(visibility, begins, ends):
    today = timezone.localdate()
    first, last = (None if days is None else today + dt.timedelta(days=days) for days in (begins, ends))
    organisation = OrganisationFactory(visibility=visibility, valid_from=first, valid_until=last)
    assert organisation.is_released == Organisation.objects.released().filter(pk=organisation.pk).exists()


def test_directory_never_names_people(client):
    row = AffiliationFactory(organisation__released=True)
    page = client.get(row.organisation.get_absolute_url()).content.decode()
    assert row.person.last_name not in page
    assert row.person.email not in page


def test_directory_can_be_searched_and_filtered(client):
    church = SectorFactory(name="Kirchen", slug="kirchen")
    OrganisationFactory(name="Gemeinde Sankt Beispiel", released=True, sector=church)
    OrganisationFactory(name="Sportverein", released=True)
    address = reverse("tafelrunde_members:organisations")
    assert "Sportverein" not in client.get(address, {"bereich": "kirchen"}).content.decode()
    assert "Sportverein" in client.get(address, {"q": "SPORT"}).content.decode()
    assert client.get(address, {"bereich": "gibt-es-nicht"}).status_code == 200


def test_directory_needs_the_same_number_of_queries_for_any_number_of_rows(client):
    address = reverse("tafelrunde_members:organisations")
    OrganisationFactory(released=True, sector=SectorFactory(), region=RegionFactory())
    client.get(address)
    one = count_queries(client, address)
    sector, region = SectorFactory(), RegionFactory()
    parent = OrganisationFactory(released=True)
    OrganisationFactory.create_batch(24, released=True, sector=sector, region=region, parent=parent)
    assert count_queries(client, address) == one


def test_district_page_names_who_is_responsible_today(client):
    district = RegionFactory(name="Musterkreis", slug="musterkreis")
    today = timezone.localdate()
    ResponsibilityFactory(region=district, organisation__name="Zentrum von heute")
    ResponsibilityFactory(
        region=district, organisation__name="Zentrum von gestern", valid_until=today - dt.timedelta(days=1)
    )
    page = client.get(reverse("tafelrunde_members:district", args=["musterkreis"])).content.decode()
    assert "Zentrum von heute" in page
    assert "Zentrum von gestern" not in page


@pytest.mark.parametrize("value", ["13075", "vorpommern-greifswald", "Vorpommern-Greifswald", "130750005005"])
def test_finder_leads_to_the_district_by_key_name_or_a_place_in_it(client, value):
    district = RegionFactory(key="13075", name="Vorpommern-Greifswald", slug="vorpommern-greifswald")
    RegionFactory(key="130750005005", name="Anklam", slug="anklam", kind=RegionKind.MUNICIPALITY, parent=district)
    answer = client.get(reverse("tafelrunde_members:responsible"), {"bezirk": value})
    assert answer.status_code == 302
    assert answer.url == reverse("tafelrunde_members:district", args=["vorpommern-greifswald"])


def test_finder_says_when_it_does_not_know_the_district(client):
    page = client.get(reverse("tafelrunde_members:responsible"), {"bezirk": "Atlantis<script>"}).content.decode()
    assert "Atlantis&lt;script&gt;" in page


def test_map_links_every_known_district_and_names_its_source(client):
    RegionFactory(key="13003", name="Rostock", slug="rostock", kind=RegionKind.CITY)
    page = client.get(reverse("tafelrunde_members:responsible")).content.decode()
    assert f'href="{reverse("tafelrunde_members:district", args=["rostock"])}"' in page
    assert "GeoBasis-DE / BKG" in page


def test_finder_asks_for_the_districts_once(client):
    RegionFactory(key="13003", name="Rostock", slug="rostock", kind=RegionKind.CITY)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("tafelrunde_members:responsible"))
    assert sum('FROM "tafelrunde_members_region"' in query["sql"] for query in queries) == 1


def test_map_draws_the_eight_districts():
    drawing = district_map()
    assert len(drawing.shapes) == 8
    assert all(shape.path.startswith("M") and shape.path.endswith("Z") for shape in drawing.shapes)


def test_check_finds_districts_with_none_or_two_responsible():
    lone, served, contested = RegionFactory(), RegionFactory(), RegionFactory()
    ResponsibilityFactory(region=served)
    ResponsibilityFactory.create_batch(2, region=contested)
    assert dict(districts_without_one_responsible()) == {lone: 0, contested: 2}


def test_offer_of_an_organisation_is_shown_while_it_is_valid(client):
    organisation = OrganisationFactory(released=True)
    OfferFactory(title="Mobile Beratung").organisations.add(organisation)
    OfferFactory(title="Altes Angebot", valid_until=dt.date(2020, 1, 1)).organisations.add(organisation)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "Mobile Beratung" in page
    assert "Altes Angebot" not in page
