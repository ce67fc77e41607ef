"""What publishing a training hands to the event and its places (law 1), and what it leaves alone."""

import datetime as dt
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from wagtail.models import Locale

from tafelrunde_events.domain.applying import has_answers, may_vanish
from tafelrunde_events.domain.registrations.places import count_places, places_of
from tafelrunde_events.enums import AccessFact, Booking, Format, Level, RegistrationState, TeachingLanguage, Trait
from tafelrunde_events.models import ConsentText, Event, Places, Registration, TrainingPage
from tests.factories.events import coming_day, make_event
from tests.factories.pages import event_of, publish, save_draft, session_block
from tests.factories.registrations import register, submit_form
from tests.factories.trainings import draft_training, publish_training

pytestmark = pytest.mark.django_db


def test_the_terms_of_the_page_hold_once_it_is_published():
    page = draft_training(
        capacity=12, minimum=5, reserved=2, group_size=3, closes_days=4, join_url="https://m.example.org/1"
    )
    assert not Places.objects.exists()
    places = event_of(publish(page)).places
    assert places.terms() == page.terms()
    assert (places.capacity, places.minimum, places.reserved, places.is_open) == (12, 5, 2, True)


def test_changed_terms_hold_only_after_publishing():
    page = publish_training()
    save_draft(page, capacity=30)
    assert event_of(page).places.capacity == 10
    publish(page)
    assert event_of(page).places.capacity == 30


def test_questions_and_consents_are_handed_over():
    text = ConsentText.objects.create(name="Fotos", wording="Ich bin mit Fotos einverstanden.")
    page = draft_training(
        questions=(
            {
                "label": "Was möchten Sie essen?",
                "field_type": "dropdown",
                "choices": "vegan\nvegetarisch",
                "sensitive": True,
            },
            {"label": "Woher kennen Sie uns?", "required": True, "help_text": "Freiwillig"},
        )
    )
    page.consents = [text]
    page.save_revision()
    places = event_of(publish(page)).places
    food, source = places.questions
    assert (food["type"], food["choices"], food["sensitive"]) == ("dropdown", ["vegan", "vegetarisch"], True)
    assert (source["label"], source["required"], source["help_text"]) == ("Woher kennen Sie uns?", True, "Freiwillig")
    assert food["key"].isascii()
    assert list(places.consents.all()) == [text]


def test_the_key_of_a_question_stays_when_its_words_change():
    page = publish_training(questions=({"label": "Essen"},))
    key = event_of(page).places.questions[0]["key"]
    draft = page.get_latest_revision_as_object()
    question = draft.questions.get()
    question.label = "Was essen Sie?"
    draft.questions = [question]
    draft.save_revision()
    publish(page)
    assert [(one["key"], one["label"]) for one in event_of(page).places.questions] == [(key, "Was essen Sie?")]


def test_format_level_languages_and_access_become_traits():
    page = publish_training(
        format=Format.HYBRID,
        level=Level.BASIC,
        languages=[TeachingLanguage.PL, TeachingLanguage.DE],
        access=[AccessFact.CHILD_CARE],
    )
    rows = event_of(page).trait_rows.values_list("trait", "value")
    assert list(rows) == [
        (Trait.FORMAT, "hybrid"),
        (Trait.LEVEL, "basic"),
        (Trait.LANGUAGE, "de"),
        (Trait.LANGUAGE, "pl"),
        (Trait.ACCESS, "child-care"),
    ]
    save_draft(page, level=Level.ANY, languages=[], access=[])
    publish(page)
    assert list(event_of(page).trait_rows.values_list("trait", "value")) == [(Trait.FORMAT, "hybrid")]


def test_the_state_is_worked_out_and_never_overwritten_by_the_page():
    page = publish_training(capacity=1, booking=Booking.CLOSED)
    assert event_of(page).booking == Booking.OPEN
    register(event_of(page))
    assert event_of(page).booking == Booking.WAITING_LIST
    save_draft(page, title="Argumente gegen Parolen II")
    publish(page)
    assert (event_of(page).booking, event_of(page).title) == (Booking.WAITING_LIST, "Argumente gegen Parolen II")


