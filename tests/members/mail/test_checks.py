"""Mistakes in the set-up are said at start-up."""

import pytest
from django.core.checks import run_checks


def found(tag: str = "mail") -> set[str]:
    return {message.id for message in run_checks(tags=[tag])}


@pytest.fixture(autouse=True)
def sound_settings(settings, framework_mail):
    settings.DEFAULT_FROM_EMAIL = "Netzwerk <netzwerk@example.org>"
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}


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
        ("DEFAULT_FROM_EMAIL", "webmaster@localhost", None),
        ("DEFAULT_FROM_EMAIL", "Netzwerk", "tafelrunde_members.E003"),
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
