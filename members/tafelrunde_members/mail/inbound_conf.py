"""Settings of the mail that arrives, read here and nowhere else."""

import datetime as dt
import ipaddress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: A mail that could not be worked on is tried so often before it waits for a person.
MAX_ATTEMPTS = 5
#: Seconds that a mail server may take for each answer.
IMAP_TIMEOUT = 30.0

PORTS = {"imaps": 993, "imap": 143}
EXAMPLE = "imaps://user:password@mail.example.org/INBOX"


@dataclass(frozen=True)
class MailboxAddress:
    """Where the mailbox is. `security` is ``tls``, ``starttls`` or ``none``."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    security: str

    @property
    def name(self) -> str:
        """What the mailbox is known by: everything but the password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:250]


def mailbox() -> MailboxAddress | None:
    """Return the mailbox that answers arrive in (`TAFELRUNDE_IMAP_URL`), or None when there is none.

    Forms: ``imaps://user:password@host/INBOX``, ``imap://…?tls=1`` (STARTTLS), and ``imap://`` without encryption on
    the same machine only. Raises ImproperlyConfigured for anything else; what it says holds no password.
    """
    url = str(getattr(settings, "TAFELRUNDE_IMAP_URL", "") or "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ImproperlyConfigured("TAFELRUNDE_IMAP_URL names no host, or a port that is not a number.") from None
    if parts.scheme not in PORTS:
        raise ImproperlyConfigured("TAFELRUNDE_IMAP_URL must begin with imaps:// or imap://.")
    if not host or not parts.username or not parts.password:
        raise ImproperlyConfigured(
            "TAFELRUNDE_IMAP_URL must name host, user and password; write @ : / in them as %40 %3A %2F."
        )
    security = _security(parts.scheme, parts.query)
    if security == "none" and not _is_loopback(host):
        raise ImproperlyConfigured(
            "TAFELRUNDE_IMAP_URL would send the password unencrypted: use imaps://, or imap:// with ?tls=1."
        )
    return MailboxAddress(
        host=host,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        security=security,
    )


def done_folder() -> str:
    """Folder that answers are moved to once they were worked on (`TAFELRUNDE_IMAP_DONE_FOLDER`); empty: they stay."""
    return str(getattr(settings, "TAFELRUNDE_IMAP_DONE_FOLDER", "") or "").strip()


def trusted_authserv() -> frozenset[str]:
    """Names of the servers whose `Authentication-Results` are believed (`TAFELRUNDE_TRUSTED_AUTHSERV`), lower case."""
    names = getattr(settings, "TAFELRUNDE_TRUSTED_AUTHSERV", ())
    return frozenset(str(name).strip().lower() for name in names if str(name).strip())


def size_limit() -> int:
    """Bytes that a mail may have (`TAFELRUNDE_INBOUND_MAX_BYTES`, default 5 MiB); larger ones are left to people."""
    return int(getattr(settings, "TAFELRUNDE_INBOUND_MAX_BYTES", 5 * 1024 * 1024))


def keep_done() -> dt.timedelta:
    """How long a mail that was worked on stays in the list (`TAFELRUNDE_INBOUND_KEEP_DAYS`, default 30)."""
    return dt.timedelta(days=int(getattr(settings, "TAFELRUNDE_INBOUND_KEEP_DAYS", 30)))


def _security(scheme: str, query: str) -> str:
    if scheme == "imaps":
        return "tls"
    return "starttls" if parse_qs(query).get("tls") == ["1"] else "none"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
