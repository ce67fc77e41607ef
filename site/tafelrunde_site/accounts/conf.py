"""Settings of the accounts, read here and nowhere else."""

import datetime as dt
from typing import Any

from allauth.account import app_settings as account_settings
from django.conf import settings

#: Whoever signed in longer ago signs in again before the first second factor is set up.
FRESH_LOGIN = dt.timedelta(minutes=15)


def second_factor_required() -> bool:
    """Tell whether staff needs a second factor before the admin opens (`TAFELRUNDE_REQUIRE_SECOND_FACTOR`)."""
    return bool(getattr(settings, "TAFELRUNDE_REQUIRE_SECOND_FACTOR", True))


def login_answer_seconds() -> float:
    """Return how long the answer to a request for a code takes at least (`TAFELRUNDE_LOGIN_ANSWER_SECONDS`)."""
    return float(getattr(settings, "TAFELRUNDE_LOGIN_ANSWER_SECONDS", 0.25))


def login_code_lifetime() -> dt.timedelta:
    """Return how long a login code is good for (`ACCOUNT_LOGIN_BY_CODE_TIMEOUT`, in seconds)."""
    return dt.timedelta(seconds=account_settings.LOGIN_BY_CODE_TIMEOUT)


def admin_security_policy() -> dict[str, Any]:
    """Return the Content-Security-Policy of the admin (`TAFELRUNDE_ADMIN_SECURITY_POLICY`), as django-csp takes it."""
    policy: dict[str, Any] = settings.TAFELRUNDE_ADMIN_SECURITY_POLICY
    return policy


def session_cookie_name() -> str:
    """Return the name of the cookie that whoever signed in carries (`SESSION_COOKIE_NAME`)."""
    return str(settings.SESSION_COOKIE_NAME)
