"""Registering and the personal page as people use them: in a browser, on a phone, by keyboard, without scripts."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from tafelrunde_events.enums import OrganisationAsked, RegistrationState
from tafelrunde_events.forms import robots
from tafelrunde_events.models import ConsentText, Registration
from tests.events.registrations.forms import form_path, page_path
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.registrations import make_training, new_person, register, submit_form
from tests.support.browser import assert_accessible, assert_fits, follow, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 800}
DESKTOP = {"width": 1280, "height": 900}

QUESTIONS = [
    {
        "key": "food",
        "label": "Was essen Sie nicht?",
        "type": "checkboxes",
        "choices": ["Fleisch", "Nüsse"],
        "sensitive": True,
    },
    {"key": "topic", "label": "Worum soll es gehen?", "type": "multiline", "help_text": "Ein Satz genügt."},
]


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch):
    cache.clear()
    monkeypatch.setattr(robots, "FASTEST", 0)


@pytest.fixture
def training():
    rules = ConsentText.objects.create(
        name="Regeln", wording="Ich halte mich an die Hausordnung des Bürgerhauses.", required=True
    )
    photos = ConsentText.objects.create(name="Fotos", wording="Fotos von mir dürfen in der Dokumentation erscheinen.")
    return make_training(
        session(coming_day(20), hour=9),
        session(coming_day(27), hour=9),
        event_facts={"title": "Anfeindungen im Amt: handlungssicher bleiben", "venue": VenueFactory()},
        capacity=12,
        group_size=8,
        organisation_asked=OrganisationAsked.OPTIONAL,
        questions=QUESTIONS,
        consents=[rules, photos],
        join_url="https://meet.example.org/raum",
    )


def look(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_somebody_registers_a_group_without_scripts(open_page, training, viewport):
    page = open_page(form_path(training), viewport=viewport, java_script_enabled=False)
    follow(page.get_by_role("button", name="Anmelden", exact=True))
    assert page.get_by_role("alert").first.is_visible()
    assert page.evaluate("document.getElementById('formular').getBoundingClientRect().top") < 100, "seen at once"
    look(page, f"mistakes-{viewport['width']}")

    page.get_by_label("Vorname").first.fill("Ada")
    page.get_by_label("Nachname").first.fill("Muster")
    page.get_by_label("E-Mail-Adresse").first.fill("ada@example.org")
    page.get_by_text("Weitere Personen mit anmelden").click()
    second = page.get_by_role("group", name="Person 2")
    second.get_by_label("Vorname").fill("Ben")
    second.get_by_label("Nachname").fill("Beispiel")
    page.get_by_label("Nüsse").check()
    page.get_by_label("Ich halte mich an die Hausordnung").check()
    look(page, f"form-{viewport['width']}")
    follow(page.get_by_role("button", name="Anmelden", exact=True))

    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    assert Registration.objects.count() == 2
    assert Registration.objects.first().answers.get().value == "Nüsse"
    follow_link = page_path(Registration.objects.get(contact=None))
    page.goto(follow_link)
    look(page, f"confirm-{viewport['width']}")
    follow(page.get_by_role("button", name="Anmeldung bestätigen"))
    page.get_by_role("heading", name="Sie haben einen Platz").wait_for()
    look(page, f"placed-{viewport['width']}")
    page.get_by_text("Angaben ändern").click()
    page.get_by_label("Nachname").fill("")
    follow(page.get_by_role("button", name="Speichern"))
    assert page.get_by_role("alert").evaluate("alert => Math.abs(alert.getBoundingClientRect().top) < 300")
    page.get_by_label("Nachname").fill("Beispiel")
    follow(page.get_by_role("button", name="Speichern"))
    assert page.get_by_text("Ihre Angaben wurden gespeichert.").evaluate("said => said.getBoundingClientRect().top > 0")
    page.get_by_text("Anmeldung absagen").click()
    follow(page.get_by_role("button", name="Für uns alle absagen"))
    page.get_by_role("heading", name="Diese Anmeldung wurde abgesagt").wait_for()
    assert set(Registration.objects.values_list("state", flat=True)) == {RegistrationState.CANCELLED}


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_all_states_have_no_barriers_and_fit_the_screen(open_page, training, viewport):
    full = make_training(capacity=1, reply_hours=24)
    consents = ConsentText.objects.all()
    placed = register(training, new_person(), new_person(email=""), consents=consents)
    submitted = submit_form(training, consents=consents)
    first, offered, waiting = register(full), register(full), register(full)
    page = open_page(viewport=viewport)

    visit_and_check(page, form_path(training))
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("alert").first.wait_for()
    assert_accessible(page)
    assert_fits(page)
    for name, path in {
        "full": form_path(full),
        "english": form_path(full, "?sprache=en"),
        "sent": f"{form_path(training)}gesendet/",
        "group": page_path(placed),
        "unconfirmed": page_path(submitted),
        "waiting": page_path(waiting),
    }.items():
        visit_and_check(page, path)
        look(page, f"{name}-{viewport['width']}")
    visit_and_check(page, "/anmeldung/unbekannt/", status=404)
    page.goto(page_path(first))
    page.get_by_text("Anmeldung absagen").click()
    follow(page.get_by_role("button", name="Ja, absagen"))
    visit_and_check(page, page_path(offered))
    look(page, f"offered-{viewport['width']}")


def test_somebody_registers_by_keyboard_alone(open_page, training):
    page = open_page(form_path(training), viewport=DESKTOP)
    page.locator("#id_first_name").focus()
    for word in ("Ada", "Muster", "ada@example.org", "Verein"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    for name in ("frage_food", "frage_food", "frage_topic"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    registration = Registration.objects.get()
    assert (registration.organisation, registration.consents.get().name) == ("Verein", "Regeln")
    assert timezone.now() - registration.submitted_at < dt.timedelta(minutes=5)
