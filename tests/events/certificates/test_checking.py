"""The page that confirms a certificate: what it says, what it keeps to itself, and how often one may guess."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tafelrunde_events.domain import code_limits
from tafelrunde_events.domain.certificates import issue_certificates, reissue, revoke
from tafelrunde_events.domain.short_codes import grouped
from tafelrunde_events.models import Certificate, Registration
from tests.events.certificates.conftest import TITLE

pytestmark = pytest.mark.django_db
FORM = "/bescheinigung/"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def certificate(course, afterwards):
    issue_certificates(course)
    return Certificate.objects.get()


def page(certificate):
    return reverse("tafelrunde_events:certificate", args=[certificate.code])


def test_it_says_what_was_certified_and_not_whom(client, certificate):
    response = client.get(page(certificate))

    html = response.content.decode()
    assert "Diese Bescheinigung ist gültig" in html
    for words in (TITLE, "2 von 3 Terminen", "Hansestadt Anklam", "6 Unterrichtsstunden", grouped(certificate.code)):
        assert words in html
    assert "Ada" not in html
    assert "Sommer" not in html
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("write", [str.lower, grouped, "-".join])
def test_the_code_is_understood_as_people_type_it(client, certificate, write):
    response = client.post(FORM, {"code": write(certificate.code)})

    assert response.status_code == 302
    assert response["Location"] == page(certificate)


def test_an_unknown_code_is_not_there(client, certificate):
    assert client.get("/bescheinigung/0000000000AB/").status_code == 404
    assert "keine Bescheinigung mit diesem Code" in client.post(FORM, {"code": "0000 0000 00AB"}).content.decode()


def test_it_works_after_the_registration_was_made_anonymous(client, certificate, ada):
    Registration.objects.filter(pk=ada.pk).update(first_name="", last_name="", email="", address="")

    assert "ist gültig" in client.get(page(certificate)).content.decode()
    assert (
        "auf diesen Namen ausgestellt" in client.post(page(certificate), {"name": "Ada Sommer-Özgür"}).content.decode()
    )


def test_it_tells_whether_a_name_is_the_right_one(client, certificate):
    right = client.post(page(certificate), {"name": "ada sommer özgür"}).content.decode()
    wrong = client.post(page(certificate), {"name": "Eva Fremd"}).content.decode()

    assert "Ja, die Bescheinigung" in right
    assert "Nein, die Bescheinigung" in wrong
    assert "Sommer" not in wrong


def test_a_revoked_one_says_so_without_the_reason(client, certificate, editor):
    revoke(certificate, reason="Ada war gar nicht da", by=editor)

    html = client.get(page(certificate)).content.decode()

    assert "wurde widerrufen" in html
    assert "gar nicht da" not in html


def test_a_replaced_one_says_so_without_the_new_code(client, certificate, editor):
    new = reissue(certificate, first_name="Ada", last_name="Sommer", by=editor)

    html = client.get(page(certificate)).content.decode()

    assert "wurde ersetzt" in html
    assert new.code not in html


def test_guessing_codes_ends_soon(client, certificate):
    for number in range(code_limits.PER_ADDRESS):
        client.get(f"/bescheinigung/0000000000A{number}/")

    refused = client.get(page(certificate))

    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert client.get(page(certificate), REMOTE_ADDR="192.0.2.77").status_code == 200


def test_guessing_names_ends_soon(client, certificate):
    for number in range(code_limits.PER_ADDRESS):
        assert client.post(page(certificate), {"name": f"Name {number}"}).status_code == 200

    assert client.post(page(certificate), {"name": "Ada Sommer-Özgür"}).status_code == 429


def test_it_is_no_limit_for_the_codes_of_letters(client, certificate):
    for number in range(code_limits.PER_ADDRESS):
        client.get(f"/bescheinigung/0000000000A{number}/")

    assert client.get("/a/").status_code == 200


def test_reading_changes_nothing(client, certificate):
    before = list(Certificate.objects.values())

    client.get(page(certificate))
    client.get(FORM)

    assert list(Certificate.objects.values()) == before
