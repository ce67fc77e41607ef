"""Render the stored calendar text of all events anew."""

from typing import Any

from django.core.management.base import BaseCommand

from tafelrunde_events.domain.projection import rebuild_calendar


class Command(BaseCommand):
    """After an upgrade of the engine, of time-zone data or of the site's address; safe to run at any time."""

    help = "Renders the calendar text of all events anew; unchanged events keep their bytes, DTSTAMP and SEQUENCE."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild and report."""
        seen, changed = rebuild_calendar()
        self.stdout.write(f"{seen} events, {changed} with new calendar text.")
