"""What people see when something is missing, forbidden or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


def test_missing_page_offers_search_and_site_map(client, home):
    response = client.get("/gibt-es-nicht/")

    text = response.content.decode()
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in text
    assert 'href="/seitenuebersicht/"' in text


def test_refused_form_says_what_to_do(home):
    response = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"email": "a@example.org"})

    assert response.status_code == 403
    assert "Bitte senden Sie das Formular noch einmal" in response.content.decode()


@pytest.mark.parametrize("name", ["404.html", "403.html", "500.html"])
def test_error_pages_can_be_shown_without_request_and_database(name):
    text = render_to_string(name)

    assert "<h1>" in text
