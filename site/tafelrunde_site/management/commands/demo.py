"""Makes the demo network, or deletes it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError

from tafelrunde_site.demo.accounts import describe_logins
from tafelrunde_site.demo.build import delete_demo, make_demo


class Command(BaseCommand):
    """Idempotent: a second run adds what is missing and changes nothing else."""

    help = "Make the demo network of real institutions and invented people, or delete it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the options."""
        parser.add_argument("--scale", type=int, default=0, metavar="N", help="make N additional events")
        parser.add_argument("--delete", action="store_true", help="delete the demo network")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or delete."""
        if options["delete"]:
            self.delete()
            return
        if options["scale"] < 0:
            raise CommandError("--scale takes the number of additional events, 0 or more.")
        make_demo(additional_events=options["scale"])
        self.stdout.write(describe_logins())

    def delete(self) -> None:
        """Delete, or say what stands in the way."""
        try:
            delete_demo()
        except ProtectedError as error:
            rows = ", ".join(f"{row._meta.verbose_name} {row.pk}" for row in list(error.protected_objects)[:10])  # noqa: SLF001
            raise CommandError(
                f"Nothing was deleted. These rows are not of the demo and depend on it: {rows}"
            ) from error
        self.stdout.write("The demo network is deleted.")
