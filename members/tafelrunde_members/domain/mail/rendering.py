"""From a stored message to what is sent, and to what staff may read of it."""

from django.utils.html import escape
from django.utils.translation import gettext

from tafelrunde_members.domain.mail.queue import PLACEHOLDER
from tafelrunde_members.mail.headers import join_address
from tafelrunde_members.mail.wire import MailParts
from tafelrunde_members.models.mail import OutboxMessage


def render_for_delivery(message: OutboxMessage) -> MailParts:
    """Return the message with its secrets inserted. Two calls give the same result, whenever they happen."""
    secrets: dict[str, str] = message.private
    text, html = message.text, message.html
    if message.body_private:
        text, html = secrets.get("text", ""), secrets.get("html", "")
    return MailParts(
        sender=message.sender,
        recipient=join_address(message.recipient_name, message.recipient_email),
        reply_to=message.reply_to,
        subject=message.subject,
        text=_insert(secrets, text),
        html=_insert({key: escape(value) for key, value in secrets.items()}, html),
        calendar=message.calendar,
        calendar_method=message.calendar_method,
        headers={name: _insert(secrets, value) for name, value in message.headers.items()},
        message_id=message.message_id,
        date=message.date,
    )


def text_for_staff(message: OutboxMessage) -> str:
    """Return the text with "[personal link]" in place of secrets; empty when the content is not shown."""
    return PLACEHOLDER.sub(gettext("[personal link]"), message.text)


def html_for_staff(message: OutboxMessage) -> str:
    """Return the HTML with "[personal link]" in place of secrets; empty when the content is not shown."""
    return PLACEHOLDER.sub(escape(gettext("[personal link]")), message.html)


def _insert(values: dict[str, str], content: str) -> str:
    if not values:
        return content
    return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), content)
