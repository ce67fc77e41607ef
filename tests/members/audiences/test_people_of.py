"""Who belongs to an audience, for whom."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from tafelrunde_members.domain.audiences import people_of, with_consent
from tafelrunde_members.enums import RegionKind, Role
from tafelrunde_members.models import Audience, Consent
from tests.factories.members import (
    AffiliationFactory,
    OrganisationFactory,
    PersonFactory,
    RegionFactory,
    ResponsibilityFactory,
    SectorFactory,
    UserFactory,
)
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return UserFactory(roles=(Role.NETWORK_COORDINATOR,))


def make_audience(**criteria):
    audience = Audience.objects.create(name="Verteiler")
    for name, rows in criteria.items():
        getattr(audience, name).set(rows)
    return audience


def member_of(organisation, **facts):
    return AffiliationFactory(organisation=organisation, **facts).person


def test_criteria_of_one_sort_widen_the_circle(network):
    church, union, media = SectorFactory(), SectorFactory(), SectorFactory()
    people = [member_of(OrganisationFactory(sector=sector)) for sector in (church, union, media)]

    assert set(people_of(make_audience(sectors=[church, union]), user=network)) == set(people[:2])


def test_criteria_of_different_sorts_narrow_it(network):
    church, district = SectorFactory(), RegionFactory()
    there = member_of(OrganisationFactory(sector=church, region=district))
    member_of(OrganisationFactory(sector=church))
    member_of(OrganisationFactory(region=district))

    assert list(people_of(make_audience(sectors=[church], districts=[district]), user=network)) == [there]


def test_a_district_means_who_sits_in_it_and_who_is_responsible_for_it(network):
    district = RegionFactory()
    town = RegionFactory(parent=district, kind=RegionKind.MUNICIPALITY)
    in_town = member_of(OrganisationFactory(region=town))
    responsible = member_of(ResponsibilityFactory(region=district).organisation)
    over = ResponsibilityFactory(region=district, valid_until=timezone.localdate() - dt.timedelta(days=1))
    member_of(over.organisation)

    assert set(people_of(make_audience(districts=[district]), user=network)) == {in_town, responsible}


def test_tags_are_a_criterion(network):
    youth = Tag.objects.create(name="Jugend")
    tagged = OrganisationFactory()
    tagged.tags.add(youth)
    person = member_of(tagged)
    member_of(OrganisationFactory())

    assert list(people_of(make_audience(tags=[youth]), user=network)) == [person]


def test_named_organisations_and_people_belong_to_it_in_any_case(network):
    church = SectorFactory()
    named = OrganisationFactory()
    people = [member_of(named), PersonFactory(), member_of(OrganisationFactory(sector=church))]

    audience = make_audience(sectors=[church], organisations=[named], people=[people[1]])

    assert set(people_of(audience, user=network)) == set(people)


def test_nothing_chosen_is_nobody(network):
    member_of(OrganisationFactory())
    assert not people_of(make_audience(), user=network).exists()


def test_everybody_is_in_it_once(network):
    church = SectorFactory()
    first, second = OrganisationFactory(sector=church), OrganisationFactory(sector=church)
    person = member_of(first)
    AffiliationFactory(organisation=second, person=person)

    audience = make_audience(sectors=[church], organisations=[first], people=[person])

    assert people_of(audience, user=network).count() == 1


@pytest.mark.parametrize("whose", ["function", "organisation"])
def test_what_is_over_does_not_count(network, whose):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    organisation = OrganisationFactory(valid_until=yesterday if whose == "organisation" else None)
    AffiliationFactory(organisation=organisation, valid_until=yesterday if whose == "function" else None)

    assert not people_of(make_audience(organisations=[organisation]), user=network).exists()


def test_protected_people_are_neither_found_nor_counted(network):
    organisation = OrganisationFactory()
    hidden = AffiliationFactory(organisation=organisation, person=PersonFactory(protected=True)).person
    audience = make_audience(organisations=[organisation], people=[hidden])

    assert people_of(audience, user=network).count() == 0


def test_coordinators_find_the_people_of_their_own_table_alone():
    table, other = RoundTableFactory(), RoundTableFactory()
    organisation = OrganisationFactory()
    own, foreign = PersonFactory(protected=True), PersonFactory()
    for place, person in ((table, own), (other, foreign)):
        SeatFactory(table=place, delegate=person)
        AffiliationFactory(organisation=organisation, person=person)
    audience = make_audience(organisations=[organisation], people=[own, foreign])

    assert list(people_of(audience, user=make_coordinator(table))) == [own]
    assert not people_of(audience, user=UserFactory()).exists()
    assert not people_of(audience, user=AnonymousUser()).exists()


def test_consent_counts_while_it_is_in_force(network):
    agreed, withdrawn, silent = (PersonFactory() for _ in range(3))
    Consent.objects.create(person=agreed)
    Consent.objects.create(person=withdrawn, withdrawn_at=timezone.now())

    people = people_of(make_audience(people=[agreed, withdrawn, silent]), user=network)

    assert list(with_consent(people)) == [agreed]


def test_many_people_cost_as_many_queries_as_one(network):
    church = SectorFactory()
    audience = make_audience(sectors=[church])
    network.groups.exists()
    people_of(audience, user=network).count()  # asks for the roles of the account once
    counts = []
    for number in (1, 30):
        for _ in range(number):
            member_of(OrganisationFactory(sector=church))
        with CaptureQueriesContext(connection) as queries:
            list(people_of(audience, user=network))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_audiences_belong_to_who_made_them(network):
    owner = UserFactory(roles=(Role.COORDINATOR,))
    own = Audience.objects.create(name="eigener", owner=owner)
    shared = Audience.objects.create(name="geteilter", owner=owner, shared=True)

    assert set(Audience.objects.visible_to(owner)) == {own, shared}
    assert list(Audience.objects.visible_to(network)) == [shared]
    assert not Audience.objects.managed_by(network).exists()
    assert not shared.is_managed_by(network)
    assert not Audience.objects.visible_to(UserFactory(roles=(Role.COORDINATOR,))).exists()
    assert not Audience.objects.visible_to(AnonymousUser()).exists()
