"""The calculation against robots as browsers do it, under the content security policy of the site."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tafelrunde_events.forms import robots
from tafelrunde_events.models import Registration
from tests.events.registrations.forms import form_path
from tests.factories.registrations import make_training
from tests.support.browser import assert_accessible, assert_fits, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 800}


@pytest.fixture(autouse=True)
def _asked(settings, monkeypatch):
    cache.clear()
    settings.TAFELRUNDE_ALTCHA = True
    monkeypatch.setattr(robots, "FASTEST", 0)


@pytest.fixture
def training():
    return make_training(capacity=12, group_size=8, event_facts={"contact_email": "tisch@example.org"})


def fill(page):
    page.get_by_label("Vorname").first.fill("Ada")
    page.get_by_label("Nachname").first.fill("Muster")
    page.get_by_label("E-Mail-Adresse").first.fill("ada@example.org")


def send(page):
    follow(page.get_by_role("button", name="Anmelden", exact=True))


def test_the_browser_calculates_while_somebody_types(open_page, training):
    page = open_page(form_path(training), viewport=NARROW)
    expect(page.get_by_text("melden Sie sich bitte per E-Mail an")).to_be_hidden()
    fill(page)
    expect(page.get_by_role("status")).to_have_text("Die Berechnung ist fertig.")
    assert_accessible(page)
    assert_fits(page)
    send(page)

    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    assert Registration.objects.count() == 1


def test_a_form_sent_at_once_waits_for_the_calculation(open_page, training):
    page = open_page(form_path(training))
    # Faster than anybody types: the calculation begins with the press of the button.
    page.evaluate(
        """() => {
            const values = { first_name: "Ada", last_name: "Muster", email: "ada@example.org" };
            for (const [name, value] of Object.entries(values)) document.getElementById(`id_${name}`).value = value;
        }"""
    )
    button = page.get_by_role("button", name="Anmelden", exact=True)
    with page.expect_navigation():
        button.dblclick()

    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    assert Registration.objects.count() == 1


def test_mistakes_and_more_people_keep_what_was_typed_and_are_proved_anew(open_page, training):
    page = open_page(form_path(training))
    page.get_by_label("Vorname").first.fill("Ada")
    page.get_by_text("Weitere Personen mit anmelden").click()
    follow(page.get_by_role("button", name="Platz für weitere Personen"))
    expect(page.get_by_role("group", name="Person 8")).to_be_visible()
    send(page)
    page.get_by_role("alert").first.wait_for()
    expect(page.get_by_text("melden Sie sich bitte per E-Mail an")).to_be_hidden()
    expect(page.get_by_label("Vorname").first).to_have_value("Ada")
    fill(page)
    send(page)

    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()


def test_without_scripts_the_form_says_where_to_write(open_page, training):
    page = open_page(form_path(training), java_script_enabled=False)

    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.locator("noscript a")).to_have_text("tisch@example.org")
    fill(page)
    send(page)
    expect(page.locator("noscript")).to_have_count(0)
    expect(page.get_by_text("melden Sie sich bitte per E-Mail an: tisch@example.org")).to_be_visible()
    expect(page.get_by_role("alert").first).to_contain_text("Bitte schicken Sie das Formular noch einmal ab.")
    expect(page.get_by_label("E-Mail-Adresse").first).to_have_value("ada@example.org")
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "script",
    [
        "SubtleCrypto.prototype.deriveBits = () => Promise.reject(new Error('not supported'))",
        "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })",
    ],
    ids=["fails", "missing"],
)
def test_a_browser_that_cannot_calculate_says_where_to_write(open_page, training, script):
    page = open_page()
    page.add_init_script(script)
    page.goto(form_path(training))
    page.get_by_label("Vorname").first.focus()

    expect(page.get_by_role("alert")).to_contain_text("tisch@example.org")
    assert_accessible(page)
