"""The naive way to invite: templates and calendar entry anew for every message, one connection for all, no outbox."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_members.models import Person

ORGANIZER = "netzwerk@example.org"


def send_naively(backend: BaseEmailBackend, event: Event, people: Iterable[Person], section: Section) -> int:
    """Write to everybody, one after the other; return how many the server took."""
    date = event.occurrences.get()
    return sum(backend.send_messages([_message(event, date, person, section)]) for person in people)


def _message(event: Event, date: Occurrence, person: Person, section: Section) -> EmailMultiAlternatives:
    context = {
        "event": event,
        "date": date,
        "section": section,
        "salutation": f"Guten Tag {person.full_name}",
        "answer_url": f"https://example.org/antwort/{person.pk:043d}/",
    }
    message = EmailMultiAlternatives(
        subject=f"Einladung: {event.title}",
        body=render_to_string("bench_mail/letter.txt", context),
        from_email=ORGANIZER,
        to=[person.email],
        headers={"Message-ID": f"<{person.pk}@example.org>", "Auto-Submitted": "auto-generated"},
    )
    entry = _calendar(event, date, person)
    message.attach_alternative(render_to_string("bench_mail/letter.html", context), "text/html")
    message.attach_alternative(entry, "text/calendar; method=REQUEST")
    message.attach("invite.ics", entry.encode(), "application/ics")
    return message


def _calendar(event: Event, date: Occurrence, person: Person) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//example.org//naive//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    entry = Entry()
    entry.add("uid", f"{event.pk}@example.org")
    entry.add("dtstamp", dt.datetime.now(dt.UTC))
    entry.add("dtstart", date.start.astimezone(ZoneInfo(date.zone)))
    entry.add("dtend", date.end.astimezone(ZoneInfo(date.zone)))
    entry.add("summary", event.title)
    entry.add("description", event.summary)
    entry.add("location", event.place)
    entry.add("sequence", 0)
    entry.add("organizer", vCalAddress(f"mailto:{ORGANIZER}"))
    guest = vCalAddress(f"mailto:{person.email}")
    guest.params["CN"] = vText(person.full_name)
    guest.params["RSVP"] = vText("TRUE")
    entry.add("attendee", guest)
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()
