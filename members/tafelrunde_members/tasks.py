"""Background tasks. They only say "work on the outbox": retries, schedules and recovery live in the outbox itself."""

import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING or django.VERSION >= (6, 0):
    from django.tasks import TaskResultStatus, task
    from django.tasks.exceptions import TaskResultDoesNotExist
else:
    from django_tasks import TaskResultStatus, task
    from django_tasks.exceptions import TaskResultDoesNotExist

from tafelrunde_members.domain.mail.feedback import work_feedback
from tafelrunde_members.domain.mail.inbound.working import work_inbound
from tafelrunde_members.domain.mail.wake import wake_worker
from tafelrunde_members.domain.mail.work import work_outbox

#: A task stays short, so that other tasks get their turn; what is left asks for another one.
SECONDS_PER_TASK = 120


@task()
def work_on_outbox() -> dict[str, int]:
    """Send what is due, for at most two minutes; return the counts."""
    end = time.monotonic() + SECONDS_PER_TASK
    report = work_outbox(should_stop=lambda: time.monotonic() >= end)
    if report.stopped:
        wake_worker()
    return report.counts()


@task()
def work_on_feedback() -> int:
    """Apply what providers and servers told about messages; return how much that was."""
    return work_feedback()


@task()
def work_on_arrivals() -> int:
    """Work on mail that arrived; return how many of them were understood."""
    return work_inbound().done


def works_in_background() -> bool:
    """Tell whether tasks run outside the request.

    Without a queue Django runs them at once; such a backend cannot put off a task, and must not be made to send.
    """
    return bool(work_on_outbox.get_backend().supports_defer)


def task_waits(result_id: str) -> bool:
    """Tell whether the task is enqueued and not yet started."""
    backend = work_on_outbox.get_backend()
    if not backend.supports_get_result:
        return False
    try:
        return bool(backend.get_result(result_id).status == TaskResultStatus.READY)
    except TaskResultDoesNotExist:
        return False
