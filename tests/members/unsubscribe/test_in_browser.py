"""The page to leave a list in a browser."""

from urllib.parse import urlsplit

import pytest

from tafelrunde_members.domain.mail.unsubscribing import unsubscribe_links
from tests.support.browser import visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_leaving_and_coming_back_have_no_barriers_and_fit_a_phone(open_page):
    link = unsubscribe_links([("kim@example.org", "mailings")])["kim@example.org", "mailings"]
    page = open_page(viewport={"width": 320, "height": 700})
    path = urlsplit(link).path

    visit_and_check(page, path)
    page.get_by_role("button", name="Jetzt abbestellen").click()
    page.get_by_role("heading", name="Sie sind abgemeldet").wait_for()
    visit_and_check(page, path)
    page.get_by_role("button", name="Rückgängig machen").click()
    page.get_by_role("button", name="Jetzt abbestellen").wait_for()
    visit_and_check(page, "/abmelden/unbekannt/", status=404)
