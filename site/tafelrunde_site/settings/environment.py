"""Reading the environment: one place that knows the variables and says clearly what is wrong with them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from tafelrunde_members.mail.providers import PROVIDERS, backend_path

env = environ.Env()

#: The checkout (development) or the directory above the installed package.
BASE_DIR = Path(__file__).resolve().parents[3]

SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def flag(name: str, *, default: bool) -> bool:
    """Return a variable that switches something; a slip such as "ture" must not switch protection off."""
    value = env.str(name, default="").strip().lower()
    if value and value not in FLAGS:
        raise ImproperlyConfigured(f"{name} must be 1 or 0 (or true, false), not {value!r}.")
    return FLAGS.get(value, default)


def number(name: str, *, default: int) -> int:
    """Return a variable that counts something."""
    value = env.str(name, default="").strip() or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def data_dir() -> Path:
    """Directory for the database file, media and mail files (`TAFELRUNDE_DATA_DIR`)."""
    return Path(env.str("TAFELRUNDE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def database(default: str) -> dict[str, Any]:
    """Return Django's database options for `DATABASE_URL`.

    SQLite gets WAL, an immediate transaction mode and a busy timeout: a transaction that writes takes the
    lock at its start and waits for it instead of failing with "database is locked".
    Connections are kept: opening one anew costs more than all that a short request asks for.
    """
    url = env.str("DATABASE_URL", default=default)
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except Exception as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not a database address: {error}. Example: postgres://user:password@host:5432/name"
        ) from error
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    elif engine.endswith("postgresql"):
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL, for example sqlite:////srv/db.sqlite3")
    config.setdefault("CONN_MAX_AGE", 60)
    return config


def mail_delivery(url: str, name: str = "EMAIL_URL") -> dict[str, Any]:
    """Translate `EMAIL_URL` (or the variable called `name`) into a backend path and its options.

    Forms: ``smtp://user:password@host:port``, ``smtp+tls://…``, ``smtp+ssl://…`` (also ``?tls=1`` or ``?ssl=1``),
    ``anymail://provider`` (its keys come from `ANYMAIL_…`), ``file:///directory`` and ``console:``. Raises
    ImproperlyConfigured for anything else.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} names a port that is not a number between 0 and 65535.") from error
    if parts.scheme == "anymail":
        return _provider_delivery(parts.netloc, name)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend", "OPTIONS": {}}
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": unquote(parts.path)},
        }
    if parts.scheme in SMTP_PORTS and parts.hostname:
        query = parse_qs(parts.query)
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": port or SMTP_PORTS[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp+tls" or query.get("tls") == ["1"],
                "use_ssl": parts.scheme == "smtp+ssl" or query.get("ssl") == ["1"],
                "timeout": 30,
            },
        }
    raise ImproperlyConfigured(
        f"{name} {parts.scheme}: is not understood. Use smtp://user:password@host:587?tls=1, "
        "anymail://provider, file:///directory or console:"
    )


def mailing_delivery() -> dict[str, Any] | None:
    """Return where mailings go by `TAFELRUNDE_MAILING_EMAIL_URL`; None where they go the way of all mail."""
    name = "TAFELRUNDE_MAILING_EMAIL_URL"
    url = env.str(name, default="").strip()
    return mail_delivery(url, name) if url else None


def _provider_delivery(provider: str, name: str) -> dict[str, Any]:
    try:
        return {"BACKEND": backend_path(provider), "OPTIONS": {}}
    except KeyError:
        # What stands there is not repeated: somebody may have put a key into it.
        raise ImproperlyConfigured(
            f"{name} names a provider that is not known. Use one of: {', '.join(PROVIDERS)}."
        ) from None


def anymail_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return django-anymail's settings from the variables that begin with ``ANYMAIL_``, without that beginning.

    `ANYMAIL_WEBHOOK_SECRET` may hold several secrets, divided by commas, while one takes the place of another. Values
    that begin with ``{`` or ``[`` are JSON. Raises ImproperlyConfigured for those that are not.
    """
    found: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith("ANYMAIL_") or not value.strip():
            continue
        found[name.removeprefix("ANYMAIL_")] = _anymail_value(name, value.strip())
    return found


def _anymail_value(name: str, value: str) -> Any:
    if name == "ANYMAIL_WEBHOOK_SECRET":
        return [secret.strip() for secret in value.split(",") if secret.strip()]
    if name == "ANYMAIL_REQUESTS_TIMEOUT":
        return float(number(name, default=30))
    if value[0] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} begins like JSON but is none.") from None
    return FLAGS.get(value.lower(), value) if value.lower() in ("true", "false") else value


def public_address(base_url: str, hosts: list[str]) -> None:
    """Check that a site can be reached under the address that its mails and calendars name.

    Raises ImproperlyConfigured when the address is not https, or its host is not among the allowed ones.
    """
    parts = urlsplit(base_url)
    if parts.scheme != "https" or not parts.hostname:
        raise ImproperlyConfigured("TAFELRUNDE_BASE_URL must begin with https:// and name a host.")
    if not validate_host(parts.hostname, hosts):
        raise ImproperlyConfigured(f"ALLOWED_HOSTS must contain {parts.hostname}, the host of TAFELRUNDE_BASE_URL.")


def required(name: str, *, why: str) -> str:
    """Return an environment variable that production cannot do without, or say what it is for."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is missing: {why}")
    return value
