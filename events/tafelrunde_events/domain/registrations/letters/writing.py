"""What stands in a letter about a registration: text, HTML of equal content, and the dates as a file.

What is the same for all who read a language is written once; what is a reader's own is a placeholder for the outbox.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.calendar_text import permanent_url
from tafelrunde_events.domain.date_texts import day_text
from tafelrunde_events.domain.invitation_mail import Words, tidy
from tafelrunde_events.domain.mail_texts import (
    as_html,
    date_lines,
    disarm,
    event_values,
    fill,
    letterhead_in_force,
)
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.domain.projection import calendar_of
from tafelrunde_events.domain.registrations.letters.kinds import (
    LETTERS_OF_FAREWELL,
    LETTERS_WITH_FILE,
    RegistrationLetter,
)
from tafelrunde_events.domain.registrations.letters.readers import COMPANION, PERSONAL_URL, SALUTATION
from tafelrunde_events.domain.registrations.letters.words import WORDS
from tafelrunde_events.domain.text_owners import owner_of
from tafelrunde_events.engine import get_zone
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import AccessFact, RegistrationState, Trait
from tafelrunde_events.models import Event, Occurrence, Places
from tafelrunde_members.domain.mail import CalendarPart
from tafelrunde_members.domain.mail.queue import PLACEHOLDER, SUBJECT_LENGTH

#: Those who have a place, or will have had one, get the dates as a file.
_PLACE_OF_ONES_OWN = RegistrationState.PLACED


@dataclass(frozen=True, slots=True)
class Details:
    """What one letter says beyond the facts of the event; `about_companion` names the colleague it is about."""

    state: str = RegistrationState.PLACED
    until: dt.datetime | None = None
    reason: str = ""
    changes: tuple[str, ...] = ()
    about_companion: bool = False


class RegistrationWriter:
    """Writes the letters about registrations for one event. What all readers get alike is fetched only once."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.plan = load_plans([event])[0]
        self._words: dict[tuple[RegistrationLetter, str, Details], Words] = {}
        self._signatures: dict[str, str] = {}

    def read_ahead(self, language: str) -> None:
        """Read everything that letters in a language show of the event."""
        with override(language):
            self.facts(language)
            self.signature(language)

    @property
    def reply_to(self) -> str:
        """The role mailbox that answers by mail go to."""
        return self.event.contact_email

    @cached_property
    def rows(self) -> list[Occurrence]:
        """The dates that take place; of an event called off altogether, all of them."""
        rows = sorted((row for one in self.plan.entries for row in one.rows), key=lambda row: (row.start, row.pk))
        return [row for row in rows if not row.is_cancelled] or rows

    @property
    def last_end(self) -> dt.datetime | None:
        """When the last date ends; afterwards no letter about it is of use."""
        return max((row.end for row in self.rows), default=None)

    @property
    def last_known_end(self) -> dt.datetime | None:
        """When the last date would end, those called off included: until then somebody might still come to it."""
        return max((row.end for one in self.plan.entries for row in one.rows), default=None)

    @property
    def zone(self) -> str:
        """The zone in which the event begins, and moments are named."""
        return self.rows[0].zone if self.rows else conf.time_zone()

    @cached_property
    def places(self) -> Places | None:
        """The terms of registration."""
        return Places.objects.filter(event=self.event).first()

    @cached_property
    def file(self) -> CalendarPart:
        """All dates as stored, those called off included, asking nobody for an answer (RFC 5546 3.2.1)."""
        return CalendarPart(method="PUBLISH", text=calendar_of(self.plan, method="PUBLISH").decode())

    def words(self, letter: RegistrationLetter, *, language: str, details: Details) -> Words:
        """Return the letter for all readers of a language of whom the same is to be said."""
        key = (letter, language, details)
        if key not in self._words:
            with override(language):
                self._words[key] = self._write(letter, language, details)
        return self._words[key]

    def facts(self, language: str) -> dict[str, Any]:
        """Return what templates show of the event, as plain text that the outbox inserts nothing into."""
        where = shared_place(self.event, self.rows)
        return {
            "language": language,
            "title": disarm(clean_line(self.event.title)),
            "is_cancelled": self.event.is_cancelled,
            "dates": [disarm(line) for line in date_lines(self.rows, where)],
            "place": disarm(where.text),
            "access": disarm(where.access),
            "access_facts": ", ".join(self._access_facts),
            "online_url": disarm(self.event.online_url),
            "has_join_link": bool(self.places and self.places.join_url),
            "personal_url": PERSONAL_URL,
            "event_url": permanent_url(self.event),
        }

    def moment_text(self, moment: dt.datetime) -> str:
        """Return day and time in words, in the zone of the event."""
        local = moment.astimezone(get_zone(self.zone))
        return gettext("%(day)s, %(time)s") % {"day": day_text(local.date()), "time": date_format(local, "H:i")}

    def signature(self, language: str) -> str:
        """Return the signature of the event's owner, or of the site."""
        if language not in self._signatures:
            head = letterhead_in_force(owner_of(self.event), language=language)
            self._signatures[language] = fill(head["signature"].text, event_values(self.plan))
        return self._signatures[language]

    @cached_property
    def _access_facts(self) -> list[str]:
        known = dict(AccessFact.choices)
        values = self.event.trait_rows.filter(trait=Trait.ACCESS).values_list("value", flat=True)
        return [str(known[value]) for value in values if value in known]

    def _write(self, letter: RegistrationLetter, language: str, details: Details) -> Words:
        words = WORDS[letter]
        values = {"title": disarm(clean_line(self.event.title))}
        opening = [f"{SALUTATION},", str(words.opening)]
        if details.about_companion:
            # Above the salutation: what follows it goes on in small letters.
            about = gettext("This letter is meant for %(name)s, whom you registered.")
            opening.insert(0, about % {"name": COMPANION})
        if words.timed and details.until is not None:
            opening.append(words.timed % {"until": self.moment_text(details.until)})
        if details.reason:
            opening.append(gettext("Reason: %(reason)s") % {"reason": disarm(clean_line(details.reason, joint=" "))})
        file = self._file_for(letter, details)
        context = self.facts(language) | {
            "letter": letter.value,
            "changes": [disarm(line) for line in details.changes],
            "action": words.action,
            "note": words.note,
            "has_file": file is not None,
            "has_ended": letter in LETTERS_OF_FAREWELL,
            "is_placed": details.state == _PLACE_OF_ONES_OWN and letter in LETTERS_WITH_FILE,
        }
        parts = {"opening": "\n\n".join(opening), "closing": gettext("Kind regards"), "signature": ""}
        parts["signature"] = self.signature(language)
        subject = words.subject % values
        if details.about_companion:
            subject = gettext("For a colleague: %(subject)s") % {"subject": subject}
        return compose("tafelrunde_events/mail/registration", subject, context, parts, file)

    def _file_for(self, letter: RegistrationLetter, details: Details) -> CalendarPart | None:
        if letter not in LETTERS_WITH_FILE or details.state != _PLACE_OF_ONES_OWN:
            return None
        return self.file


