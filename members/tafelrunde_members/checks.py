"""System checks of the plugin: mistakes in the set-up that would show only when the first mail is due."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.module_loading import import_string

from tafelrunde_members.mail import OutboxEmailBackend, conf
from tafelrunde_members.mail.providers import PROVIDERS, Provider, is_api, provider_name
from tafelrunde_members.validators import validate_deliverable_address

#: A local part has 64 octets (RFC 5321 4.5.3.1.1); sign, number and proof take up to 44 of them.
BOUNCE_NAME_LENGTH = 20


@checks.register("mail")
def check_delivery(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the servers that the worker speaks to."""
    try:
        deliveries = conf.deliveries()
    except ImproperlyConfigured as error:
        return [_no_delivery(str(error))]
    return [problem for configured in deliveries.values() for problem in _look_at_backend(configured["BACKEND"])]


def _look_at_backend(path: str) -> Iterator[checks.CheckMessage]:
    if is_api(path) and provider_name(path) not in PROVIDERS:
        yield checks.Error(
            f"The mail provider {provider_name(path)!r} is not known.",
            hint=f"Use one of: {', '.join(PROVIDERS)}.",
            id="tafelrunde_members.E004",
        )
        return
    try:
        backend = import_string(path)
    except (ImproperlyConfigured, ImportError) as error:
        yield _no_delivery(str(error))
        return
    if issubclass(backend, OutboxEmailBackend):
        yield checks.Error(
            "TAFELRUNDE_MAIL_DELIVERY names the outbox itself: every message would come back for ever.",
            hint="Name the backend that speaks to the mail server, for example Django's SMTP backend.",
            id="tafelrunde_members.E002",
        )


def _no_delivery(problem: str) -> checks.Error:
    return checks.Error(problem, hint="Set EMAIL_URL or TAFELRUNDE_MAIL_DELIVERY.", id="tafelrunde_members.E001")


@checks.register("mail")
def check_providers(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Say what the providers in use do to our mail, and look at what they need."""
    try:
        paths = [configured["BACKEND"] for configured in conf.deliveries().values()]
    except ImproperlyConfigured:
        return []
    used = [PROVIDERS[name] for path in paths if (name := provider_name(path)) in PROVIDERS]
    found = [problem for provider in used for problem in _look_at_provider(provider)]
    return [*found, *_look_at_anymail()] if used else found


def _look_at_provider(provider: Provider) -> Iterator[checks.CheckMessage]:
    if not provider.has_buttons:
        yield checks.Warning(
            f"{provider.name} sends calendar entries as plain files: calendar programs show no buttons to answer.",
            hint="The link in every mail works all the same. SMTP and Amazon SES keep the buttons.",
            id="tafelrunde_members.W002",
        )
    elif not provider.takes_bytes:
        yield checks.Warning(
            f"{provider.name} sends calendar entries as attachments: some programs show no buttons to answer.",
            hint="The link in every mail works all the same. SMTP and Amazon SES keep the buttons.",
            id="tafelrunde_members.W003",
        )
    if not provider.keeps_message_id:
        yield checks.Warning(
            f"{provider.name} replaces the Message-ID: a mail that has to be repeated may be seen twice.",
            hint="This happens only where the connection broke while a mail was on its way.",
            id="tafelrunde_members.W004",
        )
    if not provider.keeps_list_unsubscribe:
        yield checks.Warning(
            f"{provider.name} does not pass on List-Unsubscribe by itself: mail programs show no button to leave.",
            hint="Ask the provider to allow it, or set TAFELRUNDE_MAILING_EMAIL_URL to send mailings another way.",
            id="tafelrunde_members.W005",
        )
    if not provider.tracking:
        yield checks.Warning(
            f"{provider.name} does not tell what became of a mail: addresses that are gone are not suppressed.",
            hint="Look into the provider's own list of returned mail from time to time.",
            id="tafelrunde_members.W006",
        )
    if not provider.maintained:
        yield checks.Warning(
            f"django-anymail no longer supports {provider.name}: it may stop working at any time.",
            hint="Choose another provider.",
            id="tafelrunde_members.W007",
        )
    if not provider.switches_tracking:
        yield checks.Info(
            f"{provider.name} cannot be told with a mail not to follow readers.",
            hint="Switch off the tracking of opens and clicks in the provider's settings.",
            id="tafelrunde_members.I001",
        )


def _look_at_anymail() -> Iterator[checks.CheckMessage]:
    settings_of_anymail = conf.anymail()
    if not settings_of_anymail.get("WEBHOOK_SECRET"):
        yield checks.Error(
            "A mail provider is used, but ANYMAIL_WEBHOOK_SECRET is missing: news of delivery cannot come in.",
            hint='Set it to "name:password" with a long random password, and enter both at the provider.',
            id="tafelrunde_members.E005",
        )
    if settings_of_anymail.get("IGNORE_UNSUPPORTED_FEATURES"):
        yield checks.Error(
            "ANYMAIL_IGNORE_UNSUPPORTED_FEATURES would drop parts of mails without a word.",
            hint="Remove it: only what the provider understands is handed to it.",
            id="tafelrunde_members.E006",
        )


@checks.register("mail")
def check_addresses(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the addresses that mail comes from and returns to."""
    return [problem for name, address in conf.own_addresses().items() for problem in _look_at_address(name, address)]


def _look_at_address(name: str, address: str) -> Iterator[checks.CheckMessage]:
    try:
        validate_deliverable_address(address)
    except ValidationError as error:
        hint = "bounces@example.org" if name == "TAFELRUNDE_BOUNCE_ADDRESS" else "Netzwerk <netzwerk@example.org>"
        yield checks.Error(
            f"{name} is no address that mail can come from: {' '.join(error.messages)}",
            hint=f'For example "{hint}".',
            id="tafelrunde_members.E003",
        )
        return
    if name == "TAFELRUNDE_BOUNCE_ADDRESS" and ("+" in address or len(address.partition("@")[0]) > BOUNCE_NAME_LENGTH):
        yield checks.Error(
            "TAFELRUNDE_BOUNCE_ADDRESS must be short and have no plus sign: the number of the mail is put behind it.",
            hint='For example "bounces@example.org".',
            id="tafelrunde_members.E007",
        )


@checks.register("mail")
def check_framework_mail(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look whether login codes and notices enter the outbox, where they are neither lost nor readable."""
    path = conf.framework_backend()
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
