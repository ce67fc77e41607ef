"""Receive mail on loopback and keep it for the inbox page of the demo."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tafelrunde_site.demo_inbox.conf import inbox_folder


class Command(BaseCommand):
    """Runs until it is interrupted or terminated."""

    help = "Receive mail on a local SMTP port and store it for the page /demo/postfach/ (development only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: only this machine)")
        parser.add_argument("--port", type=int, default=1025, help="SMTP port (default: 1025)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        folder = inbox_folder()
        if folder is None:
            raise CommandError("These settings have no demo inbox; it belongs to tafelrunde_site.settings.dev.")
        try:
            from tafelrunde_site.demo_inbox.server import inbox_server  # noqa: PLC0415
        except ImportError as error:
            raise CommandError('The demo inbox needs aiosmtpd: pip install "tafelrunde[demo]"') from error

        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        server = inbox_server(folder, host=host, port=port)
        try:
            server.start()
        except OSError as error:
            raise CommandError(f"Cannot receive mail on {host}:{port}: {error}") from error
        self.stdout.write(f"Receiving mail on smtp://{host}:{port} into {folder}")
        stopped.wait()
        server.stop()