def test_without_registration_on_this_site_the_page_says_how_it_stands():
    page = publish_training(takes_registrations=False, booking=Booking.FULL)
    assert event_of(page).booking == Booking.FULL
    assert places_of(event_of(page)) is None


def test_switching_registration_off_keeps_those_who_are_registered():
    page = publish_training()
    registration = register(event_of(page))
    save_draft(page, takes_registrations=False, booking=Booking.OPEN)
    publish(page)
    event = event_of(page)
    assert (event.booking, event.places.is_open) == (Booking.OPEN, False)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.PLACED
    save_draft(page, takes_registrations=True)
    publish(page)
    assert event_of(page).places.is_open


def test_more_places_let_the_waiting_list_move_up():
    page = publish_training(capacity=1)
    event = event_of(page)
    register(event)
    waiting = register(event)
    assert waiting.state == RegistrationState.WAITING
    save_draft(page, capacity=2)
    publish(page)
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.PLACED
    assert count_places(event_of(page).places).taken == 2


def test_fewer_places_push_nobody_out():
    page = publish_training(capacity=2)
    event = event_of(page)
    register(event)
    register(event)
    save_draft(page, capacity=1)
    publish(page)
    assert set(Registration.objects.values_list("state", flat=True)) == {RegistrationState.PLACED}


def test_a_date_that_people_registered_for_is_not_overwritten():
    block = session_block()
    page = publish_training(block)
    register(event_of(page))
    start = event_of(page).occurrences.get().start
    save_draft(page, schedule=[session_block(coming_day(60), key=block["id"])])
    publish(page)
    assert event_of(page).occurrences.get().start == start


def test_an_address_that_nobody_confirmed_keeps_no_date():
    block = session_block()
    page = publish_training(block)
    submit_form(event_of(page))
    assert not has_answers(event_of(page))
    save_draft(page, schedule=[session_block(coming_day(60), key=block["id"])])
    publish(page)
    assert event_of(page).occurrences.get().start_date == coming_day(60)


def test_an_event_for_which_somebody_registered_never_vanishes():
    page = publish_training()
    register(event_of(page))
    Event.objects.update(first_public_at=None)
    assert not may_vanish(event_of(page))
    page.delete()
    assert Registration.objects.count() == 1
    assert Event.objects.get().is_cancelled
    assert may_vanish(make_event(visibility=3))


def test_a_translation_changes_no_terms():
    page = publish_training(capacity=10)
    english = Locale.objects.get_or_create(language_code="en")[0]
    translation = page.copy_for_translation(english, copy_parents=True)
    save_draft(translation, title="Arguments", capacity=99)
    publish(translation)
    assert event_of(page).places.capacity == 10
    assert translation.course_key == page.course_key


def test_a_page_that_begins_without_dates_gets_its_places_with_the_first_date():
    page = publish_training()
    copy = page.copy(update_attrs={"slug": "kopie"}, keep_live=False)
    publish(copy)
    assert Places.objects.count() == 1
    save_draft(copy, schedule=[session_block(dt.date(2031, 3, 4))])
    publish(copy)
    assert event_of(copy).places.capacity == 10


def test_trainings_from_before_get_a_key_for_each_course_which_translations_share():
    first, second = publish_training(), publish_training()
    translation = first.copy_for_translation(Locale.objects.create(language_code="en"), copy_parents=True)
    TrainingPage.objects.update(course_key=uuid.uuid4())
    migration = import_module("tafelrunde_events.migrations.0007_give_every_course_its_key")
    migration.give_every_course_its_key(apps, connection.schema_editor())
    keys = dict(TrainingPage.objects.values_list("pk", "course_key"))
    assert keys[translation.pk] == keys[first.pk] != keys[second.pk]
