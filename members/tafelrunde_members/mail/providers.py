"""What each way of sending does to our mail, in one table.

Whoever speaks SMTP, and Amazon SES, passes our own bytes on. All other providers build the message themselves from
the parts they are given, and none of them can carry a calendar entry as an alternative of the text; most take it as an
attachment of the right type, some only as a file whose type they guess. Read from django-anymail 15.2 and the
providers' documentation; the tests build the real request of every provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

ANYMAIL = "anymail.backends."


class Carriage(Enum):
    """How a calendar entry reaches the recipient."""

    BYTES = "our own bytes: an alternative of the text, and a file"
    ALTERNATIVE = "an alternative of the text, and a file"
    ATTACHMENT = "an attachment whose type names the method"
    PART = "an attachment whose type names the method, given as a MIME part"
    FILE = "a file whose type is guessed from its name, so that programs show no buttons"


@dataclass(frozen=True)
class Provider:
    """One way of sending.

    `keeps_message_id`: the Message-ID that recipients see is ours, so that a repetition shows once.
    `keeps_list_unsubscribe`: a List-Unsubscribe header of our own reaches the recipient.
    `takes_metadata`: our number of a message comes back with news about it; otherwise the provider's own name does.
    `switches_tracking`: opens and clicks are switched off with every message, otherwise in the provider's settings.
    `tracking`, `inbound`: webhooks tell of delivery, or hand over mail that arrived.
    `own_envelope`: the envelope sender is ours to choose.
    `maintained`: django-anymail's authors still test it.
    `headers`: what the provider has to be told besides, in fields of the message.
    """

    name: str
    calendar: Carriage = Carriage.ATTACHMENT
    keeps_message_id: bool = True
    keeps_list_unsubscribe: bool = True
    takes_metadata: bool = True
    switches_tracking: bool = True
    tracking: bool = True
    inbound: bool = True
    own_envelope: bool = False
    maintained: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_buttons(self) -> bool:
        """Whether calendar programs learn that an entry is an invitation which one can answer."""
        return self.calendar is not Carriage.FILE

    @property
    def takes_bytes(self) -> bool:
        """Whether the message goes out exactly as we wrote it."""
        return self.calendar is Carriage.BYTES


#: Providers by the name that django-anymail gives their module, which `EMAIL_URL` uses as well.
PROVIDERS = {
    "amazon_ses": Provider("Amazon SES", Carriage.BYTES, keeps_message_id=False, switches_tracking=False),
    "brevo": Provider("Brevo", Carriage.FILE, switches_tracking=False),
    "mailersend": Provider("MailerSend", Carriage.FILE, takes_metadata=False),
    "mailgun": Provider("Mailgun"),
    "mailjet": Provider("Mailjet"),
    "mailtrap": Provider("Mailtrap", switches_tracking=False),
    "mandrill": Provider("Mandrill"),
    "postal": Provider("Postal", takes_metadata=False, switches_tracking=False),
    "postmark": Provider("Postmark", headers={"X-PM-KeepID": "true"}),
    "resend": Provider("Resend", Carriage.PART, switches_tracking=False),
    "scaleway": Provider("Scaleway", switches_tracking=False, tracking=False, inbound=False),
    "sendgrid": Provider("SendGrid", Carriage.ALTERNATIVE, maintained=False),
    "sparkpost": Provider("SparkPost", keeps_list_unsubscribe=False),
    "unisender_go": Provider("Unisender Go", keeps_list_unsubscribe=False, inbound=False),
}

_SMTP = Provider("SMTP", Carriage.BYTES, tracking=False, inbound=False, own_envelope=True)
_DJANGO = {
    "django.core.mail.backends.smtp.EmailBackend": _SMTP,
    "django.core.mail.backends.filebased.EmailBackend": _SMTP,
    "django.core.mail.backends.console.EmailBackend": _SMTP,
}
#: Backends that we know nothing about get both: finished bytes, and the parts they were made of.
_UNKNOWN = Provider("", Carriage.BYTES, tracking=False, inbound=False)


def backend_path(provider: str) -> str:
    """Return the path of a provider's backend. Raises KeyError when there is no provider of this name."""
    if provider not in PROVIDERS:
        raise KeyError(provider)
    return f"{ANYMAIL}{provider}.EmailBackend"


def provider_of(backend: str) -> Provider:
    """Return what is known about the backend with this path."""
    name = provider_name(backend)
    return PROVIDERS[name] if name in PROVIDERS else _DJANGO.get(backend, _UNKNOWN)


def provider_name(backend: str) -> str:
    """Return the name of the provider behind a backend of django-anymail, nothing for any other backend."""
    return backend.removeprefix(ANYMAIL).partition(".")[0] if backend.startswith(ANYMAIL) else ""


def is_api(backend: str) -> bool:
    """Tell whether a backend speaks to a provider's API instead of a mail server."""
    return backend.startswith(ANYMAIL)
