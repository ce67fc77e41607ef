"""Production starts with the right variables, and says what is wrong with the others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from tafelrunde_site.accounts.limits import create_cache_table

ROOT = Path(__file__).resolve().parents[2]
RIGHT = {
    "SECRET_KEY": "fuenfzig-zeichen-die-niemand-erraten-kann-4711-0815",
    "ALLOWED_HOSTS": "tisch.example.org, www.tisch.example.org",
    "TAFELRUNDE_BASE_URL": "https://tisch.example.org",
    "DATABASE_URL": "postgres://tafelrunde:geheim@localhost/tafelrunde",
    "EMAIL_URL": "smtp://nutzer:geheim@mail.example.org:587?tls=1",
    "TAFELRUNDE_FROM_EMAIL": "Netzwerk <netzwerk@example.org>",
}
SHOW = """
import json
import os
from tafelrunde_site.settings import {module} as settings
names = [name for name in dir(settings) if name.isupper()]
show = lambda value: str(value) if isinstance(value, os.PathLike) else None
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=show))
"""


def start(variables, module="production"):
    """Import the settings in a process of their own, with these variables and no others."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("members", "events", "roundtables", "site")),
        **{name: value for name, value in variables.items() if value is not None},
    }
    command = [sys.executable, "-c", SHOW.format(module=module)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def settings_of(variables, module="production"):
    result = start(variables, module)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_network_has_its_own_name_where_one_is_set():
    assert settings_of(RIGHT)["WAGTAIL_SITE_NAME"] == "Tafelrunde"
    named = settings_of(RIGHT | {"TAFELRUNDE_SITE_NAME": "Netzwerk für Demokratie"})
    assert named["WAGTAIL_SITE_NAME"] == "Netzwerk für Demokratie"


@pytest.mark.parametrize("missing", RIGHT)
def test_each_missing_variable_is_named(missing):
    result = start(RIGHT | {missing: None})

    assert result.returncode == 1
    last_line = result.stderr.strip().splitlines()[-1]
    assert last_line.startswith(
        f"django.core.exceptions.ImproperlyConfigured: The environment variable {missing} is missing: "
    )


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SECRET_KEY", "kurz", "SECRET_KEY is too short"),
        ("ALLOWED_HOSTS", "*", 'ALLOWED_HOSTS must name the hosts of this site; "*" lets anybody choose one.'),
        ("ALLOWED_HOSTS", ",", "ALLOWED_HOSTS must contain tisch.example.org"),
        ("ALLOWED_HOSTS", "anderswo.example.org", "ALLOWED_HOSTS must contain tisch.example.org"),
        ("TAFELRUNDE_BASE_URL", "http://tisch.example.org", "TAFELRUNDE_BASE_URL must begin with https://"),
        ("TAFELRUNDE_BASE_URL", "https://", "TAFELRUNDE_BASE_URL must begin with https:// and name a host"),
        ("DATABASE_URL", "mysql://nutzer:geheim@localhost/daten", "DATABASE_URL must name SQLite or PostgreSQL"),
        ("DATABASE_URL", "quatsch", "DATABASE_URL must name SQLite or PostgreSQL"),
        ("EMAIL_URL", "imap://mail.example.org", "EMAIL_URL imap: is not understood"),
        ("EMAIL_URL", "smtp://", "EMAIL_URL smtp: is not understood"),
        ("EMAIL_URL", "anymail://brieftaube", "EMAIL_URL names a provider that is not known. Use one of: amazon_ses, "),
        ("TAFELRUNDE_MAILING_EMAIL_URL", "smtp://", "TAFELRUNDE_MAILING_EMAIL_URL smtp: is not understood"),
        ("TAFELRUNDE_MAILING_PER_MINUTE", "viele", "TAFELRUNDE_MAILING_PER_MINUTE must be a whole number"),
        ("ANYMAIL_AMAZON_SES_CLIENT_PARAMS", "{geheim", "ANYMAIL_AMAZON_SES_CLIENT_PARAMS begins like JSON but is"),
        ("EMAIL_URL", "smtp://mail.example.org:viele", "EMAIL_URL names a port that is not a number"),
        ("TAFELRUNDE_FROM_EMAIL", "Netzwerk", "TAFELRUNDE_FROM_EMAIL is not an e-mail address"),
        ("SECURE_HSTS_SECONDS", "lange", "SECURE_HSTS_SECONDS must be a whole number"),
        ("SECURE_SSL_REDIRECT", "ja bitte", "SECURE_SSL_REDIRECT must be 1 or 0"),
        ("TAFELRUNDE_REQUIRE_SECOND_FACTOR", "ture", "TAFELRUNDE_REQUIRE_SECOND_FACTOR must be 1 or 0"),
        ("TAFELRUNDE_BEHIND_PROXY", "vielleicht", "TAFELRUNDE_BEHIND_PROXY must be 1 or 0"),
    ],
)
def test_each_wrong_variable_is_named(name, value, complaint):
    result = start(RIGHT | {name: value})

    assert result.returncode == 1
    assert complaint in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("secret", ["geheim", RIGHT["SECRET_KEY"]])
