"""The periodic jobs of the site: what the framework keeps about people ends, too (law 14)."""

import datetime as dt

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tafelrunde_members.domain.periodic import register_job

TASKS_KEPT = dt.timedelta(days=14)


def register_jobs() -> None:
    """Register what `run_due` does for the site."""
    register_job("ended sessions", delete_ended_sessions)
    register_job("finished tasks", delete_finished_tasks)


def delete_ended_sessions() -> str:
    """Delete expired sessions, which hold addresses of login attempts."""
    call_command("clearsessions")
    return "deleted"


def delete_finished_tasks() -> str:
    """Delete the results of background tasks that ended two weeks ago or earlier."""
    ended = DBTaskResult.objects.filter(finished_at__lt=timezone.now() - TASKS_KEPT)
    return f"{ended.delete()[0]} deleted"
