"""What the tests of mails about registrations share: a training of two sessions, and a worker with a mail server."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest

from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.models import Event, Registration
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.enums import Role
from tests.factories.events import VenueFactory, coming_day, session
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.registrations import make_training, submit_form
from tests.support.mail_server import MailServer

LINK = re.compile(r"http://localhost:8000(/anmeldung/[\w-]{43}/)")
TITLE = "Argumente gegen Parolen"


def make_course(**terms: Any) -> Event:
    """A training of two days, a month ahead."""
    venue = VenueFactory(name="Haus der Bildung", city="Güstrow", access="Aufzug am Hof")
    return make_training(
        session(coming_day(30)),
        session(coming_day(37)),
        event_facts={
            "title": TITLE,
            "venue": venue,
            "contact_email": "fortbildung@example.org",
            "organisers": [OrganisationFactory(name="Regionalzentrum Mitte", released=True)],
        },
        **terms,
    )


def enter(event: Event, *people: NewPerson, **options: Any) -> Registration:
    """Somebody registers whose address needs no confirmation."""
    return Registration.objects.get(pk=submit_form(event, *people, confirmed=True, **options).pk)


@pytest.fixture
def course(db: None) -> Event:
    """A training of two days with two places."""
    return make_course(capacity=2)


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody who runs trainings."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,), email="redaktion@example.org")


@pytest.fixture
def deliver(smtp_delivery: MailServer) -> Callable[[], list[EmailMessage]]:
    """Return a function that lets a worker deliver everything and returns what arrived since the last call."""

    def deliver() -> list[EmailMessage]:
        before = len(smtp_delivery.received)
        work_outbox()
        return [mail.message for mail in smtp_delivery.received[before:]]

    return deliver


def text_of(message: EmailMessage, content_type: str = "text/plain") -> str:
    """Content of the one part of this type."""
    (found,) = [one for one in message.walk() if one.get_content_type() == content_type]
    return found.get_payload(decode=True).decode()


def calendar_of(message: EmailMessage) -> icalendar.Calendar | None:
    """The file with the dates; None where there is none."""
    files = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(files[0].get_payload(decode=True)) if files else None


def subjects(messages: list[EmailMessage]) -> list[str]:
    """The subjects without the title of the training."""
    return [str(message["Subject"]).removesuffix(f": {TITLE}") for message in messages]