def test_complaints_show_no_secrets(secret):
    for name, value in (
        ("EMAIL_URL", "imap://nutzer:geheim@mail"),
        ("EMAIL_URL", "anymail://geheim@brevo"),
        ("ANYMAIL_AMAZON_SES_CLIENT_PARAMS", "{geheim"),
        ("DATABASE_URL", "mysql://nutzer:geheim@daten"),
    ):
        assert secret not in start(RIGHT | {name: value}).stderr


def test_production_is_protected_without_being_asked():
    settings = settings_of(RIGHT)

    assert settings["DEBUG"] is False
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["TAFELRUNDE_REQUIRE_SECOND_FACTOR"] is True
    assert settings["ALLOWED_HOSTS"] == ["tisch.example.org", "www.tisch.example.org"]
    assert settings["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")
    assert "SECURE_PROXY_SSL_HEADER" not in settings
    assert "ALLAUTH_TRUSTED_PROXY_COUNT" not in settings
    assert "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN" not in settings


def test_a_provider_is_configured_by_variables_alone():
    secrets = "tafelrunde:alt, tafelrunde:neu"
    settings = settings_of(
        RIGHT
        | {
            "EMAIL_URL": "anymail://mailgun",
            "ANYMAIL_MAILGUN_API_KEY": "0815",
            "ANYMAIL_WEBHOOK_SECRET": secrets,
            "ANYMAIL_AMAZON_SES_CLIENT_PARAMS": '{"region_name": "eu-central-1"}',
            "ANYMAIL_MAILGUN_SENDER_DOMAIN": "",
        }
    )

    assert settings["TAFELRUNDE_MAIL_DELIVERY"]["BACKEND"] == "anymail.backends.mailgun.EmailBackend"
    assert settings["ANYMAIL"] == {
        "MAILGUN_API_KEY": "0815",
        "WEBHOOK_SECRET": ["tafelrunde:alt", "tafelrunde:neu"],
        "AMAZON_SES_CLIENT_PARAMS": {"region_name": "eu-central-1"},
    }
    assert "anymail" in settings["INSTALLED_APPS"]
    assert settings["TAFELRUNDE_MAILING_DELIVERY"] is None


def test_mailings_may_go_another_way():
    settings = settings_of(RIGHT | {"TAFELRUNDE_MAILING_EMAIL_URL": "smtp://massen.example.org"})

    assert settings["TAFELRUNDE_MAIL_DELIVERY"]["OPTIONS"]["host"] == "mail.example.org"
    assert settings["TAFELRUNDE_MAILING_DELIVERY"]["OPTIONS"]["host"] == "massen.example.org"
    assert "anymail" not in settings["INSTALLED_APPS"]
    assert not settings["ANYMAIL"]


def test_documents_of_production_lie_outside_of_the_media_folder():
    settings = settings_of(RIGHT)

    documents = Path(settings["STORAGES"]["documents"]["OPTIONS"]["location"])
    assert documents.is_absolute()
    assert not documents.is_relative_to(settings["MEDIA_ROOT"])


def test_a_proxy_is_trusted_only_when_there_is_one():
    settings = settings_of(RIGHT | {"TAFELRUNDE_BEHIND_PROXY": "1"})

    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.parametrize(("variables", "required"), [({}, False), ({"TAFELRUNDE_REQUIRE_SECOND_FACTOR": "1"}, True)])
def test_development_starts_without_a_variable_and_without_a_second_factor(variables, required):
    assert settings_of(variables, "dev")["TAFELRUNDE_REQUIRE_SECOND_FACTOR"] is required


@pytest.mark.parametrize(("variables", "asked"), [({}, False), ({"TAFELRUNDE_ALTCHA": "1"}, True)])
def test_browsers_calculate_only_where_the_operator_wants_it(variables, asked):
    assert settings_of(RIGHT | variables)["TAFELRUNDE_ALTCHA"] is asked


def test_the_shared_cache_forgets_no_limit_that_still_counts():
    (cache_of_production,) = settings_of(RIGHT)["CACHES"].values()

    assert cache_of_production["OPTIONS"]["MAX_ENTRIES"] >= 20_000


@pytest.mark.django_db
def test_the_shared_cache_has_its_table_after_migrating(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tafelrunde_cache"}
    }
    for _ in range(2):
        create_cache_table()

    cache.set("gezaehlt", 3)
    assert cache.get("gezaehlt") == 3
    assert "tafelrunde_cache" in connection.introspection.table_names()
