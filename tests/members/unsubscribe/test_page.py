"""The page behind the link, and what mail programs send to it (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from tafelrunde_members.domain.mail.unsubscribing import find_key, has_left, leave_list, unsubscribe_links
from tafelrunde_members.models import Suppression, UnsubscribeKey
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    link = unsubscribe_links([("kim@example.org", "mailings")])["kim@example.org", "mailings"]
    return link.rstrip("/").rpartition("/")[2]


@pytest.fixture
def address(token):
    return reverse("tafelrunde_members:unsubscribe", args=[token])


def test_looking_changes_nothing(client, address):
    page = client.get(address)
    client.head(address)

    assert "kim@example.org" in page.content.decode()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("form", [{"content_type": "application/x-www-form-urlencoded"}, {}])
def test_a_mail_program_leaves_by_one_click(address, token, form):
    body = "List-Unsubscribe=One-Click" if form else {"List-Unsubscribe": "One-Click"}

    response = Client(enforce_csrf_checks=True).post(address, body, **form)

    assert response.status_code == 200
    assert response.content.decode()
    assert not response.cookies
    assert has_left(find_key(token))


def test_one_click_twice_is_fine(address):
    program = Client(enforce_csrf_checks=True)
    answers = [program.post(address, {"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("body", [{}, {"action": "leave"}, {"List-Unsubscribe": "other"}, {"action": "undo"}])
def test_other_requests_without_the_token_of_the_form_change_nothing(address, body):
    response = Client(enforce_csrf_checks=True).post(address, body)

    assert response.status_code == 403
    assert not Suppression.objects.exists()


def test_the_button_leaves_and_the_next_one_undoes_it(client, address, token):
    client = Client(enforce_csrf_checks=True)
    client.get(address)
    csrf = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    left = client.post(address, csrf | {"action": "leave"}, follow=True)
    assert has_left(find_key(token))
    assert 'value="undo"' in left.content.decode()

    client.post(address, csrf | {"action": "undo"}, follow=True)
    assert not has_left(find_key(token))


def test_no_one_click_undoes_anything(address, token):
    leave_list(find_key(token))

    Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click", "action": "undo"})

    assert has_left(find_key(token))


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_says_what_to_do(client, method, token):
    address = reverse("tafelrunde_members:unsubscribe", args=[token[::-1]])

    response = getattr(client, method)(address)

    assert response.status_code == 404
    assert "<li>" in response.content.decode()


def test_a_program_with_an_unknown_link_gets_404(client):
    response = client.post("/abmelden/unbekannt/", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 404


def test_a_list_that_nobody_knows_any_more_is_an_unknown_link(client, address):
    UnsubscribeKey.objects.update(list_name="gone:1")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", ["known", "unbekannt"])
def test_nobody_else_learns_the_address(client, address, path):
    response = client.get(address if path == "known" else "/abmelden/unbekannt/")

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_page_speaks_the_language_of_the_mail(client, address):
    PersonFactory(email="kim@example.org", language="en")

    page = client.get(address).content.decode()

    assert 'lang="en"' in page
    assert "Unsubscribe" in page
