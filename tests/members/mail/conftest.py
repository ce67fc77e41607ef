"""What the tests of the outbox share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tafelrunde_members.domain.mail import CalendarPart, Content, Recipient, open_mailing, queue_message
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import DeliveryAttempt
from tests.support.prerequisites import ROOT

OUTBOX_BACKEND = "tafelrunde_members.mail.OutboxEmailBackend"
ANNA = "anna.kessler@example.org"
INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//DE\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:1@example.org\r\nDTSTAMP:20270101T000000Z\r\nDTSTART:20270305T170000Z\r\nSEQUENCE:0\r\n"
    "SUMMARY:Runder Tisch Grünau\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def invitation(**changes: Any) -> Content:
    """A message with everything a message may have."""
    values: dict[str, Any] = {
        "subject": "Einladung: Runder Tisch Grünau am 5. März 2027",
        "text": "Guten Tag,\n\nbitte antworten Sie hier: [[answer_url]]\n\nViele Grüße",
        "html": '<p>Guten Tag,</p><p><a href="[[answer_url]]">Bitte antworten Sie</a></p>',
        "calendar": CalendarPart(method="REQUEST", text=INVITATION),
        "private": {"[[answer_url]]": "https://example.org/antwort/geheim?a=1&b=2"},
    }
    return Content(**(values | changes))


Queue = Callable[..., OutboxMessage]


@pytest.fixture
def queue() -> Queue:
    """Return a function that queues an invitation to an address, in a transaction of its own."""

    def queue(email: str = ANNA, *, mailing: str = "", name: str = "", **options: Any) -> Any:
        content = options.pop("content", None) or invitation()
        person = options.pop("person", None)
        with transaction.atomic():
            found = open_mailing(mailing, kind="invitation", title="Einladung") if mailing else None
            recipient = Recipient(email=email, name=name, person_id=person.pk if person else None)
            return queue_message(found, recipient=recipient, content=content, **options)[0]

    return queue


@pytest.fixture
def framework_mail(settings: Any) -> None:
    """Let Django's mail functions end in the outbox, as they do outside of tests."""
    if hasattr(settings, "MAILERS"):  # from Django 6.1 on, once a project uses it
        settings.MAILERS = {"default": {"BACKEND": OUTBOX_BACKEND}}
    else:
        settings.EMAIL_BACKEND = OUTBOX_BACKEND


def status_of(message: OutboxMessage) -> str:
    """Read the message anew and return its status."""
    message.refresh_from_db()
    return message.status


def outcomes(message: OutboxMessage) -> list[tuple[str, str]]:
    """Return how each attempt to send the message ended, and what the server said."""
    return list(DeliveryAttempt.objects.filter(message=message).values_list("outcome", "answer"))


def make_due() -> None:
    """Let the time pass that postponed messages and the leases of dead workers wait for."""
    past = timezone.now() - timedelta(seconds=1)
    OutboxMessage.objects.filter(status="queued").update(not_before=past)
    OutboxMessage.objects.exclude(lease_expires_at=None).update(lease_expires_at=past)


StartWorker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_worker() -> Iterator[StartWorker]:
    """Return a function that starts `manage.py send_mail` as a process of its own on the test's database."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, email_url: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DATABASE_URL": _test_database_url(),
            "EMAIL_URL": email_url,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tafelrunde_site.settings.test"),
        }
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "send_mail", *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        if worker.poll() is None:
            worker.kill()
        worker.communicate()


def _test_database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"{url.path.rpartition('/')[0]}/{name}").geturl()  # a socket's folder may stand before it
