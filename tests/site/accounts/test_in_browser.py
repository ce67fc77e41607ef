"""Signing in as people do it, in Chromium: with a keyboard, with an app, with a passkey; strict policy throughout."""

import re

import pytest
from django.db import transaction

from tafelrunde_members.enums import Role
from tafelrunde_members.models.mail import OutboxMessage
from tests.factories.accounts import give_seat, present_code
from tests.factories.events import invite, make_event
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.site import make_home
from tests.site.accounts.conftest import text_of
from tests.site.admin_world import AdminWorld
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def _site(settings, live_server):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = True
    make_home()


def log_in(page, address, *, check=False):
    """Ask for a code and enter it."""
    if check:
        visit_and_check(page, "/konto/anmelden/")
    else:
        page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(address)
    follow(page.get_by_role("button", name="Code senden"))
    page.get_by_label("Code aus der E-Mail").wait_for()
    if check:
        assert_accessible(page)
        assert_fits(page)
    code = re.search(r"\d{4}-\d{4}", text_of(OutboxMessage.objects.latest("pk"))).group()
    page.get_by_label("Code aus der E-Mail").fill(code)
    follow(page.get_by_role("button", name="Anmelden", exact=True))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_member_logs_in_answers_and_logs_out_without_javascript(open_page, viewport):
    person = PersonFactory(email="anna@example.org", first_name="Anna", last_name="Beispiel")
    give_seat(person)
    invitation = invite(make_event(title="Sitzung im Rathaus"), person)
    page = open_page(viewport=viewport, java_script_enabled=False)

    log_in(page, "anna@example.org")
    page.get_by_role("heading", name="Guten Tag, Anna Beispiel").wait_for()
    follow(page.get_by_role("button", name=re.compile(r"Ich komme\s*: Sitzung im Rathaus")))
    page.get_by_text("Vielen Dank, Ihre Antwort").wait_for()
    follow(page.get_by_role("button", name="Abmelden"))

    invitation.refresh_from_db()
    assert invitation.answer == "ACCEPTED"
    page.goto("/konto/")
    assert "/konto/anmelden/" in page.url


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_are_accessible(open_page, viewport):
    person = PersonFactory(email="anna@example.org")
    give_seat(person)
    invite(make_event(), person)
    page = open_page(viewport=viewport)

    log_in(page, "anna@example.org", check=True)
    page.get_by_role("heading", name="Meine Einladungen", exact=True).wait_for()
    assert_accessible(page)
    assert_fits(page)
    for path in ("/konto/zweiter-faktor/", "/konto/zweiter-faktor/app/", "/konto/zweiter-faktor/passkeys/neu/"):
        visit_and_check(page, path)


def test_staff_sets_up_an_app_and_gets_into_the_admin(open_page):
    UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))
    page = open_page()
    log_in(page, "koordination@example.org")
    page.get_by_text("Die Verwaltung öffnet sich").wait_for()

    follow(page.get_by_role("link", name="App einrichten"))
    page.get_by_text("Sie können ihn nicht scannen?").click()
    page.get_by_label("Code, den die App jetzt anzeigt").fill(present_code(page.locator(".address").inner_text()))
    follow(page.get_by_role("button", name="Fertigstellen"))

    page.locator(".recovery-codes li").first.wait_for()
    assert page.locator(".recovery-codes li").count() == 10
    page.goto("/verwaltung/")
    assert page.url.endswith("/verwaltung/")


def test_staff_sets_up_a_passkey_and_logs_in_with_it_alone(open_page):
    UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))
    page = open_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    log_in(page, "koordination@example.org")
    follow(page.get_by_role("link", name="Passkey oder Schlüssel einrichten"))
    page.get_by_label("Allein damit anmelden").check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("heading", name="Wiederherstellungscodes").wait_for()
    page.goto("/konto/")
    follow(page.get_by_role("button", name="Abmelden"))
    page.goto("/konto/anmelden/?next=/verwaltung/account/")
    page.get_by_role("button", name="Mit einem Passkey anmelden").click()

    page.wait_for_url("**/verwaltung/**")


def test_a_passkey_that_is_refused_says_so_on_the_page(open_page):
    page = open_page("/konto/anmelden/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('abgebrochen')) }")

    page.get_by_role("button", name="Mit einem Passkey anmelden").click()

    page.get_by_role("alert").get_by_text("ließ sich nicht verwenden").wait_for()


def test_the_admin_works_under_its_policy(open_page, live_server, settings):
    """`open_page` fails on every violation of the policy and every error in a script."""
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = False
    with transaction.atomic():
        world = AdminWorld()
    page = open_page()
    sign_in(page, world.visitors["superuser"], live_server.url)
    for path in (
        "/verwaltung/",
        f"/verwaltung/pages/{world.page.pk}/edit/",
        "/verwaltung/pages/",
        "/verwaltung/images/multiple/add/",
        f"/verwaltung/images/{world.arguments['image_id']}/",
        "/verwaltung/users/new/",
        "/verwaltung/reports/site-history/",
        f"/verwaltung/runder-tisch/{world.a.table.pk}/sitzungen/neu/",
    ):
        assert page.goto(path).status == 200
        page.wait_for_load_state("networkidle")
