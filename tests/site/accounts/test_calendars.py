"""/konto/kalender/: devices are added, shown once and ended; filters are kept and dropped; nobody else's."""

import datetime as dt
import re
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.feeds import DEVICE_LIMIT, add_device, new_form_key, personal_address
from tafelrunde_events.domain.subscriptions.selections import SELECTION_LIMIT, save_selection
from tafelrunde_events.models import PersonalFeed, SavedSelection
from tafelrunde_site.accounts.calendars import used_text
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

PAGE = reverse("tafelrunde_site:calendars")
KEEP = reverse("tafelrunde_site:calendar_keep_filter")
TRAININGS = Selection(chosen=(("art", "training"),))


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def show(client, **data):
    return client.get(PAGE, data).content.decode()


def form_key(client):
    return re.search(r'name="form_key" value="([\w-]{43})"', show(client)).group(1)


def add(client, name="Telefon", key=None):
    return client.post(PAGE, {"name": name, "form_key": key or form_key(client)})


def address_in(response):
    return re.search(r'value="(http://localhost:8000/kalender/abo/[\w-]{43}\.ics)"', response.content.decode()).group(1)


def make_device(user, name="Telefon"):
    token = add_device(user, name=name, form_key=new_form_key())
    return PersonalFeed.objects.latest("pk"), urlsplit(personal_address(token)).path


def test_visitors_are_sent_to_log_in_and_keep_their_filters(client):
    assert client.get(f"{PAGE}?art=training").url == f"/konto/anmelden/?next={quote(PAGE + '?art=training')}"
    for address in (PAGE, KEEP):
        assert client.post(address).url.startswith("/konto/anmelden/")


def test_the_account_leads_to_the_page(client, user):
    assert f'href="{PAGE}"' in client.get(reverse("tafelrunde_site:account")).content.decode()


def test_a_new_device_shows_an_address_that_a_program_can_fetch(client, user):
    make_event(title="Bürgerforum")
    save_selection(user, Selection(), name="Alles")

    response = add(client)

    address = address_in(response)
    assert response.status_code == 200
    assert f'href="webcal://{address.removeprefix("http://")}"' in response.content.decode()
    assert '<svg class="qr-code"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    fetched = Client().get(urlsplit(address).path)
    assert "Bürgerforum" in fetched.content.decode()
    assert "zuletzt benutzt: heute" in show(client)


def test_the_address_is_shown_once(client, user):
    key = form_key(client)
    token = re.search(r"abo/(.*)\.ics", address_in(add(client, key=key))).group(1)

    again = client.post(PAGE, {"name": "Telefon", "form_key": key}, follow=True)

    assert PersonalFeed.objects.count() == 1
    assert "lässt sich nicht noch einmal anzeigen" in again.content.decode()
    assert token not in again.content.decode() + show(client)
    assert token not in str(dict(client.session))


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_device_needs_a_name(client, user, name):
    page = add(client, name=name).content.decode()

    assert 'class="error-summary"' in page
    assert not PersonalFeed.objects.exists()


def test_devices_stand_with_their_last_use(client, user):
    used, _path = make_device(user, "Telefon")
    make_device(user, "Dienstrechner")
    PersonalFeed.objects.filter(pk=used.pk).update(last_used_at=timezone.now() - dt.timedelta(days=3))
    make_device(UserFactory(), "Fremdes Gerät")

    page = show(client)

    assert "zuletzt benutzt: vor 3 Tagen" in page
    assert "zuletzt benutzt: noch nie" in page
    assert "Fremdes" not in page


@pytest.mark.parametrize(
    ("ago", "words"),
    [(dt.timedelta(0), "heute"), (dt.timedelta(hours=11), "gestern"), (dt.timedelta(days=40), "vor 40 Tagen")],
)
def test_the_last_use_counts_days_of_the_calendar(ago, words):
    with time_machine.travel(dt.datetime(2027, 3, 5, 9, tzinfo=dt.UTC), tick=False):
        assert used_text(timezone.now() - ago) == words


