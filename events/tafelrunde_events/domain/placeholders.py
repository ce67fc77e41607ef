"""Words with placeholders in curly braces: which there are, checked when words are saved, filled when they are used.

What is filled in is data that somebody typed elsewhere, such as a title. It stays plain text: it is never expanded a
second time, and never becomes markup or a placeholder of the outbox.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.engine.texts import clean_line, clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What may stand in curly braces. The same word for the same thing in all languages.

    `for_each` marks what differs from recipient to recipient: the outbox inserts it when it sends, so that the words
    are stored once. `secret` marks what only the recipient may read.
    """

    name: str
    meaning: "StrOrPromise"
    sample: "StrOrPromise"
    for_each: bool = False
    secret: bool = False


PLACEHOLDERS: dict[str, Placeholder] = {
    placeholder.name: placeholder
    for placeholder in (
        Placeholder("salutation", _("how the letter begins, without its comma"), _("Dear Ms Sommer"), for_each=True),
        Placeholder(
            "you",
            _("“you”, or “you as a representative of your institution (…)” for those who are invited for one"),
            _("you as a representative of your institution (Bürgerverein Musterstadt e. V.)"),
            for_each=True,
        ),
        Placeholder(
            "organisation",
            _("the institution that somebody is invited for; empty for all others"),
            "Bürgerverein Musterstadt e. V.",
            for_each=True,
        ),
        Placeholder(
            "answer_url",
            _("the personal address of the page for the answer, or of the registration"),
            "https://tafelrunde.example.org/antwort/…/",
            for_each=True,
            secret=True,
        ),
        Placeholder("title", _("the title of the event"), _("Autumn meeting of the round table")),
        Placeholder("day", _("the first day"), _("5 March 2027")),
        Placeholder("dates", _("all dates with their times, one to a line"), _("Friday, 5 March 2027, 18:00 to 20:00")),
        Placeholder("place", _("room and address"), "Kleiner Saal, Rathaus, Marktplatz 1, 12345 Musterstadt"),
        Placeholder("online", _("the address of the online meeting"), "https://treffen.example.org/tisch"),
        Placeholder("organisers", _("those who hold the event, one to a line"), "Stadt Musterstadt"),
        Placeholder("contact", _("the role mailbox of the event"), "runder-tisch@musterstadt.example"),
        Placeholder("reason", _("why it was called off; empty otherwise"), _("The hall is flooded.")),
        Placeholder("site", _("the name of this site"), "Tafelrunde"),
    )
}
#: What differs from recipient to recipient, as the outbox inserts it.
RECIPIENT_VALUES: dict[str, str] = {
    placeholder.name: f"[[{placeholder.name}]]" for placeholder in PLACEHOLDERS.values() if placeholder.for_each
}
#: What is the same for everybody who gets the letter.
SHARED_PLACEHOLDERS: tuple[str, ...] = tuple(name for name in PLACEHOLDERS if name not in RECIPIENT_VALUES)

_NAME = re.compile(r"\{([^{}\n]*)\}")
_OUTBOX = re.compile(r"\[\[(?=[a-z][a-z0-9_]*\]\])")
_SET_APART = re.compile("\0(\\w+)\0")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINK = re.compile(r"\[\[answer_url\]\]|https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def check_words(text: str, *, allowed: Collection[str]) -> None:
    """Raise ValidationError for a placeholder that is not allowed (code ``placeholder``) or a stray brace (``brace``).

    The message names what is wrong and lists what can be written instead.
    """
    choices = " ".join(f"{{{name}}}" for name in allowed)
    for found in _NAME.finditer(text):
        name = found[1]
        if name in allowed:
            continue
        if name in PLACEHOLDERS:
            message = gettext("%(name)s cannot stand here. Possible are: %(choices)s")
        else:
            message = gettext("There is no placeholder %(name)s. Possible are: %(choices)s")
        raise ValidationError(message % {"name": found[0], "choices": choices}, code="placeholder")
    stray = re.search(r"[{}]", _NAME.sub("", text))
    if stray:
        message = gettext(
            "A curly brace %(brace)s stands alone. Braces enclose placeholders and nothing else; possible are: "
            "%(choices)s"
        )
        raise ValidationError(message % {"brace": stray[0], "choices": choices}, code="brace")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the words with their placeholders filled in, as plain text with a blank line between paragraphs.

    A placeholder without a value leaves nothing behind, nor does a line that consists of it. Values of
    `RECIPIENT_VALUES` go on to the outbox; anything else that looks like one of its placeholders is disarmed.
    """
    lines = (_filled_line(line, values) for line in clean_text(text).split("\n"))
    joined = "\n".join(line.rstrip() for line in lines if line is not None)
    return _BLANK_LINES.sub("\n\n", joined).strip("\n")


def fill_subject(text: str, values: Mapping[str, str]) -> str:
    """Return the filled words on one line; what differs from recipient to recipient has no place in a subject."""
    shared = {name: value for name, value in values.items() if name not in RECIPIENT_VALUES}
    return clean_line(fill(text, shared), joint=" ")


def fill_html(text: str, values: Mapping[str, str]) -> SafeString:
    """Return the same as `fill` as HTML paragraphs, with addresses as links."""
    return as_html(fill(text, values))


def as_html(text: str) -> SafeString:
    """Return plain text as HTML: paragraphs where a line is blank, breaks elsewhere, addresses as links."""
    return format_html_join("\n", "<p>{}</p>", ((_lines(block),) for block in paragraphs(text)))


def paragraphs(text: str) -> list[str]:
    """Return the blocks of a text between blank lines."""
    return [block.strip("\n") for block in _BLANK_LINES.split(clean_text(text).strip()) if block.strip()]


def disarm(text: str) -> str:
    """Return untrusted text without anything that the outbox would take for one of its placeholders."""
    return _OUTBOX.sub("[ [", text)


def _filled_line(line: str, values: Mapping[str, str]) -> str | None:
    """Return the filled line, or nothing for one whose placeholders left nothing behind."""

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1], "")
        # Set apart, so that no data beside it can make up another placeholder of the outbox.
        return f"\0{found[1]}\0" if given == RECIPIENT_VALUES.get(found[1]) else clean_text(given)

    filled, count = _NAME.subn(value, line)
    if count and not filled.strip():
        return None
    return _SET_APART.sub(lambda found: RECIPIENT_VALUES[found[1]], disarm(filled))


def _lines(block: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((_linked(line),) for line in block.split("\n")))


def _linked(line: str) -> SafeString:
    parts: list[tuple[object]] = []
    position = 0
    for found in _LINK.finditer(line):
        parts.append((line[position : found.start()],))
        scheme = "mailto:" if "@" in found[0] and "://" not in found[0] else ""
        parts.append((format_html('<a href="{}{}">{}</a>', scheme, found[0], found[0]),))
        position = found.end()
    parts.append((line[position:],))
    return format_html_join("", "{}", parts)
