"""What the tests of mailings share: an event that somebody runs, people in its circles, and a worker."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from tafelrunde_events.domain.mailings import RecipientSource, draft_mailing, register_recipients, release
from tafelrunde_events.domain.mailings.preparing import prepare_due
from tafelrunde_events.domain.mailings.recipients import Candidate, Circle, always, recipient_sources
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.models import Event, EventMailing
from tafelrunde_members.enums import Role
from tafelrunde_members.models import Consent, Person
from tests.factories.events import make_event
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory


@pytest.fixture
def event(db: None) -> Event:
    """An evening a month ahead, which network coordinators run."""
    return make_event(title="Forum Gemeinsinn", contact_email="forum@example.org")


@pytest.fixture
def coordinator(db: None) -> Any:
    """Somebody of the network's coordination."""
    return UserFactory(roles=(Role.NETWORK_COORDINATOR,), email="koordination@example.org")


@pytest.fixture
def circle() -> Iterator[list[Candidate]]:
    """A circle "circle" as a plugin registers one; what a test appends belongs to it."""
    members: list[Candidate] = []
    register_recipients(
        RecipientSource(
            "circle",
            circles=lambda _event, _user: [Circle("circle", "Kreis")],
            people=lambda _event, _arguments, _user: list(members),
            labels=always("Kreis"),
        )
    )
    yield members
    del recipient_sources["circle"]


def sit(circle: list[Candidate], person: Person | None = None, **facts: Any) -> Person:
    """Let a person belong to the circle for an institution."""
    person = person or PersonFactory(**facts)
    circle.append(Candidate(person=person.pk, organisation=OrganisationFactory().pk, belongs=True))
    return person


def agree(person: Person) -> Person:
    """Let a person agree to mailings."""
    Consent.objects.create(person=person)
    return person


def send(event: Event, kind: str, *sources: str, by: Any = None, **facts: Any) -> EventMailing:
    """Write, release and prepare a mailing; return it as it stands then."""
    facts.setdefault("message", "Guten Tag zusammen")
    mailing = draft_mailing(event, kind=kind, by=by, sources=sources, **facts)
    assert release(mailing, by=by, at_once=True)
    prepare_due()
    mailing.refresh_from_db()
    assert mailing.problem == ""
    return mailing


def move(event: Event) -> None:
    """Put the event a week later."""
    date, week = event.occurrences.get(), dt.timedelta(days=7)
    move_occurrence(date, start=date.start_wall + week, end=date.end_wall + week)
    event.refresh_from_db()
