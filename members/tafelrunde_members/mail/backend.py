"""Mail of Django, allauth and Wagtail enters the outbox through this backend."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

import django
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from tafelrunde_members.mail import conf
from tafelrunde_members.mail.headers import OWN_FIELDS


class OutboxEmailBackend(BaseEmailBackend):
    """Queues one message for each recipient instead of sending.

    The whole body counts as secret: it may hold a login code or a link that lets in whoever has it. It is kept
    only until it is sent and never shown to staff. Code that knows better says so on its message::

        message.outbox_public = True                            # staff may read the body
        message.outbox_useful_for = timedelta(minutes=15)       # do not send later than this (default 24 hours)
    """

    def __init__(self, fail_silently: bool = False, *, alias: str | None = None, **_unused: Any) -> None:
        # Django 5.2 hands over the user name and password of an SMTP server, Django 6.1 the alias from MAILERS.
        if django.VERSION >= (6, 1):
            super().__init__(alias=alias)
        else:
            super().__init__()
        self.fail_silently = fail_silently

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages and return how many entered the outbox.

        Raises ValidationError for an address that cannot be delivered to, UnsafeHeaderError for line breaks in
        headers and ValueError for attachments, which the outbox does not carry; nothing is queued then.
        """
        try:
            with transaction.atomic():
                for message in email_messages:
                    _queue(message)
        except (ValueError, ValidationError):
            if not self.fail_silently:
                raise
            return 0
        return len(email_messages)


def _queue(message: EmailMessage) -> None:
    # The queue builds on this package, which every user of `tafelrunde_members.mail` loads first.
    from tafelrunde_members.domain.mail.queue import Recipient, queue_message  # noqa: PLC0415

    if message.attachments:
        raise ValueError("The outbox does not carry attachments; link to a document behind a login instead.")
    content = _content(message)
    public = getattr(message, "outbox_public", False)
    useful_for = getattr(message, "outbox_useful_for", conf.FRAMEWORK_MAIL_USEFUL_FOR)
    headers = {name: str(value) for name, value in message.extra_headers.items() if name.lower() not in OWN_FIELDS}
    for recipient in message.recipients():
        name, email = parseaddr(recipient)
        queue_message(
            None,
            recipient=Recipient(email=email or recipient, name=name, person_id=_person_id(email)),
            content=content,
            reply_to=", ".join(message.reply_to[:1]),
            expires_at=timezone.now() + useful_for,
            headers=headers,
            body_private=not public,
        )


def _content(message: EmailMessage) -> Any:
    from tafelrunde_members.domain.mail.queue import Content  # noqa: PLC0415 (see _queue)

    html = ""
    text = str(message.body)
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(part[0]) for part in message.alternatives if part[1] == "text/html"), "")
    if message.content_subtype == "html":
        html, text = text, ""
    return Content(subject=str(message.subject), text=text, html=html)


def _person_id(email: str) -> int | None:
    """Return the person with this address, so that the log knows whose message it must not show."""
    from tafelrunde_members.models import Person  # noqa: PLC0415 (settings may name this module before models load)

    people = Person.objects.with_address(email)
    return people.order_by("-protected", "pk").values_list("pk", flat=True).first()
