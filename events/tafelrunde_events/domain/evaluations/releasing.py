"""Letting opinions into the figures: several at once, so that no reader sees what a single one changed.

Whoever looks at figures before and after an opinion came knows it: so figures change only when `THRESHOLD` new opinions
are there. Letting them in writes all opinions of the training anew, under new keys and in random order, in one
transaction: afterwards neither keys nor the order of rows nor the numbers of transactions, which PostgreSQL keeps with
every row, tell which opinion came when, or together with which ticket.
"""

import uuid

from django.db import transaction
from django.db.models import Count

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.models import EvaluationAnswer, EvaluationResponse, Event

#: Fewer opinions than these are shown to nobody.
THRESHOLD = 5


def release_responses() -> int:
    """Let in the opinions of all trainings that have enough new ones; return how many they were."""
    waiting = EvaluationResponse.objects.filter(is_released=False).order_by().values("event")
    due = waiting.annotate(new=Count("pk")).filter(new__gte=THRESHOLD).values_list("event", flat=True)
    return sum(_release(event) for event in Event.objects.filter(pk__in=list(due)))


def _release(event: Event) -> int:
    with transaction.atomic():
        lock_event(event)
        responses = {row.pk: row for row in EvaluationResponse.objects.filter(event=event)}
        new = sum(not row.is_released for row in responses.values())
        if new < THRESHOLD:
            return 0
        answers = list(EvaluationAnswer.objects.filter(response__in=list(responses)))
        # Only what was read: an opinion that comes in this moment stays as it is, and waits for others.
        EvaluationResponse.objects.filter(pk__in=list(responses)).delete()
        for row in responses.values():
            row.pk, row.is_released = uuid.uuid4(), True
        for answer in answers:
            answer.pk, answer.response = uuid.uuid4(), responses[answer.response_id]
        EvaluationResponse.objects.bulk_create(sorted(responses.values(), key=lambda row: row.pk))
        EvaluationAnswer.objects.bulk_create(sorted(answers, key=lambda answer: answer.pk))
    return new
