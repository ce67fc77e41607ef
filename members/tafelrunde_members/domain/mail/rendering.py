"""From a stored message to what is sent, and to what staff may read of it."""

from django.utils.html import escape
from django.utils.translation import gettext

from tafelrunde_members.domain.mail.bulk import CALENDAR_PLACEHOLDERS
from tafelrunde_members.domain.mail.queue import PLACEHOLDER
from tafelrunde_members.mail.headers import join_address
from tafelrunde_members.mail.wire import MailParts
from tafelrunde_members.models.mail import OutboxMessage


def render_for_delivery(message: OutboxMessage) -> MailParts:
    """Return the message with its values and secrets inserted. Two calls give the same result, whenever they happen."""
    values: dict[str, str] = {**message.values, **message.private}
    words = message.body or message
    text, html = words.text, words.html
    if message.body_private:
        text, html = message.private.get("text", ""), message.private.get("html", "")
    return MailParts(
        sender=message.sender,
        recipient=join_address(message.recipient_name, message.recipient_email),
        reply_to=message.reply_to,
        subject=message.subject,
        text=_insert(values, text),
        html=_insert({key: escape(value) for key, value in values.items()}, html),
        calendar=_calendar(message, values),
        calendar_method=words.calendar_method,
        headers={name: _insert(values, value) for name, value in message.headers.items()},
        message_id=message.message_id,
        date=message.date,
    )


def calendar_for_staff(message: OutboxMessage) -> str:
    """Return the calendar entry with "[personal link]" in place of the address that only its recipient answers to."""
    hidden = dict.fromkeys(CALENDAR_PLACEHOLDERS, gettext("[personal link]"))
    return _calendar(message, {**hidden, **message.values})


def text_for_staff(message: OutboxMessage) -> str:
    """Return the text with "[personal link]" in place of secrets; empty when the content is not shown."""
    words = message.body or message
    return PLACEHOLDER.sub(gettext("[personal link]"), _insert(message.values, words.text))


def html_for_staff(message: OutboxMessage) -> str:
    """Return the HTML with "[personal link]" in place of secrets; empty when the content is not shown."""
    words = message.body or message
    values: dict[str, str] = {key: escape(value) for key, value in message.values.items()}
    return PLACEHOLDER.sub(escape(gettext("[personal link]")), _insert(values, words.html))


def _calendar(message: OutboxMessage, values: dict[str, str]) -> str:
    if message.body is None:
        return message.calendar
    lines = {name: value for name, value in values.items() if name in CALENDAR_PLACEHOLDERS}
    return _insert(lines, message.body.calendar)


def _insert(values: dict[str, str], content: str) -> str:
    if not values:
        return content
    return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), content)
