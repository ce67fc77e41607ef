"""Run everything periodic."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tafelrunde_members.domain.periodic import run_due


class Command(BaseCommand):
    """For cron or a timer, every few minutes; safe to run at any time, twice or late."""

    help = "Runs all periodic jobs of the installed plugins, such as the outbox."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run all jobs, report each, and fail at the end when one failed."""
        reports = run_due()
        for report in reports:
            (self.stderr if report.failed else self.stdout).write(f"{report.name}: {report.outcome}")
        if any(report.failed for report in reports):
            raise CommandError("Some jobs failed; their errors are in the log.")
