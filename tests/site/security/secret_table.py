"""A round table whose every word is marked, and a browser that follows all links and never sends a form."""

import html
import re
from collections import deque
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.test import Client

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.imports.runs import note_run
from tafelrunde_events.domain.imports.taking_over import read_foreign, take_over
from tafelrunde_events.domain.reminders import add_reminder
from tafelrunde_events.enums import MailingKind, RegistrationSource, ReplySource
from tafelrunde_events.models import CalendarReply, EventMailing, ImportedEvent, Invitation, Registration, Venue
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Audience, Consent
from tafelrunde_roundtables.domain.agenda import AgendaEntry, replace_agenda
from tafelrunde_roundtables.domain.attendance import invite_seats
from tests.events.imports.foreign_calendar import calendar, entry
from tests.factories.members import OrganisationFactory, PersonFactory
from tests.factories.registrations import make_training, new_person, register
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting
from tests.factories.sources import make_source

#: Words that stand nowhere else. What somebody may know depends on the word: nobody but the table's own people may
#: read SECRET, a table's existence and a person's name are known to the network's coordination as well.
SECRET, TABLE, PERSON, PROTECTED, UNRELEASED = "zgeheim", "ztisch", "zperson", "zschutz", "zeinrichtung"
WORDS = (SECRET, TABLE, PERSON, PROTECTED, UNRELEASED)

#: Log entries that reading alone may write.
AUDITED_READING = tuple(
    f"tafelrunde_events.{action}"
    for action in (
        "answers_exported",
        "answers_printed",
        "attendance_exported",
        "attendance_printed",
        "registrations_exported",
        "registrations_printed",
        "sensitive_answers_exported",
    )
)
#: What Wagtail itself notes when one of its pages opens: drawn sizes, hashes of files, who has an editor open and
#: follows its comments, preferences as they are by default. Nothing of it is content.
NO_CONTENT = {
    "sessions.session",
    "wagtailadmin.editingsession",
    "wagtailcore.pagesubscription",
    "tafelrunde_site.librarydocument",
    "wagtailimages.image",
    "wagtailimages.rendition",
    "wagtailusers.userprofile",
}
MOST_PAGES = 1500

_LINK = re.compile(r"""(?:href|src|action|data-[a-z-]+)=["']([^"'#<> ]+)""")
_JSON_LINK = re.compile(r'"(/[a-z0-9/_.-]*/[^"#<> ]*)"')


class SecretTable:
    """An unlisted table with a protected and an ordinary person, two closed meetings and a foreign calendar."""

    def __init__(self) -> None:
        self.table = RoundTableFactory(
            name=f"Runder Tisch {TABLE}", slug=TABLE, listed=False, role_email=f"{TABLE}@example.org", aim=TABLE
        )
        self.coordinator = make_coordinator(self.table)
        self.person = PersonFactory(first_name="Ada", last_name=PERSON.title(), email=f"{PERSON}@example.org")
        self.protected = PersonFactory(last_name=PROTECTED.title(), email=f"{PROTECTED}@example.org", protected=True)
        organisation = OrganisationFactory(name=f"Verein {UNRELEASED}", slug=UNRELEASED)
        self.seat = SeatFactory(table=self.table, organisation=organisation, delegate=self.person)
        self.other_seat = SeatFactory(table=self.table, delegate=self.protected)
        self.venue = Venue.objects.create(name=f"Haus {SECRET}", street=f"{SECRET}weg 1", city="Musterstadt")
        self.meeting = self._meeting(f"Sitzung {SECRET}", days=20)
        self.past_meeting = self._meeting(f"Vergangene Sitzung {SECRET}", days=-20)
        self.invitation = self._invite()
        self.calendar_reply = self._answer_by_calendar()
        self.reminder = add_reminder(self.meeting.event, days=7, by=self.coordinator)
        self.mailing = EventMailing.objects.create(
            event=self.meeting.event, kind=MailingKind.MESSAGE, sources=["invited"], subject=SECRET, message=SECRET
        )
        self.imported = self._import()
        self.audience = Audience.objects.create(name=f"Verteiler {SECRET}", owner=self.coordinator)
        for audience in (self.audience, Audience.objects.create(name="Geteilter Verteiler", shared=True)):
            audience.people.add(self.protected)
        self.registration = self._register()
        self.consent = Consent.objects.create(person=self.protected, text_version=f"Formular {SECRET}")

    def _meeting(self, title: str, *, days: int) -> Any:
        meeting = make_meeting(
            self.table,
            title=title,
            days=days,
            venue=self.venue,
            room=SECRET,
            online_url=f"https://{SECRET}.example.org/",
        )
        replace_agenda(meeting, [AgendaEntry(title=f"Punkt {SECRET}", speaker=SECRET, note=SECRET)])
        return meeting

    def _register(self) -> Registration:
        """Let the protected person register for a public training, along with a colleague who is not."""
        colleague = new_person(email="")
        contact = new_person(first_name=PROTECTED.title(), last_name=PROTECTED.title(), email=self.protected.email)
        training = make_training(capacity=5, group_size=2)
        return register(training, contact, colleague, source=RegistrationSource.ACCOUNT, person=self.protected)

    def _invite(self) -> Invitation:
        invite_seats(self.meeting, by=self.coordinator)
        invitation = Invitation.objects.get(event=self.meeting.event, person=self.person)
        record_answer(
            invitation,
            answer="DELEGATED",
            deputy_name=SECRET,
            comment=SECRET,
            source=ReplySource.STAFF,
            by=self.coordinator,
        )
        work_outbox()
        return invitation

    def _answer_by_calendar(self) -> CalendarReply:
        """Add an answer of each person that did not count."""
        for person in (self.protected, self.person):
            reply = CalendarReply.objects.create(
                event=self.meeting.event,
                invitation=Invitation.objects.get(event=self.meeting.event, person=person),
                method="COUNTER",
                outcome=CalendarReply.Outcome.COUNTER,
                comment=SECRET,
                attendee=person.email,
                sender=person.email,
                proposal=SECRET,
            )
        return reply

    def _import(self) -> ImportedEvent:
        source = make_source(
            table=self.table,
            name=f"Kalender {SECRET}",
            url=f"https://{SECRET}.example.org/{SECRET}.ics",
            visibility=Visibility.TABLE,
        )
        dates = entry(SUMMARY=SECRET, DESCRIPTION=SECRET, LOCATION=SECRET, URL=f"https://{SECRET}.example.org/")
        broken = entry("zwei", SUMMARY=SECRET, **{"DTSTART;TZID=Europe/Berlin": ""})
        note_run(source, take_over(source, read_foreign(calendar(dates, broken))))
        return source.imported.get()


