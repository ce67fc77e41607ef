"""In which words a letter is written: the owner's, those of the site, or the ones that the plugin brings along.

A mail and a printed letter consist of: opening (salutation included), the message that somebody wrote for this mailing,
title, dates and place, sections such as the agenda, how to answer, closing, signature, exclusion clause.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, TextChoices
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import short_day_text, when_text
from tafelrunde_events.domain.mail_words import (
    BUILT_IN_EXCLUSION_CLAUSE,
    BUILT_IN_RETURN_ADDRESS,
    BUILT_IN_SIGNATURE,
    BUILT_IN_WORDS,
)
from tafelrunde_events.domain.placeholders import (
    PLACEHOLDERS,
    RECIPIENT_VALUES,
    as_html,
    disarm,
    fill,
    fill_html,
    fill_subject,
)
from tafelrunde_events.domain.places import Place, place_beside, shared_place
from tafelrunde_events.domain.plan import EntryPlan, EventPlan
from tafelrunde_events.domain.text_owners import SITE, owner_of
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, Letterhead, MailText, Occurrence
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation

__all__ = [
    "PLACEHOLDERS",
    "RECIPIENT_VALUES",
    "Wording",
    "as_html",
    "disarm",
    "event_values",
    "fill",
    "fill_html",
    "fill_subject",
    "wording_of",
    "you_text",
]

#: More dates than these are counted, not listed.
LISTED_DATES = 12
#: Letters that ask somebody to come say who is not welcome.
CLAUSE_KINDS = (MailingKind.INVITATION, MailingKind.UPDATE, MailingKind.REMINDER)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one kind of letter in one language, placeholders not yet filled in (`fill`, `fill_html`).

    `exclusion_clause` is empty where the letter has none. `return_address` is the line above the recipient in the
    window of an envelope.
    """

    subject: str
    opening: str
    closing: str
    signature: str
    exclusion_clause: str
    return_address: str


class Origin(TextChoices):
    """Whose words are in force."""

    OWNER = "owner", _("own words")
    SITE = "site", _("words of the site")
    BUILT_IN = "built_in", _("words that come along")

    def is_own_of(self, owner: str) -> bool:
        """Tell whether these are the owner's own words (empty: the site)."""
        return self == (Origin.SITE if owner == SITE else Origin.OWNER)


@dataclass(frozen=True, slots=True)
class InForce:
    """The text of one field that is in force, and whose it is."""

    text: str
    origin: Origin


def wording_of(event: Event, kind: str, *, language: str) -> Wording:
    """Return the words for letters of a kind (`MailingKind`) about the event.

    Asks the database twice, whatever it finds; whose words they are may be one more question for each event.
    """
    owner = owner_of(event)
    words = words_in_force(owner, kind, language=language)
    head = letterhead_in_force(owner, language=language)
    clause = head["exclusion_clause"].text if _has_clause(event, kind, head["exclusion"].text) else ""
    return Wording(
        subject=words["subject"].text,
        opening=words["opening"].text,
        closing=words["closing"].text,
        signature=head["signature"].text,
        exclusion_clause=clause,
        return_address=head["return_address"].text,
    )


def words_in_force(owner: str, kind: str, *, language: str) -> dict[str, InForce]:
    """Return subject, opening and closing for an owner (empty: the site), field by field; one query."""
    rows = MailText.objects.filter(owner__in={owner, SITE}, kind=kind, language=language)
    return _in_force(built_in_words(kind, language=language), {row.owner: row for row in rows}, owner)


def letterhead_in_force(owner: str, *, language: str) -> dict[str, InForce]:
    """Return what stands in all letters of an owner (empty: the site), field by field; one query."""
    rows = Letterhead.objects.filter(owner__in={owner, SITE}, language=language)
    return _in_force(built_in_letterhead(language=language), {row.owner: row for row in rows}, owner)


def all_words_in_force(owner: str) -> dict[tuple[str, str], dict[str, InForce]]:
    """Return the words of all kinds of letters by kind and language; one query."""
    rows: dict[tuple[str, str], dict[str, MailText]] = defaultdict(dict)
    for row in MailText.objects.filter(owner__in={owner, SITE}):
        rows[row.kind, row.language][row.owner] = row
    return {
        (kind, language): _in_force(built_in_words(kind, language=language), rows[kind, language], owner)
        for kind in MailingKind.values
        for language in conf.languages()
    }


