"""An SMTP server on loopback that accepts everything and keeps it as files."""

from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tafelrunde_site.demo_inbox.mailbox import store


class StoringHandler:
    """Keeps each accepted mail in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the mail; the answer reaches the sender only after it is on disk."""
        content = envelope.original_content or b""
        store(self.folder, content, sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos))
        return "250 OK"


def inbox_server(folder: Path, *, host: str, port: int) -> Controller:
    """Return a server that is not started yet; `start()` and `stop()` do what they say."""
    return Controller(StoringHandler(folder), hostname=host, port=port, enable_SMTPUTF8=True)
