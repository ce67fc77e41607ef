"""The right to answer once. A link follows from a registration; the stored ticket leads back to none."""

import datetime as dt

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from tafelrunde_events import conf
from tafelrunde_events.domain.evaluations.answering import OPEN_DAYS, EvaluationState, state_of
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import EvaluationTicket, Event, Registration
from tafelrunde_members.domain.mail import derive_token, hash_token

#: Says in an address which language the page speaks, where it is not the one of the site.
LANGUAGE = "sprache"


def evaluation_address(registration: Registration) -> str:
    """Return the full address at which a participant evaluates the training, and store the right to do so.

    Empty for those without a place, where the training is not evaluated, and when the evaluation has closed. The same
    participant always gets the same address.
    """
    if registration.state != RegistrationState.PLACED or state_of(registration.event) == EvaluationState.CLOSED:
        return ""
    token = _token(registration)
    EvaluationTicket.objects.get_or_create(token_hash=hash_token(token), defaults={"event_id": registration.event_id})
    return _address(token, registration.language)


def open_evaluation_address(registration: Registration) -> str:
    """Return the address as long as there is something to answer, and store nothing: for pages that are only read."""
    if not registration.nonce or state_of(registration.event) != EvaluationState.OPEN:
        return ""
    token = _token(registration)
    unused = EvaluationTicket.objects.filter(pk=hash_token(token), is_used=False)
    return _address(token, registration.language) if unused.exists() else ""


def find_ticket(token: str) -> EvaluationTicket | None:
    """Return the ticket of a link."""
    return EvaluationTicket.objects.filter(pk=hash_token(token)).select_related("event").first()


def forget_tickets(now: dt.datetime | None = None) -> int:
    """Delete the tickets of evaluations that have closed; they said who answered. Returns how many there were."""
    closed = (now or timezone.now()) - dt.timedelta(days=OPEN_DAYS + 1)
    events = Event.objects.filter(evaluation_tickets__isnull=False).annotate(last_end=Max("occurrences__end"))
    over = events.filter(last_end__lt=closed).values("pk")
    return EvaluationTicket.objects.filter(event__in=over).delete()[0]


def _token(registration: Registration) -> str:
    return derive_token("evaluation", registration.nonce)


def _address(token: str, language: str) -> str:
    """Return the address; the ticket must not know in which language somebody is written to, so the link says it."""
    address = conf.absolute_url(reverse("tafelrunde_events:evaluation", args=[token]))
    is_other = language in conf.languages() and language != conf.language()
    return f"{address}?{LANGUAGE}={language}" if is_other else address
