"""Background tasks. They only say "look what is due": what is left to do stands in the mailings themselves."""

import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING or django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task

from tafelrunde_events.domain.mailings.preparing import prepare_due
from tafelrunde_events.domain.mailings.wake import wake_worker

#: A task stays short, so that other tasks get their turn; what is left asks for another one.
SECONDS_PER_TASK = 60


@task()
def prepare_mailings() -> int:
    """Prepare released mailings for at most a minute; return how many recipients that were."""
    end = time.monotonic() + SECONDS_PER_TASK
    report = prepare_due(should_stop=lambda: time.monotonic() >= end)
    if report.stopped:
        wake_worker()
    return report.recipients


def works_in_background() -> bool:
    """Tell whether tasks run outside the request; a backend that runs them at once must not be made to write mail."""
    return bool(prepare_mailings.get_backend().supports_defer)