def words_in(text: str) -> set[str]:
    """Return the marked words that a page contains, however it encodes them."""
    readable = unquote(html.unescape(text)).lower()
    return {word for word in WORDS if word in readable}


class Reader:
    """Follows every link it is shown, by GET alone, and notes where marked words stand."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.opened = 0
        self.seen: set[str] = set()
        self.found: dict[str, set[str]] = {}
        self.broken: list[str] = []

    def read(self, *starts: str) -> None:
        """Read each of these addresses, and of all that can be reached from them one of every shape.

        Raises AssertionError when there is more than `MOST_PAGES`: a walk that was cut short proves nothing.
        """
        waiting: deque[str] = deque()
        for address in dict.fromkeys(starts):
            waiting += self._open(address)
        while waiting:
            if self._shape(address := waiting.popleft()) not in self.seen:
                waiting += self._open(address)

    def _open(self, address: str) -> list[str]:
        assert self.opened < MOST_PAGES, f"more than {MOST_PAGES} pages: the walk is not complete"
        self.opened += 1
        self.seen.add(self._shape(address))
        response = self.client.get(address)
        if response.status_code >= 500:
            self.broken.append(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        text = content.decode("utf-8", errors="replace")
        if words := words_in(f"{text} {headers}"):
            self.found[address] = words
        links = [html.unescape(link) for link in _LINK.findall(text) + _JSON_LINK.findall(text)]
        return [link for link in [*links, response.get("Location", "")] if self._is_ours(link)]

    @staticmethod
    def _is_ours(link: str) -> bool:
        parts = urlsplit(link)
        return not parts.netloc and parts.path.startswith("/") and not parts.path.startswith(("/static/", "/media/"))

    @staticmethod
    def _shape(address: str) -> str:
        """Return what tells addresses apart: the path, and the names of the parameters but not their values."""
        parts = urlsplit(address)
        names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
        return f"{parts.path}?{'&'.join(names)}"

    def all_words(self) -> set[str]:
        """Return all marked words that were found anywhere."""
        return set().union(*self.found.values()) if self.found else set()


def database_content() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those of sessions and the like, and but the log of who took lists along.

    Law 8 lets a GET write audit entries, and nothing else.
    """
    content = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label not in NO_CONTENT and not model._meta.proxy and model._meta.managed:
            rows = model._base_manager.all()
            if label == "wagtailcore.modellogentry":
                rows = rows.exclude(action__in=AUDITED_READING)
            content[label] = sorted(map(repr, rows.values_list()))
    return content
