"""Settings of the mail that arrives, read here and nowhere else."""

import datetime as dt

from django.conf import settings

#: A mail that could not be worked on is tried so often before it waits for a person.
MAX_ATTEMPTS = 5


def trusted_authserv() -> frozenset[str]:
    """Names of the servers whose `Authentication-Results` are believed (`TAFELRUNDE_TRUSTED_AUTHSERV`), lower case."""
    return frozenset(str(name).strip().lower() for name in getattr(settings, "TAFELRUNDE_TRUSTED_AUTHSERV", ()))


def size_limit() -> int:
    """Bytes that a mail may have (`TAFELRUNDE_INBOUND_MAX_BYTES`, default 5 MiB); larger ones are left to people."""
    return int(getattr(settings, "TAFELRUNDE_INBOUND_MAX_BYTES", 5 * 1024 * 1024))


def keep_done() -> dt.timedelta:
    """How long a mail that was worked on stays in the list (`TAFELRUNDE_INBOUND_KEEP_DAYS`, default 30)."""
    return dt.timedelta(days=int(getattr(settings, "TAFELRUNDE_INBOUND_KEEP_DAYS", 30)))
