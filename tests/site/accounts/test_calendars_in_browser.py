"""One's own calendar in Chromium: set up, read and ended, also by keyboard and on a narrow window."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.selections import save_selection
from tafelrunde_events.models import PersonalFeed, SavedSelection
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.factories.site import make_home
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PAGE = "/konto/kalender/"
NARROW = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def user(settings, live_server):
    settings.TAFELRUNDE_BASE_URL = live_server.url
    make_home()
    return UserFactory()


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_a_device_is_set_up_and_ended_without_javascript(open_page, live_server, user, viewport):
    page = open_page(viewport=viewport, java_script_enabled=False)
    sign_in(page, user, live_server.url)

    page.goto(PAGE)
    page.get_by_label("Gerät oder Programm").fill("Telefon")
    follow(page.get_by_role("button", name="Adresse anzeigen"))
    address = page.get_by_label("Adresse für jedes Programm").input_value()
    assert Client().get(urlsplit(address).path).status_code == 200
    follow(page.get_by_role("link", name="Fertig"))
    page.get_by_text("zuletzt benutzt: heute").wait_for()

    follow(page.get_by_role("link", name=re.compile("Beenden.*Telefon")))
    follow(page.get_by_role("button", name="Dieses Abo beenden"))
    page.get_by_text("ist beendet").wait_for()
    assert not PersonalFeed.objects.active().exists()


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_the_pages_are_accessible(open_page, live_server, user, viewport):
    save_selection(user, Selection(chosen=(("art", "training"),)), name="Kurse")
    SavedSelection.objects.create(user=user, name="Altkreis", query="bezirk=99999")
    page = open_page(viewport=viewport)
    sign_in(page, user, live_server.url)

    visit_and_check(page, PAGE)
    page.get_by_label("Gerät oder Programm").fill("Mein Telefon mit einem ziemlich langen Namen")
    follow(page.get_by_role("button", name="Adresse anzeigen"))
    page.get_by_role("img", name="QR-Code mit Ihrer Adresse").wait_for()
    assert_accessible(page)
    assert_fits(page)
    visit_and_check(page, PAGE)
    visit_and_check(page, f"{PAGE}{PersonalFeed.objects.get().pk}/beenden/")


def test_reloading_the_address_makes_no_second_device(open_page, live_server, user):
    page = open_page()
    sign_in(page, user, live_server.url)
    page.goto(PAGE)
    page.get_by_label("Gerät oder Programm").fill("Telefon")
    follow(page.get_by_role("button", name="Adresse anzeigen"))

    page.reload()

    page.get_by_text("lässt sich nicht noch einmal anzeigen").wait_for()
    assert PersonalFeed.objects.count() == 1


def test_everything_works_by_keyboard(open_page, live_server, user):
    make_event(title="Bürgerforum")
    page = open_page()
    sign_in(page, user, live_server.url)
    page.goto(f"{PAGE}?art=event")

    page.get_by_label("Gerät oder Programm").focus()
    page.keyboard.type("Telefon")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    address = page.get_by_label("Adresse für jedes Programm")
    address.focus()
    page.keyboard.press("Control+a")
    assert address.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)").endswith(".ics")

    page.goto(f"{PAGE}?art=event")
    page.get_by_label("Name dieser Auswahl").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("gehört jetzt zu Ihrem Kalender").wait_for()
    assert SavedSelection.objects.get().query == "art=event"


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_vdirsyncer_subscribes_to_the_address(live_server, user, client, sync_with_vdirsyncer):
    make_event(title="Bürgerforum")
    save_selection(user, Selection(), name="Alle")
    client.force_login(user)
    key = re.search(r'name="form_key" value="([\w-]+)"', client.get(PAGE).content.decode()).group(1)
    page = client.post(PAGE, {"name": "vdirsyncer", "form_key": key}).content.decode()
    address = re.search(r'value="(http[^"]+\.ics)"', page).group(1)

    files = sync_with_vdirsyncer(address)

    assert ["Bürgerforum" in file.read_text() for file in files] == [True]
