"""Suppressed addresses in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tafelrunde_members.domain.mail.suppressions import lift, suppress
from tafelrunde_members.enums import Role
from tafelrunde_members.models import Suppression
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

INDEX = "/verwaltung/gesperrte-adressen/"
ADD = f"{INDEX}neu/"
Reason = Suppression.Reason


def url_to_lift(suppression: Suppression) -> str:
    return reverse("tafelrunde_members_suppressions:lift", args=[suppression.pk])


@pytest.fixture
def coordinator(client):
    user = UserFactory(roles=(Role.NETWORK_COORDINATOR,))
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def test_list_shows_address_reason_and_state(client, coordinator):
    suppress("anna@example.org", reason=Reason.BOUNCED)
    lift(suppress("bernd@example.org", reason=Reason.COMPLAINT)[0])

    html = client.get(INDEX).content.decode()

    assert "anna@example.org" in html
    assert "E-Mails kommen zurück" in html
    assert "bernd@example.org" in html
    assert "aufgehoben" in html


def test_list_is_searched_and_filtered(client, coordinator):
    suppress("anna@example.org", reason=Reason.BOUNCED)
    suppress("bernd@example.org", reason=Reason.COMPLAINT)
    lift(suppress("carla@example.org", reason=Reason.BOUNCED)[0])

    def found(**query):
        html = client.get(f"{INDEX}ergebnisse/", query).content.decode()
        return [name for name in ("anna", "bernd", "carla") if f"{name}@example.org" in html]

    assert found(q="ANNA@") == ["anna"]
    assert found(reason="bounced") == ["anna", "carla"]
    assert found(reason="bounced", active="True") == ["anna"]
    assert found(active="False") == ["carla"]


@pytest.mark.parametrize("roles", [(), (Role.COORDINATOR,), (Role.TRAINING_EDITOR,)])
def test_others_find_nothing(client, roles):
    suppression, _new = suppress("anna@example.org")
    client.force_login(UserFactory(roles=roles))

    for url in (INDEX, f"{INDEX}ergebnisse/", ADD, url_to_lift(suppression)):
        assert client.get(url).status_code == 404, url
    assert client.post(ADD, {"address": "bernd@example.org"}).status_code == 404
    assert client.post(url_to_lift(suppression)).status_code == 404
    assert Suppression.objects.get().active


def test_address_is_suppressed_by_hand(client, coordinator):
    html = client.post(ADD, {"address": " Anna@Example.org "}, follow=True).content.decode()

    suppression = Suppression.objects.get()
    assert (suppression.address, suppression.reason) == ("anna@example.org", "manual")
    assert "anna@example.org" in html
    entry = ModelLogEntry.objects.get(action="tafelrunde_members.suppression.enter")
    assert entry.user == coordinator
    assert "anna" not in entry.label


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("anna", "gültige E-Mail-Adresse"),
        ("änna@example.org", "Adresse ohne Umlaute vor dem @"),
        ("anna@example.org\r\nBcc: x@example.net", "Steuerzeichen"),
        ("", "Dieses Feld"),
    ],
)
def test_addresses_that_nothing_could_be_sent_to_are_refused(client, coordinator, address, complaint):
    html = client.post(ADD, {"address": address}).content.decode()

    assert complaint in html
    assert not Suppression.objects.exists()


def test_suppression_is_lifted_after_asking_and_stays_on_record(client, coordinator):
    suppression, _new = suppress("anna@example.org", reason=Reason.BOUNCED)
    url = url_to_lift(suppression)

    assert "anna@example.org" in client.get(url).content.decode()
    client.head(url)
    suppression.refresh_from_db()
    assert suppression.active

    assert client.post(url).status_code == 302
    suppression.refresh_from_db()
    assert not suppression.active
    assert ModelLogEntry.objects.get(action="tafelrunde_members.suppression.lift").user == coordinator
    assert client.get(url).status_code == client.post(url).status_code == 404


def test_each_reason_says_what_lifting_means(client, coordinator):
    pages = [client.get(url_to_lift(suppress("anna@example.org", reason=reason)[0])).content for reason in Reason]

    assert len(set(pages)) == len(Reason)


def test_address_may_be_suppressed_again_after_lifting(client, coordinator):
    first, _new = suppress("anna@example.org")
    lift(first)
    second, is_new = suppress("anna@example.org")

    assert is_new
    assert second != first


def test_addresses_of_protected_people_do_not_exist_for_coordinators(client, coordinator):
    PersonFactory(email="Geschuetzt@Example.org", protected=True)
    suppression, _new = suppress("geschuetzt@example.org", reason=Reason.BOUNCED)

    for query in ({}, {"q": "geschuetzt"}):
        assert "geschuetzt" not in client.get(f"{INDEX}ergebnisse/", query).content.decode().replace(
            "?q=geschuetzt", ""
        )
    assert client.get(url_to_lift(suppression)).status_code == 404
    assert client.post(url_to_lift(suppression)).status_code == 404
    # Entering one says the same as for any other address.
    client.post(ADD, {"address": "geschuetzt@example.org"})
    assert Suppression.objects.filter(address="geschuetzt@example.org").count() == 2


def test_superusers_see_of_them_that_they_exist(client, superuser):
    PersonFactory(email="Geschuetzt@Example.org", protected=True)
    suppression, _new = suppress("geschuetzt@example.org", reason=Reason.BOUNCED)
    url = url_to_lift(suppression)

    listed = client.get(INDEX).content.decode()
    assert url in listed
    assert "geschuetzt@" not in listed + client.get(url).content.decode()
    assert url not in client.get(f"{INDEX}ergebnisse/", {"q": "geschuetzt"}).content.decode()


def test_list_needs_the_same_number_of_queries_for_any_number_of_rows(client, coordinator, django_assert_num_queries):
    suppress("first@example.org")
    client.get(INDEX)
    with CaptureQueriesContext(connection) as one:
        client.get(INDEX)
    for number in range(29):
        suppress(f"person{number}@example.org")
    with django_assert_num_queries(len(one)):
        client.get(INDEX)
