"""Mistakes in the set-up are said at start-up."""

from importlib.util import find_spec

import pytest
from django.core.checks import run_checks


def found(tag: str = "mail") -> set[str]:
    return {message.id for message in run_checks(tags=[tag])}


def backend(provider: str) -> str:
    return f"anymail.backends.{provider}.EmailBackend"


@pytest.fixture(autouse=True)
def sound_settings(settings, framework_mail):
    settings.DEFAULT_FROM_EMAIL = "Netzwerk <netzwerk@example.org>"
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
    settings.TAFELRUNDE_IMAP_URL = "imaps://bounces:geheim@mail.example.org/INBOX"


def test_sound_settings_pass():
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TAFELRUNDE_MAIL_DELIVERY", None, "tafelrunde_members.E001"),
        ("TAFELRUNDE_MAIL_DELIVERY", {}, "tafelrunde_members.E001"),
        ("TAFELRUNDE_MAIL_DELIVERY", {"BACKEND": "no.such.Backend"}, "tafelrunde_members.E001"),
        (
            "TAFELRUNDE_MAIL_DELIVERY",
            {"BACKEND": "tafelrunde_members.mail.OutboxEmailBackend"},
            "tafelrunde_members.E002",
        ),
        ("TAFELRUNDE_MAILING_DELIVERY", {"BACKEND": "no.such.Backend"}, "tafelrunde_members.E001"),
        ("TAFELRUNDE_MAIL_DELIVERY", {"BACKEND": backend("brieftaube")}, "tafelrunde_members.E004"),
        ("TAFELRUNDE_MAILING_DELIVERY", {"BACKEND": backend("brieftaube")}, "tafelrunde_members.E004"),
        ("DEFAULT_FROM_EMAIL", "webmaster@localhost", None),
        ("DEFAULT_FROM_EMAIL", "Netzwerk", "tafelrunde_members.E003"),
        ("TAFELRUNDE_MAILING_FROM_EMAIL", "Rundbrief <rundbrief@example.org>", None),
        ("TAFELRUNDE_MAILING_FROM_EMAIL", "Rundbrief", "tafelrunde_members.E003"),
        ("TAFELRUNDE_BOUNCE_ADDRESS", "bounces@example.org", None),
        ("TAFELRUNDE_BOUNCE_ADDRESS", "rückläufer@example.org", "tafelrunde_members.E003"),
        ("TAFELRUNDE_BOUNCE_ADDRESS", "post+bounces@example.org", "tafelrunde_members.E007"),
        ("TAFELRUNDE_BOUNCE_ADDRESS", "unzustellbare-sendungen@example.org", "tafelrunde_members.E007"),
    ],
)
def test_mistakes_are_named(settings, name, value, expected):
    setattr(settings, name, value)

    assert found() == ({expected} if expected else set())


def test_mail_of_frameworks_that_passes_the_outbox_by_is_named(settings):
    name = "MAILERS" if hasattr(settings, "MAILERS") else "EMAIL_BACKEND"
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    setattr(settings, name, {"default": {"BACKEND": smtp}} if name == "MAILERS" else smtp)

    assert found() == {"tafelrunde_members.W001"}


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("mailgun", {"W003"}),
        ("brevo", {"W002", "I001"}),
        ("mailersend", {"W002"}),
        ("sparkpost", {"W003", "W005"}),
        ("unisender_go", {"W003", "W005"}),
        ("scaleway", {"W003", "W006", "I001"}),
        ("sendgrid", {"W003", "W007"}),
    ],
)
@pytest.mark.parametrize("stream", ["MAIL", "MAILING"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_a_provider_does_to_mail_is_said(settings, provider, expected, stream):
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["tafelrunde:geheim"]}
    setattr(settings, f"TAFELRUNDE_{stream}_DELIVERY", {"BACKEND": backend(provider)})

    assert found() == {f"tafelrunde_members.{name}" for name in expected}


def test_a_provider_without_a_secret_for_its_news_is_an_error(settings):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": backend("postmark")}
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "key"}

    assert "tafelrunde_members.E005" in found()


def test_dropping_parts_without_a_word_is_an_error(settings):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": backend("postmark")}
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b", "IGNORE_UNSUPPORTED_FEATURES": True}

    assert "tafelrunde_members.E006" in found()


def test_amazon_replaces_the_message_id_and_needs_its_library(settings):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": backend("amazon_ses")}
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}

    missing = set() if find_spec("boto3") else {"tafelrunde_members.E001"}
    assert found() == {"tafelrunde_members.W004", "tafelrunde_members.I001"} | missing
