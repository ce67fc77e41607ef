"""What has to be done again and again. Plugins register jobs here; `manage.py run_due` works them all."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger("tafelrunde.periodic")

#: A job may run at any time, twice or late, and says in a few words what it did.
Job = Callable[[], str]

_jobs: dict[str, Job] = {}


@dataclass(frozen=True, slots=True)
class JobReport:
    """How one job ended: what it says it did, or the error that stopped it."""

    name: str
    outcome: str
    failed: bool = False


def register_job(name: str, job: Job) -> None:
    """Have a job run with all others; the same name again replaces the job."""
    _jobs[name] = job


def run_due() -> list[JobReport]:
    """Run all jobs in the order of their registration. One that fails is logged and stops no other."""
    return [_run(name, job) for name, job in _jobs.items()]


def _run(name: str, job: Job) -> JobReport:
    try:
        return JobReport(name, job())
    except Exception as error:
        logger.exception("The periodic job %s failed.", name)
        return JobReport(name, f"{type(error).__name__}: {error}", failed=True)