_read_ahead: ContextVar[RegistrationWriter | None] = ContextVar("letters_read_ahead", default=None)


@contextmanager
def letters_read_ahead(event: Event, *, language: str) -> Iterator[None]:
    """Read what letters show before the event's lock is taken, so that nobody waits for it behind the lock.

    Inside, `writer_for` the event finds it. Should dates change just before the lock is there, the letter says what it
    read, and the person is told of the change as of any other: `told_for` is the state that was read.
    """
    writer = RegistrationWriter(event)
    writer.read_ahead(language)
    token = _read_ahead.set(writer)
    try:
        yield
    finally:
        _read_ahead.reset(token)


def writer_for(event: Event) -> RegistrationWriter:
    """Return who writes the letters about an event: the one that has read ahead, or a new one."""
    writer = _read_ahead.get()
    return writer if writer is not None and writer.event.pk == event.pk else RegistrationWriter(event)


def compose(
    template: str, subject: str, context: dict[str, Any], parts: dict[str, str], calendar: CalendarPart | None
) -> Words:
    """Return a letter from its pair of templates; `parts` are plain text, which HTML shows in paragraphs."""
    text = tidy(render_to_string(f"{template}.txt", context | parts))
    html = render_to_string(f"{template}.html", context | {name: as_html(part) for name, part in parts.items()})
    return Words(
        subject=subject[:SUBJECT_LENGTH],
        text=text,
        html=html,
        calendar=calendar,
        placeholders=frozenset(PLACEHOLDER.findall(text)) | frozenset(PLACEHOLDER.findall(html)),
    )
