"""A training that is over, and participants with the right to evaluate it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tafelrunde_events.domain.evaluations import answer_evaluation, evaluation_address, find_ticket
from tafelrunde_events.domain.evaluations.questions import questions_asked
from tafelrunde_events.enums import EvaluationKind
from tafelrunde_events.models import Event, Registration
from tafelrunde_members.enums import Role
from tests.factories.events import coming_day, session
from tests.factories.members import UserFactory
from tests.factories.registrations import make_training, register


def token_of(registration: Registration) -> str:
    """Return the token in the link of a participant, who has the right to answer from then on."""
    return evaluation_address(registration).partition("?")[0].rstrip("/").rpartition("/")[2]


def some_answers(number: int = 4, words: str = "") -> dict[Any, int | str]:
    """Answers to all questions."""
    return {
        question: words
        if question.kind == EvaluationKind.TEXT
        else number
        if question.kind == EvaluationKind.SCALE
        else 1
        for question in questions_asked()
    }


def answer_as(registration: Registration, number: int = 4, words: str = "") -> bool:
    """Let a participant answer all questions."""
    ticket = find_ticket(token_of(registration))
    assert ticket is not None
    return answer_evaluation(ticket, some_answers(number, words))


def make_evaluated(title: str = "Zuhören", **terms: Any) -> Event:
    """A training in a month."""
    return make_training(session(coming_day(30)), event_facts={"title": title}, **terms)


@pytest.fixture
def training(db: None) -> Event:
    """A training in a month."""
    return make_evaluated()


@pytest.fixture
def participants(training: Event) -> list[Registration]:
    """Ten people with a place."""
    return [register(training) for _number in range(10)]


@pytest.fixture
def afterwards(training: Event, participants: list[Registration]):
    """The day after the training."""
    with time_machine.travel(timezone.make_aware(dt.datetime.combine(coming_day(31), dt.time(9)))):
        yield


@pytest.fixture
def editor(db: None):
    """Somebody who runs trainings."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,))
