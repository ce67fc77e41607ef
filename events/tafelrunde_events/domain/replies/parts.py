"""The calendar parts of a mail, however a program packed them."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from tafelrunde_events.engine import CalendarAnswer, EngineError, read_replies
from tafelrunde_members.mail.mime_policies import OLD, has_endless_parts

CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "application/calendar"})
MOST_PARTS = 200
MOST_CALENDARS = 10
#: Encodings that are left as they are: lines may be folded in the middle of a letter, and are joined before decoding.
_LEFT_ALONE = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


def read_calendar_mail(raw: bytes) -> list[CalendarAnswer]:
    """Return what the calendar parts of a mail say, each answer once; parts that cannot be read say nothing.

    Looked at are parts of a calendar's type and files called ``*.ics``, wherever they stand: Outlook sends an
    alternative, Apple Mail an attachment, Gmail both. Reports on delivery and mails that are attached or quoted are
    left out, for they repeat what we wrote ourselves.
    """
    if has_endless_parts(raw):
        return []
    message = _asked(lambda: message_from_bytes(raw, policy=OLD), Message())
    answers: dict[CalendarAnswer, None] = {}
    for content in dict.fromkeys(_calendar_contents(message)):
        try:
            answers |= dict.fromkeys(read_replies(content))
        except EngineError:
            continue
    return list(answers)


def _calendar_contents(message: Message) -> Iterator[bytes]:
    found = 0
    for part in _own_parts(message):
        if found < MOST_CALENDARS and _is_calendar(part) and (content := _content(part)):
            found += 1
            yield content


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the parts that are not made of parts, in their order; without recursion, for mails nest as they like."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        children = part.get_payload() if part.is_multipart() else None
        if not isinstance(children, list):
            yield part
        elif part.get_content_maintype() == "multipart" and part.get_content_subtype() != "report":
            waiting.extend(child for child in reversed(children) if isinstance(child, Message))


def _is_calendar(part: Message) -> bool:
    name = _asked(part.get_filename, "") or ""
    return part.get_content_type() in CALENDAR_TYPES or name.lower().endswith(".ics")


def _content(part: Message) -> bytes:
    """Return the bytes of a part in an encoding that the engine reads."""
    content = _asked(lambda: part.get_payload(decode=True), b"")
    if not isinstance(content, bytes):
        return b""
    charset = (_asked(part.get_content_charset, "") or "").strip()
    if charset in _LEFT_ALONE:
        return content
    try:
        return content.decode(charset).encode("utf-8", "replace")
    except (LookupError, ValueError):
        return content


def _asked(ask: Callable[[], Any], otherwise: Any) -> Any:
    """Return what Python's own parser says; it stumbles over parameters that nobody can mean, and over deep nesting."""
    try:
        return ask()
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return otherwise
