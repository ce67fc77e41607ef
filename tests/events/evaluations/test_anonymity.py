"""Nothing that is stored leads from an opinion to a person, and nothing that is shown tells what one person said."""

import datetime as dt
import threading

import pytest
from django.apps import apps
from django.db import connection, models

from tafelrunde_events.domain.evaluations import (
    THRESHOLD,
    answer_evaluation,
    evaluation_address,
    find_ticket,
    release_responses,
)
from tafelrunde_events.domain.evaluations.results import overall_figures, training_figures
from tafelrunde_events.models import (
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationResponse,
    EvaluationTicket,
    Event,
    Registration,
)
from tests.events.evaluations.conftest import answer_as, make_evaluated, some_answers, token_of
from tests.factories.registrations import register
from tests.site.security.secret_table import database_content

pytestmark = pytest.mark.django_db
SHEET = (EvaluationResponse, EvaluationAnswer)


def test_the_tables_know_no_person_no_time_and_no_ticket():
    """Walks over all columns: a new one has to be looked at here."""
    columns = {model: {field.name for field in model._meta.concrete_fields} for model in (*SHEET, EvaluationTicket)}
    assert columns == {
        EvaluationResponse: {"id", "event", "year", "is_released"},
        EvaluationAnswer: {"id", "response", "question", "number", "text"},
        EvaluationTicket: {"token_hash", "event", "is_used"},
    }
    targets = {field.related_model for model in columns for field in model._meta.concrete_fields if field.is_relation}
    assert targets == {Event, EvaluationResponse, EvaluationQuestion}
    for model in columns:
        kinds = {type(field) for field in model._meta.concrete_fields}
        assert not kinds & {models.DateTimeField, models.DateField, models.GenericIPAddressField, models.AutoField}


def test_nothing_else_refers_to_an_opinion():
    referring = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (*SHEET, EvaluationTicket)
    }
    assert referring == {(EvaluationAnswer, "response")}


def test_answering_stores_the_sheet_and_that_the_ticket_was_used_and_nothing_else(client, participants, afterwards):
    token = token_of(participants[0])
    address = f"/rueckmeldung/{token}/"
    question = EvaluationQuestion.objects.filter(kind="scale").first()
    client.get(address)
    before = database_content()

    response = client.post(address, {f"question_{question.pk}": "2"})

    assert response.status_code == 302
    after = database_content()
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {
        "tafelrunde_events.evaluationresponse",
        "tafelrunde_events.evaluationanswer",
        "tafelrunde_events.evaluationticket",
    }
    stored = repr([list(model.objects.values()) for model in SHEET])
    ticket = EvaluationTicket.objects.get(is_used=True)
    for secret in (token, ticket.token_hash, participants[0].nonce, participants[0].email, "127.0.0.1"):
        assert secret not in stored


def test_letting_opinions_in_shuffles_and_renames_them(participants, afterwards):
    for registration in participants[:6]:
        answer_as(registration, words="Gut.")
    before = set(EvaluationResponse.objects.values_list("pk", flat=True))
    answers = set(EvaluationAnswer.objects.values_list("pk", flat=True))

    assert release_responses() == 6

    keys = list(EvaluationResponse.objects.values_list("pk", flat=True))
    assert not before & set(keys)
    assert not answers & set(EvaluationAnswer.objects.values_list("pk", flat=True))
    assert EvaluationAnswer.objects.count() == len(answers)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM tafelrunde_events_evaluationresponse ORDER BY rowid")
            stored = [row[0] for row in cursor.fetchall()]
        assert stored == sorted(stored)


def test_on_postgresql_no_transaction_number_joins_ticket_and_opinion(on_postgresql, participants, afterwards):
    if not on_postgresql:
        pytest.skip("PostgreSQL keeps the number of its transaction with every row")
    for registration in participants[:5]:
        answer_as(registration)
    release_responses()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM tafelrunde_events_evaluationresponse")
        assert len(cursor.fetchall()) == 1


@pytest.mark.parametrize("count", range(THRESHOLD))
def test_fewer_than_five_are_shown_to_nobody(training, participants, afterwards, count):
    for registration in participants[:count]:
        answer_as(registration, words="Unverkennbar")
    assert release_responses() == 0

    figures = training_figures(training)

    assert (figures.responses, figures.questions) == (0, [])
    assert overall_figures().trainings == []


def test_a_single_further_opinion_changes_nothing_that_is_shown(training, participants, afterwards):
    for registration in participants[:5]:
        answer_as(registration, number=4, words="Gut.")
    release_responses()
    before = shown(training)
    for registration in participants[5:9]:
        answer_as(registration, number=1, words="Schlecht.")
        release_responses()
        assert shown(training) == before

    answer_as(participants[9], number=1, words="Schlecht.")
    release_responses()

    assert training_figures(training).responses == 10


def test_totals_minus_what_else_is_shown_leave_nothing(training, participants, afterwards):
    """Subtracting trainings from totals is how small groups are found out."""
    small = make_evaluated("Wenige")
    for event, count in ((training, 6), (small, 4)):
        people = participants if event is training else people_of(event, 4)
        for registration in people[:count]:
            answer_as(registration, number=2 if event is training else 5)
    release_responses()

    total, single = overall_figures(), training_figures(training)

    assert [one.event for one in total.trainings] == [training]
    assert [one.numbers for one in total.questions] == [one.numbers for one in single.questions]


def test_a_question_that_few_answered_has_no_figures_and_is_in_no_total(training, participants, afterwards):
    first, second, *_others = some_answers()
    for number, registration in enumerate(participants[:8]):
        ticket = find_ticket(token_of(registration))
        answer_evaluation(ticket, {first: 3, second: 1} if number < 4 else {first: 3})
    release_responses()

    for figures in (training_figures(training), overall_figures()):
        counts = {one.question: one.count for one in figures.questions}
        assert (counts[first], counts[second]) == (8, 0)


def test_no_training_is_split_between_years(training, participants, afterwards):
    for registration in participants[:5]:
        answer_as(registration)

    years = set(EvaluationResponse.objects.values_list("year", flat=True))

    assert years == {training.occurrences.get().start_date.year}


def shown(training):
    figures = training_figures(training)
    return figures.responses, [(one.question.pk, one.numbers, sorted(one.texts)) for one in figures.questions]


def people_of(event, count):
    """People who registered in time for an event that is over by now."""
    end = event.occurrences.get().end
    early = end - dt.timedelta(days=60)
    people = [register(event, now=early) for _number in range(count)]
    event.occurrences.update(start=end - dt.timedelta(days=32), end=end - dt.timedelta(days=31))
    return people


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_counts_once(participants, afterwards):
    ticket = find_ticket(token_of(participants[0]))
    answers = some_answers()
    barrier, outcomes = threading.Barrier(4), []

    def press():
        barrier.wait()
        outcomes.append(answer_evaluation(ticket, answers))
        connection.close()

    threads = [threading.Thread(target=press) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False, False, False, True]
    assert EvaluationResponse.objects.count() == 1


def test_the_same_participant_always_has_one_ticket(participants, afterwards):
    addresses = {evaluation_address(Registration.objects.get(pk=participants[0].pk)) for _time in range(3)}

    assert len(addresses) == 1
    assert EvaluationTicket.objects.count() == 1
