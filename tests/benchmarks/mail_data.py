"""A meeting and the people to be invited to it, each benchmark in a database of its own, and a server to send to."""

import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction

from tafelrunde_events.domain.invitation_sections import Section, invitation_sections
from tafelrunde_events.domain.mailings import draft_mailing
from tafelrunde_events.domain.scheduling import create_event
from tafelrunde_events.engine import Session
from tafelrunde_events.enums import EventKind, MailingKind
from tafelrunde_events.models import Event, EventMailing, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Affiliation, Audience, Organisation, Person, Sector

#: An agenda of some length, as a real invitation has.
AGENDA = Section(
    "Tagesordnung",
    [
        (f"{18 + number // 6}:{number % 6}0", f"Bericht aus der Arbeitsgruppe {number}, Rückblick")
        for number in range(12)
    ],
)


@dataclass(frozen=True)
class Party:
    """One event and everybody who is to be invited."""

    event: Event
    people: list[Person]
    database: Path


@contextmanager
def party(size: int) -> Iterator[Party]:
    """Make a site with an event and so many people in a SQLite file that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="tafelrunde-bench-") as folder:
        connection.close()
        database = Path(folder, "mail.sqlite3")
        connection.settings_dict["NAME"] = str(database)
        call_command("migrate", verbosity=0)
        invitation_sections.append(_agenda)
        try:
            yield _make_party(size, database)
        finally:
            invitation_sections.remove(_agenda)
            connection.close()


@contextmanager
def mail_sink() -> Iterator[None]:
    """Run the mail server that takes everything, and let the outbox deliver to it."""
    command = [sys.executable, "-m", "tests.benchmarks.mail_sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        port = int(sink.stdout.readline()) if sink.stdout else 0
        settings.TAFELRUNDE_MAIL_DELIVERY = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 30},
        }
        try:
            yield
        finally:
            sink.kill()


def draft_for_all(guests: Party) -> EventMailing:
    """Return a draft that invites everybody, who all belong to one saved audience."""
    sector = Sector.objects.create(name="Zivilgesellschaft", slug="zivilgesellschaft")
    organisation = Organisation.objects.create(name="Bündnis", slug="buendnis", sector=sector)
    with transaction.atomic():
        Affiliation.objects.bulk_create(
            Affiliation(person=person, organisation=organisation) for person in guests.people
        )
        audience = Audience.objects.create(name="Alle", shared=True)
        audience.organisations.add(organisation)
        return draft_mailing(
            guests.event, kind=MailingKind.INVITATION, by=_superuser(), sources=[f"audience:{audience.pk}"]
        )


def _superuser() -> Any:
    return get_user_model().objects.create_superuser(email="bench@example.org", password=None)


def _agenda(_event: Event) -> Section:
    return AGENDA


def _make_party(size: int, database: Path) -> Party:
    with transaction.atomic():
        venue = Venue.objects.create(name="Bürgerhaus", street="Am Markt 1", city="Grünau", postal_code="17999")
        start = dt.datetime.combine(dt.date.today() + dt.timedelta(days=40), dt.time(18))  # noqa: DTZ011 (wall clock)
        event = create_event(
            kind=EventKind.EVENT,
            sessions=[Session("bench", start, start + dt.timedelta(hours=2), "Europe/Berlin")],
            title="Runder Tisch Grünau: Frühjahrssitzung",
            summary="Wir sprechen über das Bürgerforum und die Lage im Landkreis.",
            visibility=Visibility.NETWORK,
            venue=venue,
            contact_email="runder-tisch@example.org",
        )
        Person.objects.bulk_create(
            Person(first_name="Änne", last_name=f"Müller {number}", email=f"person{number}@example.org")
            for number in range(size)
        )
    return Party(event, list(Person.objects.order_by("pk")), database)
