"""The personal page: what its holder sees and does, and what nobody learns."""

import datetime as dt

import icalendar
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from tafelrunde_events.domain.evaluations import evaluation_address
from tafelrunde_events.domain.registrations.own import join_link
from tafelrunde_events.domain.registrations.places import places_of
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import RegistrationSource, RegistrationState
from tafelrunde_events.models import ConsentText, EvaluationTicket, Registration, RegistrationAnswer, TrainingDocument
from tests.events.registrations.forms import page_path, text_of
from tests.factories.events import coming_day, session
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.pages import event_of, session_block
from tests.factories.registrations import make_training, new_person, register, set_terms, submit_form
from tests.factories.trainings import publish_training
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_training(session(coming_day(20)), session(coming_day(27)), capacity=2, group_size=4)


def act(client, registration, action, **values):
    return client.post(page_path(registration), {"action": action} | values, follow=True)


def state_of(registration):
    registration.refresh_from_db()
    return registration.state


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "ä"])
def test_unknown_links_get_a_page_that_helps(client, token):
    response = client.get(f"/anmeldung/{token}/")

    assert response.status_code == 404
    assert "Diese Anmeldung gibt es nicht" in text_of(response)


def test_opening_the_link_of_a_mail_confirms_nothing_and_the_button_does(client, event):
    registration = submit_form(event)
    for method in (client.get, client.head):
        assert method(page_path(registration)).status_code == 200
    assert state_of(registration) == RegistrationState.UNCONFIRMED
    assert "Bitte bestätigen Sie Ihre Anmeldung" in text_of(client.get(page_path(registration)))

    page = act(client, registration, "confirm")

    assert "Sie haben einen Platz" in text_of(page)
    assert state_of(registration) == RegistrationState.PLACED


def test_who_did_not_register_says_so(client, event):
    registration = submit_form(event)

    act(client, registration, "cancel")

    assert state_of(registration) == RegistrationState.CANCELLED


def test_the_waiting_list_shows_one_s_turn(client):
    event = make_training(capacity=1)
    register(event)
    register(event)
    last = register(event)

    page = text_of(client.get(page_path(last)))

    assert "Sie stehen auf der Warteliste" in page
    assert "Sie stehen an Stelle 2." in page


def test_an_offered_place_is_accepted_or_left_to_others(client):
    event = make_training(capacity=1, reply_hours=24)
    first, second, third = register(event), register(event), register(event)
    act(client, first, "cancel")

    assert "Für Sie ist ein Platz frei" in text_of(client.get(page_path(second)))
    act(client, second, "cancel")
    act(client, third, "accept")

    assert [state_of(one) for one in (first, second, third)] == ["cancelled", "cancelled", "placed"]


def test_cancelled_and_refused_events_and_people_are_told_why(client, event):
    registration = register(event)
    cancel_event(event, reason="Referentin erkrankt")

    page = text_of(client.get(page_path(registration)))

    assert "Diese Veranstaltung ist abgesagt" in page
    assert "Referentin erkrankt" in page


def test_after_the_beginning_nobody_cancels_or_changes_anything(client, event):
    registration = register(event)

    with time_machine.travel(timezone.now() + dt.timedelta(days=21)):
        page = act(client, registration, "cancel")
        assert "bereits begonnen" in page.content.decode()
        assert b"<form" not in page.content.split(b"<main")[1]

    assert state_of(registration) == RegistrationState.PLACED


def test_a_group_is_shown_and_cancelled_together_or_one_by_one(client):
    event = make_training(capacity=10, group_size=4)
    contact = register(event, new_person(), new_person(last_name="Zwei", email=""), new_person(last_name="Drei"))
    second, third = contact.companions.in_order()

    page = text_of(client.get(page_path(contact)))
    assert "Zwei hat einen Platz" in page.replace("Anna ", "")
    assert "Drei Erhält eigene E-Mails" in page.replace("Anna ", "")

    act(client, contact, "cancel_companion", which=str(second.pk))
    assert (state_of(second), state_of(contact)) == (RegistrationState.CANCELLED, RegistrationState.PLACED)
    act(client, contact, "cancel", group="1")
    assert (state_of(third), state_of(contact)) == (RegistrationState.CANCELLED, RegistrationState.CANCELLED)


def test_who_has_no_address_is_not_asked_to_confirm_one(client):
    event = make_training(group_size=3)
    contact = submit_form(event, new_person(), new_person(email=""), new_person())

    answer = client.get(page_path(contact)).content.decode()

    assert "Adresse nicht bestätigt" not in answer
    assert answer.count("Nicht bestätigt") == 1


def test_a_large_group_costs_no_more_queries_than_a_small_one(client):
    event = make_training(group_size=20)
    small = register(event, new_person(), new_person(email=""))
    large = register(event, new_person(), *(new_person(email="") for _ in range(15)))

    assert count_queries(client, page_path(small)) == count_queries(client, page_path(large))


