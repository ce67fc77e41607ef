"""Wagtail's own ways in lead to our login, or nowhere: its login would pass the second factor by."""

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort-4711"


@pytest.fixture
def superuser():
    user = UserFactory(email="technik@example.org", is_superuser=True, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path",
    [
        "/verwaltung/login/",
        "/verwaltung/password_reset/",
        "/verwaltung/password_reset/done/",
        "/verwaltung/password_reset/confirm/MQ/abc-def/",
        "/verwaltung/password_reset/complete/",
        "/_util/login/",
    ],
)
def test_wagtails_ways_in_lead_to_ours(client, superuser, path, method):
    data = {"username": superuser.email, "password": PASSWORD, "email": superuser.email}
    response = getattr(client, method)(path, data)

    assert response.status_code == 302
    assert response.url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_the_page_one_wanted_is_kept(client):
    assert (
        client.get("/verwaltung/login/?next=/verwaltung/pages/").url == "/konto/anmelden/?next=%2Fverwaltung%2Fpages%2F"
    )


def test_the_names_lead_there_too():
    assert reverse("wagtailadmin_login") == "/verwaltung/login/"
    assert reverse("wagtailcore_login") == "/_util/login/"


def test_the_admin_sends_visitors_to_our_login(client):
    assert client.get("/verwaltung/pages/").url == "/konto/anmelden/?next=/verwaltung/pages/"


@pytest.mark.parametrize("field", ["old_password", "password", "email"])
def test_staff_changes_neither_password_nor_address_in_the_admin(client, superuser, field):
    client.force_login(superuser)

    assert f'name="{field}"' not in client.get("/verwaltung/account/").content.decode()


def test_the_admins_account_page_changes_no_password(client, superuser):
    client.force_login(superuser)
    client.post(
        "/verwaltung/account/",
        {
            "password-old_password": PASSWORD,
            "password-new_password1": "etwas-ganz-anderes-4711",
            "password-new_password2": "etwas-ganz-anderes-4711",
            "name_email-email": "boese@example.org",
        },
    )
    superuser.refresh_from_db()

    assert superuser.check_password(PASSWORD)
    assert superuser.email == "technik@example.org"


def test_logging_out_of_the_admin_ends_the_session(client, superuser):
    client.force_login(superuser)

    client.get("/verwaltung/logout/")
    assert client.get("/verwaltung/").status_code == 200
    assert client.post("/verwaltung/logout/").url == "/"

    assert "_auth_user_id" not in client.session


def test_a_restricted_page_sends_to_our_login(client):
    page = Page.objects.get(depth=2)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/").url == "/konto/anmelden/?next=/"


def test_a_restricted_document_sends_to_our_login(client, tmp_path):
    from django.core.files.base import ContentFile

    collection = Collection.get_first_root_node().add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    document = get_document_model().objects.create(
        title="Papier", collection=collection, file=ContentFile(b"vertraulich", name="papier.txt")
    )

    assert client.get(document.url).url == f"/konto/anmelden/?next={document.url}"
    client.force_login(UserFactory())
    assert client.get(document.url).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/konto/email/",
        "/konto/confirm-email/",
        "/konto/password/reset/",
        "/konto/password/reset/key/1-set-password/",
        "/konto/login/",
        "/konto/signup/",
    ],
)
def test_what_is_not_listed_does_not_exist(client, path):
    assert client.get(path).status_code == 404
