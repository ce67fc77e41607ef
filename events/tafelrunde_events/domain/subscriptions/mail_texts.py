"""What stands in the mails to subscribers: text, and HTML of the same content, in the active language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, ngettext

from tafelrunde_events import conf
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_members.domain.mail import Content
from tafelrunde_members.domain.mail.unsubscribing import UNSUBSCRIBE_URL

#: Stands for the personal address of the page where a subscription is confirmed and managed.
MANAGE_URL = "[[manage_url]]"

_TEMPLATES = "tafelrunde_events/mail/subscription"
_BLANK_LINES = re.compile(r"\n\s*\n(\s*\n)+")


def confirmation_content(*, words: str, frequency: str, subscribed: bool, manage_url: str) -> Content:
    """Return the mail that asks for a confirmation, or says that there is nothing to confirm any more."""
    title = gettext("You already get mails about new dates") if subscribed else gettext("Please confirm your address")
    context = {"title": title, "words": words, "frequency": frequency, "subscribed": subscribed}
    text, html = _render("confirmation", context)
    return Content(
        subject=clean_line(gettext("%(title)s: %(site)s") % {"title": title, "site": conf.site_name()}),
        text=text,
        html=html,
        private={MANAGE_URL: manage_url},
    )


def digest_subject(number: int, words: str) -> str:
    """Return the subject of a mail about so many new events."""
    subject = ngettext("One new date: %(words)s", "%(number)d new dates: %(words)s", number)
    return clean_line(subject % {"number": number, "words": words})


def digest_texts(context: Mapping[str, Any]) -> tuple[str, str]:
    """Return text and HTML of a mail about new events, with placeholders for the personal links."""
    return _render("digest", context)


def plain_words(words: Sequence[str]) -> list[str]:
    """Return texts of editors without anything that the outbox would take for a placeholder."""
    return [word.replace("[[", "[ [") for word in words]


def _render(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    whole = {
        "language": get_language(),
        "site": conf.site_name(),
        "site_url": conf.absolute_url("/"),
        "manage_url": MANAGE_URL,
        "unsubscribe_url": UNSUBSCRIBE_URL,
        **context,
    }
    text = render_to_string(f"{_TEMPLATES}_{name}.txt", whole)
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n", render_to_string(f"{_TEMPLATES}_{name}.html", whole)
