"""The sheet as participants see it: when it opens, what it asks, and that it counts once."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from tafelrunde_events.domain.evaluations import (
    evaluation_address,
    forget_tickets,
    open_evaluation_address,
)
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import (
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationResponse,
    EvaluationTicket,
    Event,
    Places,
    Registration,
)
from tests.events.evaluations.conftest import answer_as, token_of
from tests.factories.events import coming_day

pytestmark = pytest.mark.django_db


def page(registration):
    return f"/rueckmeldung/{token_of(registration)}/"


def filled(**changes):
    values = {}
    for question in EvaluationQuestion.objects.filter(is_active=True):
        values[f"question_{question.pk}"] = {"scale": "5", "yes-no": "1", "text": "Die Übungen."}[question.kind]
    return values | changes


def test_the_site_asks_something_from_the_start():
    kinds = list(EvaluationQuestion.objects.values_list("kind", flat=True))

    assert 6 <= len(kinds) <= 8
    assert set(kinds) == {"scale", "yes-no", "text"}
    assert not EvaluationQuestion.objects.filter(label_en="").exists()


def test_before_the_end_it_says_when_it_opens(client, participants):
    response = client.get(page(participants[0]))

    assert "öffnet nach der Fortbildung" in response.content.decode()
    assert client.post(page(participants[0]), filled()).status_code == 200
    assert not EvaluationResponse.objects.exists()


def test_afterwards_it_takes_answers_once(client, participants, afterwards):
    address = page(participants[0])
    html = client.get(address).content.decode()
    assert "Würden Sie die Fortbildung weiterempfehlen?" in html

    first = client.post(address, filled(), follow=True)
    second = client.post(address, filled(), follow=True)

    for response in (first, second):
        assert "Danke, Ihre Antworten sind angekommen" in response.content.decode()
    assert EvaluationResponse.objects.count() == 1
    assert EvaluationAnswer.objects.filter(text="Die Übungen.").count() == 2


def test_it_asks_in_english_too(client, participants, afterwards):
    Registration.objects.filter(pk=participants[0].pk).update(language="en")
    address = evaluation_address(Registration.objects.get(pk=participants[0].pk))

    asked = client.get(address).content.decode()
    thanks = client.post(address, filled(), follow=True).content.decode()

    assert "Would you recommend the training?" in asked
    assert "Thank you, your answers have arrived" in thanks


def test_an_empty_sheet_does_not_use_up_the_link(client, participants, afterwards):
    response = client.post(page(participants[0]), {})

    assert "mindestens eine Frage" in response.content.decode()
    assert not EvaluationTicket.objects.filter(is_used=True).exists()


def test_what_was_typed_is_not_lost(client, participants, afterwards):
    EvaluationQuestion.objects.filter(kind="yes-no").update(required=True)
    question = EvaluationQuestion.objects.get(kind="yes-no")

    html = client.post(page(participants[0]), filled(**{f"question_{question.pk}": ""})).content.decode()

    assert "Die Übungen." in html
    assert not EvaluationResponse.objects.exists()


@pytest.mark.parametrize("value", ["6", "0", "-1", "viel", "1e9"])
def test_only_numbers_that_were_offered_are_taken(client, participants, afterwards, value):
    question = EvaluationQuestion.objects.filter(kind="scale").first()

    client.post(page(participants[0]), filled(**{f"question_{question.pk}": value}))

    assert not EvaluationResponse.objects.exists()


def test_it_closes_after_sixty_days(client, participants):
    address = page(participants[0])
    with time_machine.travel(timezone.make_aware(dt.datetime.combine(coming_day(91), dt.time(9)))):
        assert "ist geschlossen" in client.get(address).content.decode()
        client.post(address, filled())
        assert evaluation_address(participants[0]) == ""
    assert not EvaluationResponse.objects.exists()


def test_tickets_are_forgotten_when_it_has_closed(participants, afterwards):
    answer_as(participants[0])
    assert forget_tickets() == 0

    assert forget_tickets(timezone.now() + dt.timedelta(days=90)) == 1
    assert EvaluationResponse.objects.count() == 1


def test_a_cancelled_training_is_not_evaluated(client, training, participants, afterwards):
    address = page(participants[0])
    Event.objects.filter(pk=training.pk).update(status=EventStatus.CANCELLED)

    assert "ist geschlossen" in client.get(address).content.decode()


def test_where_nobody_is_asked_there_is_no_address(participants):
    Places.objects.update(asks_evaluation=False)

    assert evaluation_address(participants[0]) == ""


def test_those_without_a_place_have_no_address(participants):
    Registration.objects.filter(pk=participants[0].pk).update(state="waiting")

    assert evaluation_address(Registration.objects.get(pk=participants[0].pk)) == ""


def test_pages_that_are_only_read_store_nothing(participants, afterwards):
    assert open_evaluation_address(participants[0]) == ""
    assert not EvaluationTicket.objects.exists()

    address = evaluation_address(participants[0])
    assert open_evaluation_address(participants[0]) == address
    answer_as(participants[0])
    assert open_evaluation_address(participants[0]) == ""


def test_an_unknown_link_is_not_there(client, db):
    assert client.get("/rueckmeldung/gibt-es-nicht/").status_code == 404


def test_the_page_is_kept_from_search_engines_and_caches(client, participants, afterwards):
    response = client.get(page(participants[0]))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
