"""Writing words, printing letters and typing codes as people do it: in a browser."""

import pytest
from django.core.cache import cache

from tafelrunde_events.domain.short_codes import grouped, short_code, store_paper_secrets
from tafelrunde_members.enums import Role
from tests.events.letters.conftest import make_recipient
from tests.events.letters.test_admin import addresses, make_mailing
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INVITATION = "/verwaltung/texte/website/invitation/de/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def admin(open_page, live_server):
    page = open_page(viewport={"width": 1280, "height": 1000})
    sign_in(page, UserFactory(roles=(Role.NETWORK_COORDINATOR,)), live_server.url)
    return page


def test_placeholders_are_inserted_and_unsaved_words_previewed(admin):
    visit_and_check(admin, "/verwaltung/texte/website/", context="main")
    visit_and_check(admin, INVITATION, context="main")

    admin.get_by_label("Anfang").fill("")
    admin.get_by_label("Anfang").focus()
    admin.get_by_role("button", name="salutation einfügen").click()
    admin.get_by_label("Anfang").press_sequentially(", kommen Sie?")
    assert admin.get_by_label("Anfang").input_value() == "{salutation}, kommen Sie?"

    admin.get_by_role("button", name="Vorschau mit Gestaltung").click()
    frame = admin.frame_locator("iframe[name=preview]")
    frame.get_by_text("Sehr geehrte Frau Sommer, kommen Sie?").wait_for()
    admin.get_by_role("button", name="Vorschau als reiner Text").click()
    frame.get_by_text("Einladung: Herbstsitzung des Runden Tisches").wait_for()


def test_the_letters_of_a_mailing_are_downloaded(admin):
    event = make_event()
    mailing = make_mailing(event, make_recipient(event).invitation)
    page, _pdf = addresses(mailing)
    visit_and_check(admin, page, context="main")

    with admin.expect_download() as download:
        admin.get_by_role("button", name="Briefe herunterladen").click()

    assert download.value.suggested_filename == f"briefe-{event.pk}-{mailing.pk}.pdf"


def test_a_code_is_typed_without_scripts(open_page):
    cache.clear()
    recipient = make_recipient(make_event())
    store_paper_secrets([recipient.invitation])
    page = open_page("/a/", viewport=PHONE, java_script_enabled=False)

    page.get_by_label("Code aus dem Brief").fill("falsch")
    follow(page.get_by_role("button", name="Zur Einladung"))
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Code aus dem Brief").fill(grouped(short_code(recipient.invitation.nonce)).lower())
    follow(page.get_by_role("button", name="Zur Einladung"))

    assert "/antwort/" in page.url


def test_the_page_for_codes_is_free_of_barriers(open_page):
    cache.clear()
    page = open_page("/a/", viewport=PHONE)

    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Code aus dem Brief").fill("falsch")
    follow(page.get_by_role("button", name="Zur Einladung"))
    assert_accessible(page)