def built_in_words(kind: str, *, language: str) -> dict[str, InForce]:
    """Return the words that come along with the plugin."""
    words = BUILT_IN_WORDS[kind]
    with override(language):
        return {name: InForce(str(getattr(words, name)), Origin.BUILT_IN) for name in ("subject", "opening", "closing")}


def built_in_letterhead(*, language: str) -> dict[str, InForce]:
    """Return the letterhead that comes along with the plugin."""
    with override(language):
        texts = {
            "signature": BUILT_IN_SIGNATURE,
            "exclusion": str(Letterhead.Exclusion.PUBLIC),
            "exclusion_clause": str(BUILT_IN_EXCLUSION_CLAUSE),
            "return_address": BUILT_IN_RETURN_ADDRESS,
        }
    return {name: InForce(text, Origin.BUILT_IN) for name, text in texts.items()}


def event_values(plan: EventPlan, entry_plan: EntryPlan | None = None) -> dict[str, str]:
    """Return what `SHARED_PLACEHOLDERS` stand for, in the active language.

    `day` and `reason` are those of the entry where one is named, otherwise of the whole event. All of it is untrusted
    plain text; `fill` treats it so.
    """
    event = plan.event
    rows = sorted((row for entry in plan.entries for row in entry.rows), key=lambda row: (row.start, row.pk))
    current = [row for row in rows if not row.is_cancelled] or rows
    where = shared_place(event, current)
    days = [row.start_date for row in (entry_plan.rows if entry_plan else current)]
    reason = entry_plan.entry.status_reason if entry_plan else ""
    return {
        "title": clean_line(event.title),
        "day": short_day_text(min(days)) if days else "",
        "dates": "\n".join(date_lines(current, where)),
        "place": clean_line(where.text),
        "online": event.online_url,
        "organisers": "\n".join(organisation.name for organisation in plan.organisers) or conf.site_name(),
        "contact": event.contact_email,
        "reason": clean_line(reason or event.status_reason, joint=" "),
        "site": conf.site_name(),
    }


def date_lines(rows: Sequence[Occurrence], where: Place) -> list[str]:
    """Return dates in words, in their order, with their places where these are not the one that is named for all.

    After the first `LISTED_DATES` a last line counts the others.
    """
    lines = [_date_text(row, place_beside(row, where)) for row in rows[:LISTED_DATES]]
    if (more := len(rows) - LISTED_DATES) > 0:
        text = ngettext("and %(count)d more date", "and %(count)d more dates", more)
        lines.append(text % {"count": more})
    return lines


def you_text(organisation: Organisation | None) -> str:
    """Return whom a letter addresses, in the active language: the placeholder ``{you}``."""
    if organisation is None:
        return gettext("you")
    return gettext("you as a representative of your institution (%(organisation)s)") % {
        "organisation": organisation.name
    }


def _in_force(built_in: Mapping[str, InForce], rows: Mapping[str, Model], owner: str) -> dict[str, InForce]:
    found = dict(built_in)
    for key, origin in ((SITE, Origin.SITE), (owner, Origin.SITE if owner == SITE else Origin.OWNER)):
        if key in rows:
            own = {name: getattr(rows[key], name) for name in built_in}
            found |= {name: InForce(text, origin) for name, text in own.items() if text}
    return found


def _has_clause(event: Event, kind: str, exclusion: str) -> bool:
    """Tell whether the letter says who is not admitted; it has to be in the invitation to hold at the door."""
    if kind not in CLAUSE_KINDS:
        return False
    public = event.visibility == Visibility.PUBLIC and event.venue_id is not None
    return exclusion == Letterhead.Exclusion.ALWAYS or (exclusion == Letterhead.Exclusion.PUBLIC and public)


def _date_text(row: Occurrence, place: str) -> str:
    when = when_text(row)
    return gettext("%(when)s, at another place: %(place)s") % {"when": when, "place": place} if place else when
