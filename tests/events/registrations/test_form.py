"""The registration form: what it asks and shows, what comes of it, and that nothing typed is lost."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events.domain.registrations.limits import FORMS_PER_HOUR
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import OrganisationAsked, RegistrationSource, RegistrationState
from tafelrunde_events.models import ConsentText, Registration
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Affiliation, OutboxMessage
from tests.events.registrations.forms import ADA, fill_in, form_path, text_of
from tests.factories.events import coming_day, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register, set_terms

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"key": "topic", "label": "Ihr Thema", "type": "singleline", "required": True},
    {
        "key": "food",
        "label": "Essen",
        "type": "checkboxes",
        "choices": ["vegan", "ohne Nüsse, bitte"],
        "sensitive": True,
    },
    {"key": "more", "label": "Anmerkung", "type": "multiline"},
    {"key": "day", "label": "Anreise am", "type": "date"},
    {"key": "moment", "label": "Abholung", "type": "datetime"},
    {"key": "number", "label": "Wie viele", "type": "number"},
    {"key": "site", "label": "Ihre Seite", "type": "url"},
    {"key": "second", "label": "Zweite Adresse", "type": "email"},
    {"key": "track", "label": "Gruppe", "type": "dropdown", "choices": ["A", "B"]},
    {"key": "several", "label": "Mehreres", "type": "multiselect", "choices": ["x", "y"]},
    {"key": "one", "label": "Eins davon", "type": "radio", "choices": ["ja", "nein"]},
    {"key": "yes", "label": "Fährt mit", "type": "checkbox"},
    {"key": "secret", "label": "Kampagne", "type": "hidden", "default": "Flyer"},
]


@pytest.fixture(autouse=True)
def _no_earlier_visitors():
    cache.clear()


@pytest.fixture
def event():
    return make_training(capacity=5)


def test_somebody_registers_and_is_asked_to_confirm(client, event):
    response = fill_in(client, event)

    assert response.url == reverse("tafelrunde_events:register_sent", args=[event.pk])
    assert "Postfach" in text_of(client.get(response.url))
    registration = Registration.objects.get()
    assert (registration.full_name, registration.email, registration.state) == (
        *("Ada Muster", "ada@example.org"),
        RegistrationState.UNCONFIRMED,
    )
    assert (registration.source, registration.language) == (RegistrationSource.FORM, "de")
    assert registration.hold_until is not None
    assert registration.network
    assert OutboxMessage.objects.get().address == "ada@example.org"


def test_the_answer_is_the_same_for_a_known_address(client, event):
    first, second = fill_in(client, event), fill_in(client, event)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert client.get(first.url).content == client.get(second.url).content
    assert Registration.objects.exclude(address="").count() == 1


def test_opening_the_form_changes_nothing_and_a_closed_one_sets_no_cookie(client, event):
    for method in (client.get, client.head):
        method(form_path(event))
    assert not Registration.objects.exists()
    client.cookies.clear()

    set_terms(event, is_open=False)
    response = client.get(form_path(event))

    assert "Die Anmeldung ist geschlossen" in text_of(response)
    assert not response.cookies


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"capacity": 5}, "5 Plätze sind frei."),
        ({"capacity": 1}, "Ein Platz ist frei."),
        ({}, "Es gibt Plätze für alle."),
        ({"capacity": 5, "needs_approval": True}, "Die Veranstaltenden prüfen jede Anmeldung."),
        ({"capacity": 5, "closes_days": 3}, "Anmeldung ist möglich bis"),
    ],
)
def test_one_sees_beforehand_what_one_gets(client, terms, words):
    assert words in text_of(client.get(form_path(make_training(**terms))))


def test_who_comes_late_is_offered_the_waiting_list(client):
    event = make_training(capacity=1)
    register(event)

    page = text_of(client.get(form_path(event)))

    assert "Alle Plätze sind vergeben." in page
    assert "Für die Warteliste anmelden" in page


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"opens_at": timezone.now() + dt.timedelta(days=2)}, "Die Anmeldung ist noch nicht geöffnet"),
        ({"is_open": False}, "Die Anmeldung ist geschlossen"),
        ({"closes_days": 200}, "Die Anmeldung ist geschlossen"),
    ],
)
def test_the_page_says_why_nobody_can_register(client, terms, words):
    response = client.get(form_path(make_training(**terms)))

    assert words in text_of(response)
    assert b"<form" not in response.content.split(b"<main")[1]


def test_full_cancelled_and_past_trainings_say_so(client):
    full = make_training(capacity=1, has_waiting_list=False)
    register(full)
    cancelled = make_training()
    cancel_event(cancelled, reason="Referentin erkrankt")
    past = make_training(session(coming_day(-3)))

    assert "keine Warteliste" in text_of(client.get(form_path(full)))
    assert "Referentin erkrankt" in text_of(client.get(form_path(cancelled)))
    assert "Diese Veranstaltung ist vorbei" in text_of(client.get(form_path(past)))


def test_events_without_registration_say_so_and_hidden_ones_do_not_exist(client):
    plain = client.get(form_path(make_event()))

    assert (plain.status_code, "keine Anmeldung" in text_of(plain)) == (404, True)
    hidden = make_training(event_facts={"visibility": Visibility.NETWORK, "title": "Vertrauliches"})
    for path in (form_path(hidden), f"{form_path(hidden)}gesendet/"):
        response = client.get(path)
        assert response.status_code == 404
        assert b"Vertrauliches" not in response.content


def test_the_form_speaks_english_where_wanted(client, event):
    response = client.get(form_path(event, "?sprache=en"))
    sent = fill_in(client, event, "?sprache=en")

    assert "First name" in text_of(response)
    assert response["Content-Language"] == "en"
    assert "Deutsch" in text_of(response)
    assert sent.url.endswith("?sprache=en")
    assert Registration.objects.get().language == "en"
    assert "Vorname" in text_of(client.get(form_path(event, "?sprache=xx")))


@pytest.mark.parametrize(
    ("asked", "status"),
    [(OrganisationAsked.NO, 302), (OrganisationAsked.OPTIONAL, 302), (OrganisationAsked.REQUIRED, 200)],
)
def test_the_organisation_is_asked_for_as_the_terms_say(client, asked, status):
    event = make_training(organisation_asked=asked)

    assert (b'name="organisation"' in client.get(form_path(event)).content) == (asked != OrganisationAsked.NO)
    assert fill_in(client, event).status_code == status


def test_all_sorts_of_questions_are_asked_and_stored(client):
    event = make_training(questions=QUESTIONS)
    answers = {
        "topic": "Recht",
        "food": ["vegan", "ohne Nüsse, bitte"],
        "more": "Zwei\nZeilen",
        "day": "2027-03-05",
        "moment": "2027-03-05T18:30",
        "number": "3",
        "site": "https://example.org/",
        "second": "zwei@example.org",
        "track": "B",
        "several": ["x", "y"],
        "one": "ja",
        "yes": "on",
        "secret": "Flyer",
    }

    response = fill_in(client, event, **{f"frage_{key}": value for key, value in answers.items()})

    assert response.status_code == 302
    stored = {answer.key: answer.value for answer in Registration.objects.get().answers.all()}
    assert stored == answers | {
        "food": "vegan\nohne Nüsse, bitte",
        "moment": "2027-03-05 18:30",
        "several": "x\ny",
        "yes": "Ja",
    }
    assert Registration.objects.get().answers.get(key="food").sensitive


def test_required_questions_and_choices_are_checked(client):
    event = make_training(questions=QUESTIONS)

    response = fill_in(client, event, frage_track="C", frage_more="Bleibt <b>stehen</b>")

    assert set(response.context["form"].errors) == {"frage_topic", "frage_track"}
    assert b"Bleibt &lt;b&gt;stehen&lt;/b&gt;" in response.content
    assert not Registration.objects.exists()


def test_required_consents_must_be_given_and_all_are_stored_in_their_words(client):
    rules = ConsentText.objects.create(name="Regeln", wording="Ich halte mich an die Hausordnung.", required=True)
    photos = ConsentText.objects.create(name="Fotos", wording="Fotos von mir dürfen gezeigt werden.")
    event = make_training(consents=[rules, photos])

    refused = fill_in(client, event)
    accepted = fill_in(client, event, **{f"einwilligung_{rules.pk}": "on"})

    assert "Hausordnung" in text_of(refused)
    assert f"einwilligung_{rules.pk}" in refused.context["form"].errors
    assert accepted.status_code == 302
    assert [consent.wording for consent in Registration.objects.get().consents.all()] == [rules.wording]


def test_colleagues_are_registered_along(client):
    event = make_training(capacity=10, group_size=4)
    colleagues = {
        "person2_first_name": "Ben",
        "person2_last_name": "Beispiel",
        "person4_first_name": "Cem",
        "person4_last_name": "Kaya",
        "person4_email": "cem@example.org",
    }

    assert fill_in(client, event, **colleagues).status_code == 302

    rows = Registration.objects.in_order().values_list("first_name", "email", "contact__first_name")
    assert list(rows) == [
        ("Ada", "ada@example.org", None),
        ("Ben", "", "Ada"),
        ("Cem", "cem@example.org", "Ada"),
    ]


def test_half_a_colleague_and_the_same_address_twice_are_refused(client):
    event = make_training(group_size=3)

    response = fill_in(
        client,
        event,
        person2_last_name="Beispiel",
        person3_first_name="C",
        person3_last_name="K",
        person3_email="ADA@example.org",
    )

    assert set(response.context["form"].errors) == {"person2_first_name", "person3_email"}
    assert b'<details class="more-people" open>' in response.content


def test_room_for_more_colleagues_keeps_what_was_typed_and_checks_nothing(client):
    event = make_training(group_size=12)

    response = fill_in(client, event, email="noch nicht", person2_last_name="Bleibt", more="1")

    form = response.context["form"]
    assert len(form.row_numbers) == 8
    assert not form.errors
    assert b'value="noch nicht"' in response.content
    assert b'value="Bleibt"' in response.content


def test_the_group_never_grows_beyond_its_size(client):
    event = make_training(group_size=2)

    fill_in(client, event, rows=50, person2_last_name="B", person2_first_name="B", person3_last_name="C")

    assert Registration.objects.count() == 2


def test_robots_are_told_nothing_and_change_nothing(client, event):
    response = fill_in(client, event, website="https://example.com/")

    assert response.url == reverse("tafelrunde_events:register_sent", args=[event.pk])
    assert not Registration.objects.exists()


@pytest.mark.parametrize("begun", ["", "forged", None])
def test_forms_that_are_too_fast_or_forged_are_asked_for_once_more(client, event, begun):
    response = fill_in(client, event, **({"wait": 1} if begun is None else {"begun": begun}))

    assert response.status_code == 200
    assert b'value="ada@example.org"' in response.content
    assert not Registration.objects.exists()


def test_too_many_forms_from_one_network_are_refused_with_everything_kept(client, event):
    for number in range(FORMS_PER_HOUR):
        assert fill_in(client, event, email=f"person{number}@example.org").status_code == 302

    response = fill_in(client, event, email="zuviel@example.org", first_name="Geduldige")

    assert response.status_code == 429
    assert b'value="zuviel@example.org"' in response.content
    assert b'value="Geduldige"' in response.content
    assert Registration.objects.count() == FORMS_PER_HOUR


def test_who_was_promised_a_place_is_asked_before_waiting(client):
    event = make_training(capacity=1)
    register(event)

    asked = fill_in(client, event, promised="place")
    agreed = fill_in(client, event)

    assert "Inzwischen sind alle Plätze vergeben." in text_of(asked)
    assert b'value="ada@example.org"' in asked.content
    assert agreed.status_code == 302


def test_what_was_typed_is_still_there_when_registration_has_closed_meanwhile(client, event):
    set_terms(event, is_open=False)

    response = client.post(form_path(event), ADA)

    assert "Die Anmeldung ist geschlossen" in text_of(response)
    assert b'value="ada@example.org"' in response.content
    assert not Registration.objects.exists()


def test_an_expired_protection_against_forgery_loses_nothing_and_changes_nothing(event):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(form_path(event), ADA | {"first_name": "<b>Ada"})

    assert response.status_code == 403
    assert "Ihre Eingaben sind noch da" in text_of(response)
    assert b'value="ada@example.org"' in response.content
    assert b'value="&lt;b&gt;Ada"' in response.content
    assert b"csrfmiddlewaretoken" in response.content
    assert not Registration.objects.exists()


@pytest.fixture
def member(client):
    """A signed-in member of one organisation."""
    person = PersonFactory(first_name="Mia", last_name="Mitglied", user=UserFactory(email="mia@example.org"))
    organisation = OrganisationFactory(name="Verein Beispiel")
    Affiliation.objects.create(person=person, organisation=organisation, valid_from=coming_day(-100))
    client.force_login(person.user)
    return person


def test_members_find_their_data_filled_in_and_need_not_confirm(client, event, member):
    page = client.get(form_path(event)).content
    assert "Adresse bestätigt haben".encode() not in page
    for value in (b"Mia", b"Mitglied", b"mia@example.org", b"Verein Beispiel"):
        assert b'value="' + value + b'"' in page

    response = fill_in(client, event, email="MIA@example.org")

    registration = Registration.objects.get()
    assert (registration.state, registration.source) == (RegistrationState.PLACED, RegistrationSource.ACCOUNT)
    assert registration.person == member
    assert response.url.startswith("/"), "browsers refuse to follow a form to another host"
    assert "Sie haben einen Platz" in text_of(client.get(response.url))
    assert "Sie sind bereits angemeldet." in text_of(client.get(form_path(event)))


def test_another_address_than_the_account_s_own_is_confirmed_as_always(client, event, member):
    fill_in(client, event, email="andere@example.org")

    registration = Registration.objects.get()
    assert (registration.state, registration.source, registration.person) == (
        *(RegistrationState.UNCONFIRMED, RegistrationSource.FORM),
        None,
    )


def test_nobody_else_finds_anything_filled_in(client, event):
    register(event, new_person(first_name="Ada"))

    page = client.get(form_path(event))

    assert b"Ada" not in page.content
    assert "no-store" in page["Cache-Control"]
