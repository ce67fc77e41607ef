"""What browsers and caches are told: policies, cookies, nothing personal kept."""

import pytest
from django.urls import reverse

from tests.factories.events import make_event
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.site import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


def policy_of(response):
    """Return the directives of a content security policy by name."""
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in directives}


PUBLIC = [
    "/",
    "/suche/?q=tisch",
    "/seitenuebersicht/",
    "/kalender/",
    "/kalender/termine.ics",
    "/einrichtungen/",
    "/zustaendig/",
    "/robots.txt",
    "/sitemap.xml",
    "/farben.css",
    "/gibt-es-nicht/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie(client, home, path):
    OrganisationFactory(released=True)
    make_event()

    response = client.get(path)

    assert response.status_code in (200, 404)
    assert not response.cookies


@pytest.mark.parametrize("path", [*PUBLIC, "/konto/anmelden/", "/konto/anmelden/passwort/", "/konto/registrieren/"])
def test_public_pages_allow_nothing_inline_and_nothing_from_elsewhere(client, home, path):
    policy = policy_of(client.get(path))

    assert policy["default-src"] == {"'self'"}
    assert policy["object-src"] == {"'none'"}
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == {"'self'"}
    assert not any("unsafe" in value or "http" in value for values in policy.values() for value in values)


def test_the_admin_has_a_policy_of_its_own_that_opens_only_what_wagtail_needs(client, home):
    client.force_login(UserFactory(is_superuser=True))
    public, admin = policy_of(client.get("/")), policy_of(client.get("/verwaltung/"))

    opened = {name: values - public.get(name, public["default-src"]) for name, values in admin.items()}
    assert {name: values for name, values in opened.items() if values} == {
        "script-src": {"'unsafe-inline'"},
        "style-src": {"'unsafe-inline'"},
    }


@pytest.mark.parametrize("path", ["/verwaltung/login/", "/verwaltung/gibt-es-nicht/", "/verwaltung/sprite/"])
def test_no_answer_of_the_admin_is_without_a_policy(client, path):
    assert "object-src 'none'" in client.get(path)["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/konto/anmelden/", "/verwaltung/sprite/", "/gibt-es-nicht/"])
def test_the_other_headers_stand_everywhere(client, home, path):
    response = client.get(path)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_production_asks_for_https_from_then_on(client, home, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000

    assert client.get("/").url == "https://testserver/"
    assert client.get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/konto/", "/konto/zweiter-faktor/", "/verwaltung/", "/", "/kalender/"])
def test_pages_for_signed_in_people_are_kept_by_nobody(client, home, path):
    client.force_login(UserFactory(is_superuser=True))

    cache_control = client.get(path)["Cache-Control"]
    assert "private" in cache_control
    assert "no-store" in cache_control


@pytest.mark.parametrize("path", ["/konto/anmelden/", "/konto/anmelden/passwort/", "/konto/abmelden/", "/konto/"])
def test_pages_about_signing_in_are_kept_by_nobody(client, path):
    cache_control = client.get(path)["Cache-Control"]
    assert "private" in cache_control
    assert "no-store" in cache_control


def test_public_pages_may_be_kept(client, home):
    assert "no-store" not in client.get("/").get("Cache-Control", "")


def test_the_download_of_recovery_codes_is_kept_by_nobody(client):
    client.force_login(UserFactory())

    assert "no-store" in client.get(reverse("mfa_download_recovery_codes"))["Cache-Control"]
