"""Answering an evaluation: once for each ticket, and so that the answers lead to nobody."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tafelrunde_events.enums import EvaluationKind, EventStatus
from tafelrunde_events.models import (
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationResponse,
    EvaluationTicket,
    Event,
    Places,
)

#: How long after the end of the training one can answer.
OPEN_DAYS = 60


class EvaluationState(StrEnum):
    """Whether a training can be evaluated now."""

    NOT_YET = "not-yet"
    OPEN = "open"
    CLOSED = "closed"


def end_of(event: Event) -> dt.datetime | None:
    """Return when the last session that takes place ends."""
    found: dt.datetime | None = event.occurrences.exclude(status=EventStatus.CANCELLED).aggregate(end=Max("end"))["end"]
    return found


def state_of(event: Event, now: dt.datetime | None = None) -> EvaluationState:
    """Tell whether an event can be evaluated: from its end on, for `OPEN_DAYS`, unless it was called off."""
    now, end = now or timezone.now(), end_of(event)
    asks = Places.objects.filter(event=event, asks_evaluation=True).exists()
    if end is None or not asks or event.is_cancelled or now > end + dt.timedelta(days=OPEN_DAYS):
        return EvaluationState.CLOSED
    return EvaluationState.OPEN if now >= end else EvaluationState.NOT_YET


def answer_evaluation(ticket: EvaluationTicket, answers: Mapping[EvaluationQuestion, int | str]) -> bool:
    """Store an opinion and use up the ticket, in one transaction; return False where it was used before.

    Numbers are 1 to 5, or 1 and 0 for yes and no. No time, no address and no account is stored; the keys are random.
    The year is the one in which the training ended, so that late opinions are no group of their own.
    """
    end = end_of(ticket.event)
    year = timezone.localdate(end or timezone.now()).year
    with transaction.atomic():
        # The update takes the row's lock: of two that press at once the second finds the ticket used.
        if not EvaluationTicket.objects.filter(pk=ticket.pk, is_used=False).update(is_used=True):
            return False
        response = EvaluationResponse.objects.create(event_id=ticket.event_id, year=year)
        EvaluationAnswer.objects.bulk_create(
            _answer(response, question, value) for question, value in answers.items() if value not in ("", None)
        )
    return True


def _answer(response: EvaluationResponse, question: EvaluationQuestion, value: int | str) -> EvaluationAnswer:
    if question.kind == EvaluationKind.TEXT:
        return EvaluationAnswer(response=response, question=question, text=str(value))
    return EvaluationAnswer(response=response, question=question, number=int(value))
