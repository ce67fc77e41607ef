"""The calendar entries in mails about an event: one text for all, and two lines that name organizer and invitee."""

import datetime as dt
from dataclasses import replace
from functools import cached_property

from tafelrunde_events import conf
from tafelrunde_events.domain.addressees import Addressee
from tafelrunde_events.domain.calendar_text import build_component
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, original_of
from tafelrunde_events.engine import (
    Attendee,
    Component,
    Organizer,
    Override,
    attendee_line,
    cancel_body,
    insert_people,
    organizer_line,
    request_body,
)
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Occurrence
from tafelrunde_members.domain.mail.bulk import CALENDAR_PLACEHOLDERS
from tafelrunde_members.domain.mail.queue import PLACEHOLDER

#: The kinds of mail that bring a calendar entry, with the method of each (RFC 5546 3.2). A reminder brings none: the
#: entry has arrived before, and a second one would overwrite in some programs what its reader answered.
METHODS = {
    MailingKind.INVITATION: "REQUEST",
    MailingKind.UPDATE: "REQUEST",
    MailingKind.CANCELLATION: "CANCEL",
    MailingKind.WITHDRAWAL: "CANCEL",
}
_ATTENDEE, _ORGANIZER = CALENDAR_PLACEHOLDERS


class EntryWriter:
    """Writes the calendar entries of one event's mails. Times, numbers and stamps are the stored ones."""

    def __init__(self, plan: EventPlan) -> None:
        self._plan = plan
        self._components: dict[int, Component] = {}
        self._organizer_lines: dict[str, str] = {}

    def text(
        self,
        kind: MailingKind,
        entry_plan: EntryPlan,
        *,
        date: Occurrence | None = None,
        dtstamp: dt.datetime | None = None,
    ) -> str:
        """Return the entry with placeholders for the two lines; empty for kinds of mail that bring none.

        Of a series it is the whole, or one `date` that was changed by hand. `dtstamp` stands in place of the stored
        one, for mails that calendars must take for newer although nothing about the date changed.
        """
        if kind not in METHODS:
            return ""
        component = self._component(entry_plan)
        if dtstamp is not None:
            component = replace(component, dtstamp=dtstamp)
        only = _override(component, date) if date is not None else None
        if METHODS[kind] == "REQUEST":
            body = request_body(component, only=only)
        else:
            body = cancel_body(component, only=only, uninvite=kind == MailingKind.WITHDRAWAL)
        # Somebody may have typed a placeholder into a title; there it stands for nothing. Lines keep their length.
        body = PLACEHOLDER.sub(lambda found: f"(({found[0][2:]}", body)
        return insert_people(body, organizer=_ORGANIZER, attendee=_ATTENDEE)

    def lines(self, kind: MailingKind, addressee: Addressee) -> dict[str, str]:
        """Return the two lines for one addressee. Raises AddressError for an address that no calendar can name.

        The answer that is known goes along, so that programs keep it.
        """
        is_request = METHODS[kind] == "REQUEST"
        attendee = Attendee(name=addressee.shown_name, email=addressee.address)
        return {
            _ATTENDEE: attendee_line(attendee, partstat=addressee.answer, answers=is_request),
            **self.organizer(addressee),
        }

    def organizer(self, addressee: Addressee) -> dict[str, str]:
        """Return the line that says where one addressee's calendar answers to."""
        return {_ORGANIZER: self._organizer_line(addressee)}

    def _component(self, entry_plan: EntryPlan) -> Component:
        key = entry_plan.entry.pk
        if key not in self._components:
            self._components[key] = build_component(self._plan, entry_plan)
        return self._components[key]

    def _organizer_line(self, addressee: Addressee) -> str:
        """Name the role that convenes, with a mailbox that is read: calendar programs answer there (law 6).

        Where answers are received it is an address of this invitation alone. Otherwise whoever reads the role mailbox
        may be invited too; Outlook shows an organiser no buttons, so they get the site's own address.
        """
        name, role_mailbox = self._role
        address = addressee.reply_to
        if not address:
            is_own = role_mailbox.lower() == addressee.address.lower()
            address = conf.site_address() if is_own else role_mailbox
        if addressee.reply_to:
            return organizer_line(Organizer(name=name, email=address))
        if address not in self._organizer_lines:
            self._organizer_lines[address] = organizer_line(Organizer(name=name, email=address))
        return self._organizer_lines[address]

    @cached_property
    def _role(self) -> tuple[str, str]:
        """Name of who convenes, and the mailbox of the event or of the site."""
        role = self._component(self._plan.entries[0]).organizer
        if role is None:
            return conf.site_name(), conf.site_address()
        is_ours = role.email == self._plan.event.contact_email
        return role.name, role.email if is_ours else conf.site_address()


def _override(component: Component, date: Occurrence) -> Override:
    original = original_of(date)
    return next(override for override in component.overrides if override.original_start == original)
