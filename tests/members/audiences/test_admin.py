"""Audiences, consents and the new fields of people and institutions in the admin."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from tafelrunde_members.enums import Role
from tafelrunde_members.models import Audience, Consent, Organisation, Person
from tests.factories.members import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator

pytestmark = pytest.mark.django_db

AUDIENCES = "tafelrunde_members_audiences"
CONSENTS = "tafelrunde_members_consents"


@pytest.fixture
def network(client):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    client.force_login(user)
    return user


def test_a_new_audience_belongs_to_who_made_it_and_shows_who_is_in_it(client, network):
    person = AffiliationFactory().person

    page = client.post(
        reverse(f"{AUDIENCES}:add"), {"name": "Alle Kirchen", "shared": "on", "people": [person.pk]}, follow=True
    )

    audience = Audience.objects.get()
    assert audience.owner == network
    assert page.redirect_chain[-1][0] == reverse(f"{AUDIENCES}:inspect", args=[audience.pk])
    assert person.full_name in page.content.decode()


def test_only_the_networks_coordination_shares(client):
    table = RoundTableFactory()
    client.force_login(make_coordinator(table))

    client.post(reverse(f"{AUDIENCES}:add"), {"name": "Meine", "shared": "on"})

    assert Audience.objects.get().shared is False


def test_choices_are_what_the_user_may_see(client):
    table = RoundTableFactory()
    own = SeatFactory(table=table).delegate
    foreign = SeatFactory().delegate
    client.force_login(make_coordinator(table))

    page = client.get(reverse(f"{AUDIENCES}:add"))
    offered = {person.pk for person in page.context["form"].fields["people"].queryset}
    client.post(reverse(f"{AUDIENCES}:add"), {"name": "Meine", "people": [foreign.pk]})

    assert offered == {own.pk}
    assert not Audience.objects.exists()


def test_saving_keeps_people_that_the_user_cannot_see(client, network):
    seen, hidden = PersonFactory(), PersonFactory(protected=True)
    audience = Audience.objects.create(name="Verteiler", owner=network)
    audience.people.set([seen, hidden])

    client.post(reverse(f"{AUDIENCES}:edit", args=[audience.pk]), {"name": "Neu", "people": []})

    assert list(audience.people.all()) == [hidden]
    page = client.get(reverse(f"{AUDIENCES}:inspect", args=[audience.pk])).content.decode()
    assert hidden.last_name not in page
    assert "<h2>0 " in page


def test_shared_audiences_of_others_are_looked_at_and_copied_but_not_changed(client, network):
    audience = Audience.objects.create(name="Geteilter", owner=UserFactory(), shared=True)
    pages = {
        name: client.get(reverse(f"{AUDIENCES}:{name}", args=[audience.pk])).status_code
        for name in ("inspect", "copy", "edit", "delete")
    }
    client.post(reverse(f"{AUDIENCES}:edit", args=[audience.pk]), {"name": "Meiner"})
    client.post(reverse(f"{AUDIENCES}:delete", args=[audience.pk]))

    audience.refresh_from_db()
    assert audience.name == "Geteilter"
    assert pages == {"inspect": 200, "copy": 200, "edit": 404, "delete": 404}
    listing = client.get(reverse(f"{AUDIENCES}:index")).content.decode()
    assert reverse(f"{AUDIENCES}:inspect", args=[audience.pk]) in listing
    assert reverse(f"{AUDIENCES}:edit", args=[audience.pk]) not in listing


def test_audiences_of_others_do_not_exist(client, network):
    audience = Audience.objects.create(name="Fremder", owner=UserFactory())
    for name in ("inspect", "copy", "edit", "delete", "history"):
        assert client.get(reverse(f"{AUDIENCES}:{name}", args=[audience.pk])).status_code == 404, name


def test_deleting_asks_first(client, network):
    audience = Audience.objects.create(name="Meiner", owner=network)
    address = reverse(f"{AUDIENCES}:delete", args=[audience.pk])

    client.get(address)
    assert Audience.objects.exists()
    client.post(address)
    assert not Audience.objects.exists()


@pytest.mark.parametrize("name", ["index", "inspect"])
def test_many_rows_cost_as_many_queries_as_one(client, network, name):
    audience = Audience.objects.create(name="Verteiler", owner=network)
    address = reverse(f"{AUDIENCES}:{name}", args=[audience.pk] if name == "inspect" else [])
    client.get(address)
    counts = []
    for number in (1, 20):
        for _ in range(number):
            audience.people.add(AffiliationFactory().person)
            Audience.objects.create(name="Weiterer", owner=UserFactory(), shared=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_consent_is_recorded_by_whom_and_withdrawn_but_never_deleted(client, network):
    person = PersonFactory()
    client.post(
        reverse(f"{CONSENTS}:add"),
        {"person": person.pk, "text_version": "Formular 2026", "given_at": "2026-03-01 10:00"},
    )
    consent = Consent.objects.get()
    assert consent.recorded_by == network

    changed = {"person": PersonFactory().pk, "text_version": "anderer", "withdrawn_at": "2026-04-01 10:00"}
    client.post(reverse(f"{CONSENTS}:edit", args=[consent.pk]), changed)
    consent.refresh_from_db()
    assert (consent.person, consent.text_version) == (person, "Formular 2026")
    assert consent.withdrawn_at is not None
    assert client.post(reverse(f"{CONSENTS}:delete", args=[consent.pk])).status_code == 404


@pytest.mark.parametrize(
    "mistake",
    [
        {"given_at": (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%d %H:%M")},
        {"text_version": ""},
    ],
)
def test_a_consent_names_its_words_and_lies_in_the_past(client, network, mistake):
    values = {"person": PersonFactory().pk, "text_version": "2026", "given_at": "2026-03-01 10:00"} | mistake
    client.post(reverse(f"{CONSENTS}:add"), values)
    assert not Consent.objects.exists()


def test_nobody_withdraws_before_they_agreed(client, network):
    consent = Consent.objects.create(person=PersonFactory(), text_version="2026")
    client.post(reverse(f"{CONSENTS}:edit", args=[consent.pk]), {"withdrawn_at": "2020-01-01 10:00"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_a_second_consent_in_force_is_refused(client, network):
    consent = Consent.objects.create(person=PersonFactory(), text_version="2026")
    page = client.post(
        reverse(f"{CONSENTS}:add"),
        {"person": consent.person.pk, "text_version": "2027", "given_at": "2026-03-01 10:00"},
    )
    assert page.status_code == 200
    assert Consent.objects.count() == 1


def test_coordinators_record_consents_of_their_own_people_alone(client):
    table = RoundTableFactory()
    own, foreign = SeatFactory(table=table).delegate, SeatFactory().delegate
    client.force_login(make_coordinator(table))
    for person in (own, foreign):
        client.post(
            reverse(f"{CONSENTS}:add"),
            {"person": person.pk, "text_version": "2026", "given_at": "2026-03-01 10:00"},
        )
    hidden = Consent.objects.create(person=foreign)

    assert [consent.person for consent in Consent.objects.exclude(pk=hidden.pk)] == [own]
    assert client.get(reverse(f"{CONSENTS}:edit", args=[hidden.pk])).status_code == 404


def test_an_institution_gets_tags_by_name(client, network):
    Tag.objects.create(name="Jugend")
    organisation = OrganisationFactory()
    client.post(
        reverse("tafelrunde_members_organisations:edit", args=[organisation.pk]),
        {
            "name": organisation.name,
            "slug": organisation.slug,
            "position": 100,
            "visibility": organisation.visibility,
            "tags": 'Jugend, "Neue Mitglieder"',
        },
    )

    assert set(Organisation.objects.get().tags.values_list("name", flat=True)) == {"Jugend", "Neue Mitglieder"}
    assert Tag.objects.count() == 2
    page = client.get(reverse("tafelrunde_members_organisations:edit", args=[organisation.pk])).content.decode()
    assert "Neue Mitglieder" in page


def test_people_say_how_letters_reach_them(client, network):
    client.post(
        reverse("tafelrunde_members_people:add"), {"last_name": "Beispiel", "contact_by": "letter", "language": "de"}
    )
    assert Person.objects.get().contact_by == Person.ContactBy.LETTER
