"""Delete and make anonymous what is kept of registrations no longer than needed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tafelrunde_events.domain.registrations.retention import apply_retention


class Command(BaseCommand):
    """`run_due` does the same by itself; by hand it says what is due."""

    help = "Deletes and makes anonymous what is kept of registrations no longer than needed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to count only."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only count what is due")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work and report."""
        report = apply_retention(dry_run=options["dry_run"])
        self.stdout.write(f"due: {report}" if options["dry_run"] else str(report))
