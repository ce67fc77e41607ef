"""System checks of the plugin: mistakes in the set-up that would show only when the first mail is due."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.module_loading import import_string

from tafelrunde_members.mail import OutboxEmailBackend, conf
from tafelrunde_members.validators import validate_deliverable_address


@checks.register("mail")
def check_delivery(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the server that the worker speaks to."""
    try:
        backend = import_string(conf.delivery()["BACKEND"])
    except (ImproperlyConfigured, ImportError) as error:
        return [
            checks.Error(str(error), hint="Set EMAIL_URL or TAFELRUNDE_MAIL_DELIVERY.", id="tafelrunde_members.E001")
        ]
    if issubclass(backend, OutboxEmailBackend):
        return [
            checks.Error(
                "TAFELRUNDE_MAIL_DELIVERY names the outbox itself: every message would come back for ever.",
                hint="Name the backend that speaks to the mail server, for example Django's SMTP backend.",
                id="tafelrunde_members.E002",
            )
        ]
    return []


@checks.register("mail")
def check_sender(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the address that all mail comes from."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        validate_deliverable_address(address)
    except ValidationError as error:
        return [
            checks.Error(
                f"DEFAULT_FROM_EMAIL is no address that mail can come from: {' '.join(error.messages)}",
                hint='For example "Netzwerk <netzwerk@example.org>".',
                id="tafelrunde_members.E003",
            )
        ]
    return []


@checks.register("mail")
def check_framework_mail(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look whether login codes and notices enter the outbox, where they are neither lost nor readable."""
    mailers = getattr(settings, "MAILERS", None)
    path = mailers.get("default", {}).get("BACKEND", "") if mailers is not None else settings.EMAIL_BACKEND
    if path.startswith("django.core.mail.backends.locmem"):  # Django's test runner puts it there
        return []
    try:
        enters_outbox = issubclass(import_string(path), OutboxEmailBackend)
    except ImportError:
        enters_outbox = False
    if enters_outbox:
        return []
    return [
        checks.Warning(
            "Mail of Django, allauth and Wagtail does not go through the outbox.",
            hint='EMAIL_BACKEND = "tafelrunde_members.mail.OutboxEmailBackend" (in MAILERS from Django 6.1 on).',
            id="tafelrunde_members.W001",
        )
    ]
