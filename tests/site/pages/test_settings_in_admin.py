"""Editors change the site's name, colours and contact in the admin."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from tafelrunde_site.models import SiteProfile
from tests.factories.members import UserFactory

FIELDS = {
    "name": "Runder Tisch Musterstadt",
    "tagline": "",
    "footer_sentence": "",
    "base_colour": "#3d0d4c",
    "accent_colour": "",
    "contact_address": "",
    "contact_phone": "",
    "contact_email": "",
    "contact_page": "",
    "imprint_page": "",
    "privacy_page": "",
    "accessibility_page": "",
    "easy_language_page": "",
    "sign_language_page": "",
}


@pytest.fixture
def address(client, home) -> str:
    """The form of the profile, opened by an administrator."""
    client.force_login(UserFactory(is_superuser=True))
    return reverse("wagtailsettings:edit", args=["tafelrunde_site", "siteprofile", Site.objects.get().pk])


def test_opening_the_form_stores_nothing(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert "Grundfarbe" in response.content.decode()
    assert not SiteProfile.objects.exists()


def test_saving_the_form_changes_the_site(client, address):
    client.post(address, FIELDS)

    assert SiteProfile.objects.get().name == "Runder Tisch Musterstadt"
    assert "Runder Tisch Musterstadt" in client.get("/").content.decode()


def test_a_colour_that_cannot_be_read_is_refused_with_a_reason(client, address):
    response = client.post(address, FIELDS | {"base_colour": "#ffee00"})

    assert not SiteProfile.objects.exists()
    assert "Nehmen Sie einen dunkleren Ton." in response.content.decode()
