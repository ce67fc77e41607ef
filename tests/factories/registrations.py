"""Trainings with places, and people who register for them, made through the domain functions."""

import datetime as dt
from itertools import count
from typing import Any

from django.db import transaction

from tafelrunde_events.domain.certificates.naming import seal_name
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.domain.registrations.places import publish_terms
from tafelrunde_events.domain.registrations.submitting import NewPerson, submit
from tafelrunde_events.engine import Session
from tafelrunde_events.enums import EventKind, RegistrationSource
from tafelrunde_events.models import Certificate, Event, Registration
from tests.factories.events import make_event

_numbers = count(1)


def make_training(*sessions: Session, event_facts: dict[str, Any] | None = None, **terms: Any) -> Event:
    """A public training that takes registrations on these terms (fields of `Places`), without limit by default."""
    facts = {"kind": EventKind.TRAINING, "title": "Argumente gegen Parolen"} | (event_facts or {})
    event = make_event(*sessions, **facts)
    set_terms(event, **terms)
    return event


def set_terms(event: Event, **terms: Any) -> None:
    """Publish terms for an event, as its page would."""
    extra = {name: terms.pop(name) for name in ("questions", "consents", "is_open") if name in terms}
    with transaction.atomic():
        lock_event(event)
        publish_terms(event, terms=terms, **extra)


def new_person(**facts: Any) -> NewPerson:
    """Somebody with an address of their own."""
    number = next(_numbers)
    return NewPerson(
        **{"first_name": "Anna", "last_name": f"Muster{number}", "email": f"anna.{number}@example.org"} | facts
    )


def submit_form(event: Event, *people: NewPerson, now: dt.datetime | None = None, **options: Any) -> Registration:
    """Somebody sends the form; the address is not confirmed yet."""
    facts = {"language": "de", "source": RegistrationSource.FORM} | options
    return submit(event, people or (new_person(),), now=now, **facts)


def register(event: Event, *people: NewPerson, now: dt.datetime | None = None, **options: Any) -> Registration:
    """Somebody registers and confirms at once; has a place or waits, as the terms say."""
    return confirm(submit_form(event, *people, now=now, **options), now=now)


def make_certificate(registration: Registration) -> Certificate:
    """A certificate as it is issued, though nothing was attended."""
    seal = seal_name(registration.full_name)
    return Certificate.objects.create(
        event=registration.event,
        registration=registration,
        code=f"{registration.pk:012}",
        salt=seal.salt,
        name_hash=seal.hash,
        language="de",
        title=registration.event.title,
        dates="Freitag, 5. März 2027",
        attended=1,
        sessions=1,
    )
