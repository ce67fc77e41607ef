"""What stands in the mails to those who are invited to an event: text, HTML of equal content, and the calendar entry.

A mail that brings a calendar entry carries that of one schedule entry, because calendar programs read only the first
UID of a mail. Of an event with several entries an invitee therefore gets as many mails; each lists all dates and says
which one it is for.

Everything is written once for all who read the same language: what differs from reader to reader is a placeholder,
which the outbox fills (`tafelrunde_members.domain.mail.bulk`).
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from tafelrunde_events import conf
from tafelrunde_events.domain.addressees import ANSWER_URL, Addressee, Invitee
from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.invitation_entries import METHODS, EntryWriter
from tafelrunde_events.domain.invitation_sections import Section, sections_of
from tafelrunde_events.domain.mail_texts import (
    RECIPIENT_VALUES,
    as_html,
    date_lines,
    disarm,
    event_values,
    fill,
    fill_subject,
    wording_of,
)
from tafelrunde_events.domain.open_states import is_answerable
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.plan import EntryPlan, load_plans
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_members.domain.mail import CalendarPart
from tafelrunde_members.domain.mail.queue import PLACEHOLDER, SUBJECT_LENGTH

__all__ = ["ANSWER_URL", "Ask", "InvitationWriter", "Invitee", "Letter", "RenderedInvitation", "Words", "last_end"]

_BLANK_LINES = re.compile(r"\n\s*\n(\s*\n)+")


class Ask(StrEnum):
    """What a mail says about the answer."""

    FIRST = "first"
    DEPUTY = "deputy"
    STANDS = "stands"
    ANEW = "anew"


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody wrote for one mailing: it stands in place of the usual subject, and below the facts.

    Of a plain message it comes first.
    """

    subject: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A mail as it is the same for all who read one language; placeholders stand for the rest."""

    subject: str
    text: str
    html: str
    calendar: CalendarPart | None
    placeholders: frozenset[str]


@dataclass(frozen=True)
class RenderedInvitation:
    """A mail as its reader gets it. Text and HTML say the same; `calendar` is the iTIP object (RFC 5546)."""

    subject: str
    text: str
    html: str
    calendar: str


class InvitationWriter:
    """Writes the mails about one event. What all readers get alike is fetched and put into words only once."""

    def __init__(self, event: Event, *, letter: Letter | None = None) -> None:
        self.event = event
        self.letter = letter or Letter()
        self.plan = load_plans([event])[0]
        self.entries = EntryWriter(self.plan)
        self._words: dict[tuple[Any, ...], Words] = {}
        self._shared: dict[str, dict[str, Any]] = {}
        self._sections: dict[str, list[Section]] = {}

    @cached_property
    def current_entries(self) -> list[EntryPlan]:
        """The entries that are not over, those called off included."""
        now = timezone.now()
        return [entry_plan for entry_plan in self.plan.entries if last_end(entry_plan) > now]

    @property
    def open_entries(self) -> list[EntryPlan]:
        """The entries that one can still be invited to."""
        return [entry_plan for entry_plan in self.current_entries if not entry_plan.entry.is_cancelled]

    @property
    def reply_to(self) -> str:
        """The role mailbox that answers by mail go to."""
        return self.event.contact_email

    def words(
        self,
        kind: MailingKind,
        entry_plan: EntryPlan,
        *,
        language: str,
        ask: Ask = Ask.FIRST,
        date: Occurrence | None = None,
        dtstamp: dt.datetime | None = None,
    ) -> Words:
        """Return the mail for all who read this language, the calendar entry with it (see `EntryWriter.text`)."""
        key = (kind, entry_plan.entry.pk, language, ask, date and date.pk, dtstamp)
        if key not in self._words:
            with override(language):
                self._words[key] = self._write(kind, entry_plan, language, ask, date, dtstamp)
        return self._words[key]

    def render(
        self, kind: MailingKind, invitee: Invitee, entry_plan: EntryPlan, *, address: str, link: str
    ) -> RenderedInvitation:
        """Return the mail as this invitee would get it, without a calendar entry when there is no address.

        Raises AddressError for an address that no calendar can name.
        """
        addressee = Addressee.of_invitee(invitee, address=address, link=link)
        words = self.words(kind, entry_plan, language=addressee.language)
        with override(addressee.language):
            values = addressee.values() | addressee.private_values()
        calendar = ""
        if address and words.calendar is not None:
            calendar = _insert(self.entries.lines(kind, addressee), words.calendar.text)
        return RenderedInvitation(
            subject=words.subject,
            text=_insert(values, words.text),
            html=_insert({name: escape(value) for name, value in values.items()}, words.html),
            calendar=calendar,
        )

    def _write(
        self,
        kind: MailingKind,
        entry_plan: EntryPlan,
        language: str,
        ask: Ask,
        date: Occurrence | None,
        dtstamp: dt.datetime | None,
    ) -> Words:
        wording = wording_of(self.event, kind, language=language)
        values = event_values(self.plan, entry_plan) | RECIPIENT_VALUES
        if date is not None:
            values |= {"day": short_day_text(date.start_date), "reason": clean_line(date.status_reason)}
        context = (
            self._facts(language) | self._entry(entry_plan, date) | {"ask": ask, "reason": disarm(values["reason"])}
        )
        context["can_answer"] = is_answerable(self.event, self._rows)
        context["takes_calendar_answers"] = bool(conf.reply_address())
        parts = {
            "opening": fill(wording.opening, values),
            "message": fill(self.letter.message, values),
            "closing": fill(wording.closing, values),
            "signature": fill(wording.signature, values),
            "exclusion_clause": fill(wording.exclusion_clause, values),
        }
        template = f"tafelrunde_events/mail/{kind}"
        text = tidy(render_to_string(f"{template}.txt", context | parts))
        html = render_to_string(f"{template}.html", context | {name: as_html(part) for name, part in parts.items()})
        calendar = self.entries.text(kind, entry_plan, date=date, dtstamp=dtstamp)
        return Words(
            subject=fill_subject(self.letter.subject or wording.subject, values)[:SUBJECT_LENGTH],
            text=text,
            html=html,
            calendar=CalendarPart(method=METHODS[kind], text=calendar) if calendar else None,
            placeholders=frozenset(PLACEHOLDER.findall(text)) | frozenset(PLACEHOLDER.findall(html)),
        )

    @cached_property
    def _rows(self) -> list[Occurrence]:
        rows = [row for entry_plan in self.plan.entries for row in entry_plan.rows]
        return sorted(rows, key=lambda row: (row.start, row.pk))

    def _facts(self, language: str) -> dict[str, Any]:
        """Return what the templates show of the event, as plain text that the outbox inserts nothing into."""
        if language not in self._shared:
            rows = [row for row in self._rows if not row.is_cancelled]
            where = shared_place(self.event, rows)
            self._shared[language] = {
                "language": language,
                "title": disarm(self.event.title),
                "place": disarm(where.text),
                "access": disarm(where.access),
                "online_url": disarm(self.event.online_url),
                "dates": [disarm(line) for line in date_lines(rows, where)],
                "entry_count": len(self.plan.entries),
                "sections": [_disarmed(section) for section in sections_of(self.event)],
                "answer_url": ANSWER_URL,
            }
        return self._shared[language]

    def _entry(self, entry_plan: EntryPlan, date: Occurrence | None) -> dict[str, Any]:
        rows = sorted([date] if date is not None else entry_plan.rows, key=lambda row: (row.start, row.pk))
        where = shared_place(self.event, [row for row in self._rows if not row.is_cancelled])
        entries = self.plan.entries
        return {
            "entry_dates": [disarm(line) for line in date_lines(rows, where)],
            "position": entries.index(entry_plan) + 1 if len(entries) > 1 else None,
            "only_date": date is not None,
        }


def last_end(entry_plan: EntryPlan) -> dt.datetime:
    """Return when the last date of the entry ends; after that no mail about it is of any use."""
    return max((row.end for row in entry_plan.rows), default=entry_plan.entry.dtstamp)


def tidy(text: str) -> str:
    """Return the text without the gaps that template tags leave."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"


def _disarmed(section: Section) -> Section:
    items = [(disarm(label), disarm(text)) for label, text in section.items]
    return Section(title=disarm(section.title), items=items)


def _insert(values: Mapping[str, str], content: str) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), content)