def test_nobody_cancels_for_those_of_others(client, event):
    mine, other = register(event), register(event)

    for which in (str(other.pk), "", "x", "999999"):
        act(client, mine, "cancel_companion", which=which)

    assert state_of(other) == RegistrationState.PLACED


def test_whoever_was_registered_by_a_stranger_decides_alone_and_is_not_watched(client):
    event = make_training(capacity=10, group_size=4)
    contact = register(event, new_person(), new_person(last_name="Ziel", email="ziel@example.org"))
    target = contact.companions.get()
    before = text_of(client.get(page_path(contact)))
    act(client, target, "confirm")
    assert state_of(target) == RegistrationState.PLACED
    assert text_of(client.get(page_path(contact))) == before

    act(client, contact, "cancel_companion", which=str(target.pk))
    act(client, contact, "cancel", group="1")

    assert (state_of(contact), state_of(target)) == (RegistrationState.CANCELLED, RegistrationState.PLACED)


def test_who_came_cannot_pass_the_certificate_on_by_changing_the_name(client, event):
    registration = register(event)
    values = {"angaben-first_name": "Eine", "angaben-last_name": "Andere", "angaben-organisation": "X"}

    with time_machine.travel(timezone.now() + dt.timedelta(days=21)):
        act(client, registration, "change", **values)
    registration.refresh_from_db()
    assert registration.first_name == "Anna"

    act(client, registration, "change", **values)
    registration.refresh_from_db()
    assert registration.first_name == "Eine"


@pytest.mark.parametrize("action", ["cancel_companion", "withdraw"])
def test_numbers_beyond_all_measure_are_nobodys(client, event, action):
    assert act(client, register(event), action, which="9" * 5000).status_code == 200


def test_a_known_colleague_looks_like_any_other(client):
    event = make_training(capacity=10, group_size=4)
    register(event, new_person(email="bekannt@example.org"))
    contact = register(
        event, new_person(), new_person(last_name="B", email="bekannt@example.org"), new_person(last_name="B")
    )

    page = client.get(page_path(contact)).content.decode()

    assert page.count("Erhält eigene E-Mails") == 2
    assert "bekannt@example.org" not in page


def test_details_and_answers_are_changed(client):
    questions = [{"key": "food", "label": "Essen", "type": "checkboxes", "choices": ["vegan", "koscher"]}]
    event = make_training(questions=questions)
    registration = register(event, answers={"food": "vegan"})
    page = client.get(page_path(registration)).content.decode()
    assert 'value="vegan"' in page
    assert page.count("checked") == 1

    values = {"angaben-first_name": "Neu", "angaben-last_name": "Name", "angaben-organisation": "<b>Verein"}
    page = act(client, registration, "change", **values | {"angaben-frage_food": ["vegan", "koscher"]})

    registration.refresh_from_db()
    assert (registration.full_name, registration.organisation) == ("Neu Name", "<b>Verein")
    assert RegistrationAnswer.objects.get().value == "vegan\nkoscher"
    assert "Ihre Angaben wurden gespeichert." in page.content.decode()
    assert b"&lt;b&gt;Verein" in page.content


def test_mistakes_in_details_keep_what_was_typed(client, event):
    registration = register(event)

    page = act(client, registration, "change", **{"angaben-first_name": "Bleibt", "angaben-last_name": ""})

    assert page.status_code == 200
    assert b'value="Bleibt"' in page.content
    assert b"details open" in page.content


def test_consents_that_are_not_required_are_withdrawn(client):
    rules = ConsentText.objects.create(name="Regeln", wording="Hausordnung", required=True)
    photos = ConsentText.objects.create(name="Fotos", wording="Fotos")
    registration = register(make_training(consents=[rules, photos]), consents=[rules, photos])
    page = client.get(page_path(registration)).content.decode()
    assert page.count('value="withdraw"') == 1

    for consent in registration.consents.all():
        act(client, registration, "withdraw", which=str(consent.pk))

    withdrawn = {consent.name: bool(consent.withdrawn_at) for consent in registration.consents.all()}
    assert withdrawn == {"Regeln": False, "Fotos": True}


def test_the_calendar_file_has_all_sessions_and_nothing_of_one_person(client):
    event = make_training(session(coming_day(20)), session(coming_day(27)), join_url="https://meet.example.org/geheim")
    registration = register(event)

    response = client.get(page_path(registration, "registration_calendar"))

    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    entries = calendar.walk("VEVENT")
    assert {str(entry["UID"]) for entry in entries} == set(event.entries.values_list("uid", flat=True))
    assert len(entries) == 2
    assert not any("ATTENDEE" in entry for entry in entries)
    assert b"geheim" not in response.content
    assert registration.email.encode() not in response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"


