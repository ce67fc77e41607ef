"""Settings of the demo inbox, read only here."""

from pathlib import Path

from django.conf import settings


def inbox_folder() -> Path | None:
    """Return the folder of received mails, or None where there is no demo inbox (`TAFELRUNDE_DEMO_INBOX`)."""
    folder = getattr(settings, "TAFELRUNDE_DEMO_INBOX", None)
    return Path(folder) if folder else None