def test_ending_a_device_asks_first(client, user):
    device, path = make_device(user)
    end = reverse("tafelrunde_site:calendar_end", args=[device.pk])

    assert "Telefon" in client.get(end).content.decode()
    assert PersonalFeed.objects.active().exists()

    page = client.post(end, follow=True).content.decode()
    assert "Das Kalender-Abo von „Telefon“ ist beendet." in page
    assert "zuletzt benutzt" not in page
    assert "Dieses Kalender-Abo wurde beendet" in Client().get(path).content.decode()
    assert client.get(end).status_code == 404


def test_the_devices_and_filters_of_others_do_not_exist(client, user):
    client.force_login(UserFactory(is_superuser=True))
    device, _path = make_device(user)
    saved = save_selection(user, TRAININGS, name="Kurse")

    for name, pk in (("calendar_end", device.pk), ("calendar_drop_filter", saved.pk)):
        assert client.post(reverse(f"tafelrunde_site:{name}", args=[pk])).status_code == 404
    assert PersonalFeed.objects.active().exists()
    assert SavedSelection.objects.exists()


def test_the_number_of_devices_is_limited(client, user):
    key = form_key(client)
    for _number in range(DEVICE_LIMIT):
        make_device(user)

    page = client.post(PAGE, {"name": "Noch eins", "form_key": key}, follow=True).content.decode()

    assert "Sie haben bereits 20 Geräte." in page
    assert 'name="form_key"' not in page
    assert PersonalFeed.objects.count() == DEVICE_LIMIT


def test_the_filters_of_the_calendar_are_offered_and_kept(client, user):
    page = show(client, art="training", gibtesnicht="1")
    assert 'name="query" value="art=training"' in page
    assert 'value="Fortbildung"' in page

    page = client.post(KEEP, {"name": "Kurse", "query": "art=training"}, follow=True).content.decode()
    assert "„Kurse“ gehört jetzt zu Ihrem Kalender." in page
    assert 'href="/kalender/?art=training"' in page
    assert SavedSelection.objects.get().query == "art=training"
    assert 'value="art=training"' not in show(client, art="training")


def test_without_filters_all_public_dates_are_offered(client, user):
    page = show(client)
    assert 'value="Alle öffentlichen Termine"' in page

    client.post(KEEP, {"name": "Alle", "query": ""})
    assert SavedSelection.objects.get().query == ""
    assert "In meinen Kalender übernehmen" not in show(client)


def test_dropping_a_filter_leaves_the_others(client, user):
    save_selection(user, Selection(), name="Alle")
    saved = save_selection(user, TRAININGS, name="Kurse")

    drop = reverse("tafelrunde_site:calendar_drop_filter", args=[saved.pk])
    assert client.get(drop).status_code == 405
    page = client.post(drop, follow=True).content.decode()

    assert "„Kurse“ gehört nicht mehr zu Ihrem Kalender." in page
    assert SavedSelection.objects.get().name == "Alle"


def test_a_filter_that_no_longer_exists_says_so(client, user):
    SavedSelection.objects.create(user=user, name="Altkreis", query="bezirk=99999")

    page = show(client)

    assert "Einen Filter dieser Auswahl gibt es nicht mehr" in page
    assert "bezirk=99999" not in page


@pytest.mark.parametrize("data", [{}, {"name": "", "query": ""}, {"name": "x" * 121, "query": ""}])
def test_a_filter_needs_a_name(client, user, data):
    assert "Bitte geben Sie der Auswahl einen Namen" in client.post(KEEP, data, follow=True).content.decode()
    assert not SavedSelection.objects.exists()


def test_the_number_of_filters_is_limited(client, user):
    for number in range(SELECTION_LIMIT):
        save_selection(user, Selection(text=f"wort {number}"), name="Wort")

    page = client.post(KEEP, {"name": "Kurse", "query": "art=training"}, follow=True).content.decode()

    assert "Sie haben bereits 20 Filter übernommen." in page


def test_many_devices_and_filters_cost_as_many_queries_as_one(client, user):
    def fill(count):
        for number in range(count):
            make_device(user)
            save_selection(user, Selection(text=f"wort {SavedSelection.objects.count()} {number}"), name="Wort")

    fill(1)
    show(client)
    one = count_queries(client, PAGE)
    fill(18)
    assert count_queries(client, PAGE) == one
