"""`manage.py send_mail`: works the outbox without any task queue."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils.translation import gettext as _

from tafelrunde_members.domain.mail.work import WorkReport, work_outbox

INTERVAL = 5.0
LONGEST_PAUSE = 300.0


class Command(BaseCommand):
    """Sends what is due, once or for ever; several may run at the same time, on several machines."""

    help = "Send the mail that waits in the outbox. Run it every minute by a timer, or with --loop as a service."
    stop: Event

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="keep running until SIGTERM or SIGINT")
        parser.add_argument(
            "--interval", type=float, default=INTERVAL, help="seconds between two looks at the outbox (default: 5)"
        )

    def handle(self, *_args: Any, loop: bool, interval: float, **_options: Any) -> None:
        self.stop = Event()
        previous = {number: signal.signal(number, self._finish) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if loop:
                self._run_until_stopped(interval)
            else:
                self._run_once()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _finish(self, _number: int, _frame: FrameType | None) -> None:
        """Let the message in flight be finished and begin no other."""
        self.stop.set()

    def _run_once(self) -> None:
        report = work_outbox(should_stop=self.stop.is_set)
        self._tell(report)
        if report.outage:
            raise CommandError(
                _("The mail server does not answer, all messages wait: %(answer)s") % {"answer": report.outage}
            )

    def _run_until_stopped(self, interval: float) -> None:
        pause = interval
        while not self.stop.is_set():
            close_old_connections()
            try:
                report = work_outbox(should_stop=self.stop.is_set)
            except (DatabaseError, InterfaceError) as error:
                # The database restarts or is busy for long; the rows keep what was being done.
                self.stderr.write(str(error))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._tell(report)
                pause = min(pause * 2, LONGEST_PAUSE) if report.outage else interval
            self.stop.wait(pause)

    def _tell(self, report: WorkReport) -> None:
        done = ", ".join(f"{name} {number}" for name, number in report.counts().items() if number)
        if done:
            self.stdout.write(done)