def test_the_link_to_join_appears_a_day_before_each_date_for_those_with_a_place(client):
    event = make_training(
        session(coming_day(20)), session(coming_day(27)), capacity=1, join_url="https://meet.example.org/x"
    )
    placed, waiting = register(event), register(event)
    places, dates = places_of(event), list(event.occurrences.all())
    start, end = dates[0].start, dates[0].end

    def url_at(moment, registration=placed):
        link = join_link(registration, places, dates, moment)
        return link and link.url

    assert url_at(start - dt.timedelta(hours=25)) == ""
    assert url_at(start - dt.timedelta(hours=23)) == "https://meet.example.org/x"
    assert url_at(end + dt.timedelta(minutes=1)) == ""
    assert url_at(dates[1].start) == "https://meet.example.org/x"
    assert url_at(dates[1].end) is None
    assert url_at(start, waiting) is None
    assert "meet.example.org" not in client.get(page_path(placed)).content.decode()
    assert "Der Link zur Teilnahme erscheint hier" in text_of(client.get(page_path(placed)))


def test_papers_are_for_those_with_a_place_once_it_is_over(client):
    page = publish_training(session_block(coming_day(10)), capacity=1)
    document = get_document_model().objects.create(title="Folien", file=ContentFile(b"%PDF-1.7", name="folien.pdf"))
    paper = TrainingDocument.objects.create(page=page, document=document, for_participants=True)
    public = TrainingDocument.objects.create(page=page, document=document)
    event = event_of(page)
    placed, waiting = register(event), register(event)

    def status(registration, paper):
        return client.get(page_path(registration, "registration_paper", pk=paper.pk)).status_code

    assert status(placed, paper) == 404
    with time_machine.travel(timezone.now() + dt.timedelta(days=11)):
        assert "Folien" in text_of(client.get(page_path(placed)))
        response = client.get(page_path(placed, "registration_paper", pk=paper.pk))
        assert b"".join(response.streaming_content) == b"%PDF-1.7"
        assert response["Content-Disposition"].startswith("attachment")
        assert status(placed, public) == 404
        assert status(waiting, paper) == 404
        assert "Folien" not in text_of(client.get(page_path(waiting)))


def test_nobody_gets_papers_for_participants_by_guessing_where_documents_are(client, admin_client):
    page = publish_training(session_block(coming_day(10)))
    document = get_document_model().objects.create(title="Folien", file=ContentFile(b"%PDF-1.7", name="folien.pdf"))
    assert client.get(document.url).status_code == 200

    TrainingDocument.objects.create(page=page, document=document, for_participants=True)
    assert client.get(document.url).status_code == 404
    assert admin_client.get(document.url).status_code == 200

    TrainingDocument.objects.create(page=page, document=document)
    assert client.get(document.url).status_code == 200


def test_the_code_for_the_entrance_is_for_those_with_a_place(client):
    event = make_training(capacity=1)
    placed, waiting = register(event), register(event)

    assert 'aria-label="QR-Code für den Einlass"' in client.get(page_path(placed)).content.decode()
    assert "QR-Code" not in client.get(page_path(waiting)).content.decode()


def test_the_page_is_kept_secret_and_speaks_the_language_of_the_registration(client, event):
    registration = register(event, language="en")

    for name in ("registration", "registration_calendar"):
        response = client.get(page_path(registration, name))
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
    response = client.get(page_path(registration), headers={"accept-language": "de"})
    assert response["Content-Language"] == "en"
    assert "You have a place" in text_of(response)


def test_protected_people_are_not_named_on_any_page(client):
    event = make_training(capacity=5, group_size=2)
    person = PersonFactory(last_name="Zschutz", email="zschutz@example.org", protected=True, user=UserFactory())
    contact = register(
        event,
        new_person(first_name="Zschutz", last_name="Zschutz", email="zschutz@example.org"),
        new_person(),
        source=RegistrationSource.ACCOUNT,
        person=person,
    )

    for registration in (contact, contact.companions.get()):
        assert "zschutz" not in client.get(page_path(registration)).content.decode().lower()


def test_anonymous_rows_have_no_page(client, event):
    registration = register(event)
    Registration.objects.filter(pk=registration.pk).update(
        anonymised_at=timezone.now(), first_name="", last_name="", email="", address=""
    )

    for name in ("registration", "registration_calendar"):
        assert client.get(page_path(registration, name)).status_code == 404


def test_a_closed_registration_keeps_its_pages(client, event):
    registration = register(event)
    set_terms(event, is_open=False, capacity=2)

    assert "Sie haben einen Platz" in text_of(client.get(page_path(registration)))


def test_after_the_training_the_page_leads_to_the_evaluation_until_it_is_answered(client):
    event = make_training(session(coming_day(20)))
    registration = register(event)
    with time_machine.travel(event.occurrences.get().end + dt.timedelta(days=1)):
        address = evaluation_address(registration)
        assert address in client.get(page_path(registration)).content.decode()
        EvaluationTicket.objects.update(is_used=True)
        assert address not in client.get(page_path(registration)).content.decode()
