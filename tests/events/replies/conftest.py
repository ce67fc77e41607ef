"""An evening, a series, people invited to both, and whole tables before and after."""

from collections.abc import Callable
from typing import Any

import pytest

from tafelrunde_events.domain.reply_addresses import reply_hash
from tafelrunde_events.engine import Rule
from tafelrunde_events.models import Event, Invitation, Occurrence, Reply, ScheduleEntry
from tafelrunde_members.models import Person
from tafelrunde_members.models.mail import Mailing, OutboxMessage
from tests.events.replies.mails import MAILBOX, SERVER
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import PersonFactory

#: Everything that an answer could change, but the list of calendar answers itself.
TABLES = (Event, ScheduleEntry, Occurrence, Invitation, Reply, Person, Mailing, OutboxMessage)


@pytest.fixture(autouse=True)
def _mailbox(settings: Any, db: None) -> None:
    settings.TAFELRUNDE_REPLY_ADDRESS = MAILBOX
    settings.TAFELRUNDE_TRUSTED_AUTHSERV = [SERVER]


def invite_by_mail(event: Event, email: str, **facts: Any) -> Invitation:
    """Invite somebody; calendars know the invitation's own address."""
    invitation = invite(event, PersonFactory(email=email), **facts)
    invitation.reply_hash = reply_hash(invitation.nonce)
    invitation.save(update_fields=["reply_hash"])
    return invitation


@pytest.fixture
def event(db: None) -> Event:
    return make_event(title="Runder Tisch")


@pytest.fixture
def invitation(event: Event) -> Invitation:
    """The invitation that is answered; two more people are invited beside it."""
    for name in ("anton", "berta"):
        invite_by_mail(event, f"{name}@verein.example.net")
    return invite_by_mail(event, "Kaethe@gemeinde.example.org")


@pytest.fixture
def series_invitation(db: None) -> Invitation:
    """An invitation to a weekly series of five dates."""
    event = make_event(session(coming_day(14), rule=Rule(freq="WEEKLY", count=5)), title="Reihe")
    return invite_by_mail(event, "kaethe@gemeinde.example.org")


@pytest.fixture
def tables() -> Callable[[], dict[str, list[Any]]]:
    """Return a function that reads all rows an answer could change."""

    def read() -> dict[str, list[Any]]:
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}

    return read
