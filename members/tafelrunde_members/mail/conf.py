"""Settings of the outbox; nothing else in the mail modules reads `django.conf.settings`."""

import datetime as dt
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tafelrunde_members.mail.headers import join_address

#: Delays between attempts double from the first to the longest; with the limit they span about a day and a half,
#: as long as mail servers themselves try.
FIRST_DELAY = dt.timedelta(minutes=1)
LONGEST_DELAY = dt.timedelta(hours=6)
MAX_ATTEMPTS = 15

#: Mail of frameworks is of use for a short time only: login codes, links to set a password, notices.
FRAMEWORK_MAIL_USEFUL_FOR = dt.timedelta(hours=24)


def delivery(stream: str = "transactional") -> dict[str, Any]:
    """Return backend path and options of the server that the worker speaks to for a stream.

    Mailings may go another way (`TAFELRUNDE_MAILING_DELIVERY`); otherwise everything takes `TAFELRUNDE_MAIL_DELIVERY`.
    Raises ImproperlyConfigured when that is missing or has no backend.
    """
    own = getattr(settings, "TAFELRUNDE_MAILING_DELIVERY", None) if stream == "mailing" else None
    configured = own or getattr(settings, "TAFELRUNDE_MAIL_DELIVERY", None)
    if not isinstance(configured, dict) or not configured.get("BACKEND"):
        raise ImproperlyConfigured(
            "TAFELRUNDE_MAIL_DELIVERY must name the backend that the outbox delivers through, for example "
            '{"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "mail.example.org"}}'
        )
    return configured


def deliveries() -> dict[str, dict[str, Any]]:
    """Return the server of each stream, one that serves both only once. Raises what `delivery` raises."""
    main, mailing = delivery(), delivery("mailing")
    return {"transactional": main} if mailing == main else {"transactional": main, "mailing": mailing}


def anymail() -> dict[str, Any]:
    """Return the settings of django-anymail, nothing where no provider is used."""
    return dict(getattr(settings, "ANYMAIL", {}) or {})


def bounce_mailbox() -> str:
    """Return the mailbox that undeliverable mail returns to (`TAFELRUNDE_BOUNCE_ADDRESS`); nothing where none is read.

    It must take addresses with a suffix: mail to ``bounces+17.0a1b@example.org`` arrives at ``bounces@example.org``.
    """
    return str(getattr(settings, "TAFELRUNDE_BOUNCE_ADDRESS", "") or "").strip()


def own_addresses() -> dict[str, str]:
    """Return the addresses that mail comes from and returns to, by the names of their settings."""
    addresses = {"DEFAULT_FROM_EMAIL": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}
    if own := str(getattr(settings, "TAFELRUNDE_MAILING_FROM_EMAIL", "")):
        addresses["TAFELRUNDE_MAILING_FROM_EMAIL"] = parseaddr(own)[1]
    if mailbox := bounce_mailbox():
        addresses["TAFELRUNDE_BOUNCE_ADDRESS"] = mailbox
    return addresses


def framework_backend() -> str:
    """Return the path of the backend that mail of Django, allauth and Wagtail takes (`MAILERS` from Django 6.1 on)."""
    mailers = getattr(settings, "MAILERS", None)
    return str(mailers.get("default", {}).get("BACKEND", "") if mailers is not None else settings.EMAIL_BACKEND)


def secret_keys() -> list[str]:
    """Return the site's secret key and those it had before."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def lease() -> dt.timedelta:
    """Return how long a worker may hold a message (`TAFELRUNDE_MAIL_LEASE_SECONDS`, default 300).

    It must be longer than the slowest delivery: a message that was being sent when its lease ended is sent again.
    """
    return dt.timedelta(seconds=float(getattr(settings, "TAFELRUNDE_MAIL_LEASE_SECONDS", 300)))


def sender(stream: str) -> str:
    """Return the address that mail of a stream comes from, with the site's name unless the setting brings its own.

    Mailings may have one of their own (`TAFELRUNDE_MAILING_FROM_EMAIL`), as large providers ask: what people think of
    mailings must not keep invitations and login codes from arriving.
    """
    own = str(getattr(settings, "TAFELRUNDE_MAILING_FROM_EMAIL", "")) if stream == "mailing" else ""
    name, address = parseaddr(own or settings.DEFAULT_FROM_EMAIL)
    return join_address(name or str(getattr(settings, "WAGTAIL_SITE_NAME", "")), address)


def per_minute(stream: str) -> int:
    """Return how many messages of a stream may go out in a minute, all workers together; 0 for as many as can be.

    `TAFELRUNDE_MAIL_PER_MINUTE` for single messages, `TAFELRUNDE_MAILING_PER_MINUTE` for mailings.
    """
    name = "TAFELRUNDE_MAILING_PER_MINUTE" if stream == "mailing" else "TAFELRUNDE_MAIL_PER_MINUTE"
    return int(getattr(settings, name, 0) or 0)
