"""The background task and how often it is asked for."""

import django
import pytest
from django.db import transaction

from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import DeliveryState
from tafelrunde_members.tasks import work_on_outbox

pytestmark = pytest.mark.django_db(transaction=True)

FRAMEWORK = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def waiting_tasks() -> int:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(status="READY").count()


def test_many_messages_ask_for_one_task(queue, settings):
    settings.TASKS = DATABASE_QUEUE
    with transaction.atomic():
        for number in range(10):
            queue(f"person{number}@example.org")
    queue("later@example.org")

    assert waiting_tasks() == 1


def test_message_rolled_back_asks_for_nothing(queue, settings):
    settings.TASKS = DATABASE_QUEUE
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert waiting_tasks() == 0
    queue()
    assert waiting_tasks() == 1


def test_message_queued_while_the_task_runs_asks_for_another(queue, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = DATABASE_QUEUE
    queue()
    DBTaskResult.objects.update(status="RUNNING")
    queue("later@example.org")

    assert waiting_tasks() == 1


def test_without_a_queue_nothing_is_sent_in_the_request(queue, settings, smtp_delivery):
    settings.TASKS = {"default": {"BACKEND": f"{FRAMEWORK}.backends.immediate.ImmediateBackend"}}
    queue()

    assert smtp_delivery.received == []
    assert not DeliveryState.objects.filter(waiting_task__gt="").exists()


def test_task_works_the_outbox(queue, smtp_delivery):
    queue()

    assert work_on_outbox.call()["sent"] == 1
    assert OutboxMessage.objects.get().status == "sent"


def test_task_asks_for_another_when_its_time_is_over(queue, settings, smtp_delivery, monkeypatch):
    queue()
    settings.TASKS = DATABASE_QUEUE
    monkeypatch.setattr("tafelrunde_members.tasks.SECONDS_PER_TASK", 0)

    work_on_outbox.call()
    assert waiting_tasks() == 1
