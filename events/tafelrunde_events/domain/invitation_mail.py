"""What stands in the mails to those who are invited: text, HTML of the same content, and the calendar entry.

Every mail carries the entry of one schedule entry, because calendar programs read only the first UID of a mail. Of an
event with several entries an invitee therefore gets as many mails; each lists all dates and says which one it is for.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_text import build_component
from tafelrunde_events.domain.date_texts import short_day_text, when_text
from tafelrunde_events.domain.invitation_sections import sections_of
from tafelrunde_events.domain.places import Place, place_beside, shared_place
from tafelrunde_events.domain.plan import EntryPlan, load_plans
from tafelrunde_events.domain.salutations import salutation
from tafelrunde_events.engine import Attendee, Organizer, cancel_text, request_text
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_members.domain.mail import CalendarPart, Content, Recipient
from tafelrunde_members.models import Organisation, Person

#: Stands for the personal link; the outbox inserts it when it sends and forgets it then.
ANSWER_URL = "[[answer_url]]"
#: More dates than these are counted, not listed.
LISTED_DATES = 12

_BLANK_LINES = re.compile(r"\n\s*\n(\s*\n)+")


class MailKind(StrEnum):
    """What a mail to an invitee is about; the value is also the name of its templates."""

    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True)
class Invitee:
    """A person to be invited, on behalf of an organisation where there is one."""

    person: Person
    organisation: Organisation | None = None


@dataclass(frozen=True)
class RenderedInvitation:
    """A mail as its reader gets it. Text and HTML say the same; `calendar` is the iTIP object (RFC 5546)."""

    subject: str
    text: str
    html: str
    calendar: str


class InvitationWriter:
    """Writes the mails about one event. What all readers get alike is fetched and put into words only once."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.plan = load_plans([event])[0]
        self._shared: dict[str, dict[str, Any]] = {}

    @property
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

    def recipient(self, person: Person, address: str) -> Recipient:
        """Return the recipient; specially protected people are written to without their name on the envelope."""
        return Recipient(email=address, name=_shown_name(person), person_id=person.pk)

    def content(self, kind: MailKind, invitee: Invitee, entry_plan: EntryPlan, *, address: str, link: str) -> Content:
        """Return the mail for the outbox; `link` is the personal address of the answer page."""
        mail = self.render(kind, invitee, entry_plan, address=address, link=ANSWER_URL)
        method = "REQUEST" if kind in (MailKind.INVITATION, MailKind.UPDATE) else "CANCEL"
        return Content(
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            # Somebody may have typed it into a title; there it stands for nothing.
            calendar=CalendarPart(method=method, text=mail.calendar.replace(ANSWER_URL, "")),
            private={ANSWER_URL: link} if ANSWER_URL in mail.text else {},
        )

    def render(
        self, kind: MailKind, invitee: Invitee, entry_plan: EntryPlan, *, address: str, link: str
    ) -> RenderedInvitation:
        """Return the mail in the reader's language, without a calendar entry when there is no address.

        Raises AddressError for an address that no calendar can name.
        """
        with override(_language(invitee.person)):
            context = self._context(invitee, entry_plan) | {"answer_url": link}
            template = f"tafelrunde_events/mail/{kind}"
            return RenderedInvitation(
                subject=self._subject(kind, entry_plan),
                text=_tidy(render_to_string(f"{template}.txt", context)),
                html=render_to_string(f"{template}.html", context),
                calendar=self._calendar(kind, invitee.person, entry_plan, address),
            )

    def _context(self, invitee: Invitee, entry_plan: EntryPlan) -> dict[str, Any]:
        language = str(get_language())
        if language not in self._shared:
            self._shared[language] = self._describe(language)
        entries = self.plan.entries
        return self._shared[language] | {
            "salutation": salutation(invitee.person),
            "organisation": invitee.organisation,
            "entry_dates": _dates(entry_plan.rows, self._shared[language]["where"]),
            "position": entries.index(entry_plan) + 1 if len(entries) > 1 else None,
            "reason": entry_plan.entry.status_reason or self.event.status_reason,
        }

    def _describe(self, language: str) -> dict[str, Any]:
        rows = [row for entry_plan in self.plan.entries for row in entry_plan.rows if not row.is_cancelled]
        where = shared_place(self.event, rows)
        return {
            "event": self.event,
            "language": language,
            "where": where,
            "dates": _dates(rows, where),
            "more_dates": max(0, len(rows) - LISTED_DATES),
            "entry_count": len(self.plan.entries),
            "sections": sections_of(self.event),
            "organisers": [organisation.name for organisation in self.plan.organisers] or [conf.site_name()],
        }

    def _subject(self, kind: MailKind, entry_plan: EntryPlan) -> str:
        patterns = {
            MailKind.INVITATION: gettext("Invitation: %(title)s on %(day)s"),
            MailKind.UPDATE: gettext("Changed: %(title)s on %(day)s"),
            MailKind.CANCELLATION: gettext("Cancelled: %(title)s on %(day)s"),
            MailKind.WITHDRAWAL: gettext("Invitation withdrawn: %(title)s on %(day)s"),
        }
        first = min((row.start_date for row in entry_plan.rows), default=entry_plan.entry.start_date)
        return clean_line(patterns[kind] % {"title": self.event.title, "day": short_day_text(first)})

    def _calendar(self, kind: MailKind, person: Person, entry_plan: EntryPlan, address: str) -> str:
        if not address:
            return ""
        component = build_component(self.plan, entry_plan)
        attendee = Attendee(name=_shown_name(person), email=address)
        organizer = self._organizer(component.organizer, address)
        if kind is MailKind.WITHDRAWAL:
            # The date itself did not change, so its SEQUENCE stays; the newer stamp makes this the last word.
            component = replace(component, dtstamp=timezone.now())
            return cancel_text(component, attendee=attendee, organizer=organizer, uninvite=True)
        if kind is MailKind.CANCELLATION:
            return cancel_text(component, attendee=attendee, organizer=organizer)
        return request_text(component, attendee=attendee, organizer=organizer)

    def _organizer(self, role: Organizer | None, address: str) -> Organizer:
        """Return the role that convenes, with a mailbox that is read: calendar programs answer there (law 6).

        Whoever reads that mailbox may be invited too. Outlook shows an organiser no buttons, so they get the entry
        from the site's own address.
        """
        name, email = (role.name, role.email) if role else (conf.site_name(), "")
        if not email or email != self.event.contact_email or email.lower() == address.lower():
            email = conf.site_address()
        return Organizer(name=name, email=email)


def last_end(entry_plan: EntryPlan) -> dt.datetime:
    """Return when the last date of the entry ends; after that no mail about it is of any use."""
    return max((row.end for row in entry_plan.rows), default=entry_plan.entry.dtstamp)


def _shown_name(person: Person) -> str:
    return "" if person.protected else clean_line(person.full_name)


def _language(person: Person) -> str:
    return person.language if person.language in conf.languages() else str(get_language())


def _dates(rows: Sequence[Occurrence], where: Place) -> list[str]:
    """Return the first dates in words, with their places where these are not the one that is named for all."""
    ordered = sorted(rows, key=lambda row: (row.start, row.pk))
    return [_date_text(row, place_beside(row, where)) for row in ordered[:LISTED_DATES]]


def _date_text(row: Occurrence, place: str) -> str:
    when = when_text(row)
    return gettext("%(when)s, at another place: %(place)s") % {"when": when, "place": place} if place else when


def _tidy(text: str) -> str:
    """Return the text without the gaps that template tags leave."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"
