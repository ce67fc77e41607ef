"""The naive way to invite: templates and calendar entry anew for every message, one connection for all."""

import datetime as dt
from collections.abc import Iterable

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from icalendar import Calendar, Event, vCalAddress, vText

from tafelrunde_events.domain.invitation_mail import InvitationWriter
from tafelrunde_events.models import Event as StoredEvent
from tafelrunde_events.models import Occurrence
from tafelrunde_members.models import Person

ORGANIZER = "netzwerk@example.org"


def send_naively(backend: BaseEmailBackend, event: StoredEvent, people: Iterable[Person]) -> int:
    """Write to everybody, one after the other; return how many the server took."""
    facts = _facts(event)
    date = event.occurrences.get()
    return sum(backend.send_messages([_message(event, date, person, facts)]) for person in people)


def _facts(event: StoredEvent) -> dict[str, object]:
    """Return what the templates ask for, so that both write the same mail."""
    writer = InvitationWriter(event)
    return writer.shared_context("de")


def _message(event: StoredEvent, date: Occurrence, person: Person, facts: dict[str, object]) -> EmailMultiAlternatives:
    context = {
        **facts,
        "salutation": f"Guten Tag {person.full_name}",
        "answer_url": f"https://example.org/antwort/{person.pk:043d}/",
    }
    message = EmailMultiAlternatives(
        subject=f"Einladung: {event.title}",
        body=render_to_string("tafelrunde_events/mail/invitation.txt", context),
        from_email=ORGANIZER,
        to=[person.email],
        headers={"Message-ID": f"<{person.pk}@example.org>", "Auto-Submitted": "auto-generated"},
    )
    entry = _calendar(event, date, person)
    message.attach_alternative(render_to_string("tafelrunde_events/mail/invitation.html", context), "text/html")
    message.attach_alternative(entry, "text/calendar; method=REQUEST")
    message.attach("invite.ics", entry.encode(), "application/ics")
    return message


def _calendar(event: StoredEvent, date: Occurrence, person: Person) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//example.org//naive//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    entry = Event()
    entry.add("uid", f"{event.pk}@example.org")
    entry.add("dtstamp", dt.datetime.now(dt.UTC))
    entry.add("dtstart", date.start.astimezone(_zone(date)))
    entry.add("dtend", date.end.astimezone(_zone(date)))
    entry.add("summary", event.title)
    entry.add("description", event.summary)
    entry.add("sequence", 0)
    entry.add("organizer", vCalAddress(f"mailto:{ORGANIZER}"))
    guest = vCalAddress(f"mailto:{person.email}")
    guest.params["CN"] = vText(person.full_name)
    guest.params["RSVP"] = vText("TRUE")
    entry.add("attendee", guest)
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _zone(date: Occurrence) -> dt.tzinfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return ZoneInfo(date.zone)
