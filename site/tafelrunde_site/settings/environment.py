"""Reading the environment: one place that knows the variables and says clearly what is wrong with them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

#: The checkout (development) or the directory above the installed package.
BASE_DIR = Path(__file__).resolve().parents[3]

SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


def data_dir() -> Path:
    """Directory for the database file, media and mail files (`TAFELRUNDE_DATA_DIR`)."""
    return Path(env.str("TAFELRUNDE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def database(default: str) -> dict[str, Any]:
    """Return Django's database options for `DATABASE_URL`.

    SQLite gets WAL, an immediate transaction mode and a busy timeout: a transaction that writes takes the
    lock at its start and waits for it instead of failing with "database is locked".
    PostgreSQL keeps its connections, which doubles the throughput of short requests.
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
        config.setdefault("CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL, for example sqlite:////srv/db.sqlite3")
    return config


def mail_delivery(url: str) -> dict[str, Any]:
    """Translate `EMAIL_URL` into a backend path and its options.

    Forms: ``smtp://user:password@host:port``, ``smtp+tls://…``, ``smtp+ssl://…`` (also ``?tls=1`` or ``?ssl=1``),
    ``file:///directory`` and ``console:``. Raises ImproperlyConfigured for anything else.
    """
    parts = urlsplit(url)
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
                "port": parts.port or SMTP_PORTS[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp+tls" or query.get("tls") == ["1"],
                "use_ssl": parts.scheme == "smtp+ssl" or query.get("ssl") == ["1"],
                "timeout": 30,
            },
        }
    raise ImproperlyConfigured(
        f"EMAIL_URL {parts.scheme}: is not understood. Use smtp://user:password@host:587?tls=1, "
        "file:///directory or console:"
    )


def required(name: str, *, why: str) -> str:
    """Return an environment variable that production cannot do without, or say what it is for."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is missing: {why}")
    return value
