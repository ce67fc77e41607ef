"""How words will look in a mail: the templates of the mails themselves, with samples in the place of an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from tafelrunde_events.domain.invitation_mail import tidy
from tafelrunde_events.domain.mail_texts import Wording, as_html, fill, fill_subject
from tafelrunde_events.domain.placeholders import PLACEHOLDERS

_PARTS = ("opening", "closing", "signature", "exclusion_clause")


@dataclass(frozen=True, slots=True)
class SampleMail:
    """A mail about nothing real; text and HTML say the same."""

    subject: str
    text: str
    html: str


def sample_mail(wording: Wording, kind: str, *, language: str) -> SampleMail:
    """Return a mail in these words, as somebody who reads the language would get it."""
    with override(language):
        values = {name: str(placeholder.sample) for name, placeholder in PLACEHOLDERS.items()}
        parts = {part: fill(getattr(wording, part), values) for part in _PARTS}
        context = _context(values, language) | {"message": ""}
        html_parts = {part: as_html(text) for part, text in parts.items()}
        return SampleMail(
            subject=fill_subject(wording.subject, values),
            text=tidy(render_to_string(f"tafelrunde_events/mail/{kind}.txt", context | parts)),
            html=render_to_string(f"tafelrunde_events/mail/{kind}.html", context | html_parts),
        )


def _context(values: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "language": language,
        "title": values["title"],
        "dates": [values["dates"]],
        "entry_dates": [values["dates"]],
        "place": values["place"],
        "online_url": values["online"],
        "reason": values["reason"],
        "answer_url": values["answer_url"],
        "can_answer": True,
        "sections": [{"title": gettext("Agenda"), "items": [("18:00", gettext("Welcome")), ("18:10", "…")]}],
    }
