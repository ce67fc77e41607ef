"""What people may do and see who hold the link of a registration, or are signed in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tafelrunde_events import conf
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.domain.projection import calendar_of
from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.links import registration_token
from tafelrunde_events.domain.registrations.waiting_list import waiting_positions
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationState
from tafelrunde_events.models import Occurrence, Places, Registration, RegistrationConsent, TrainingDocument
from tafelrunde_members.domain.mail import hash_token

#: How long before a date the link of the online meeting appears.
JOIN_BEFORE = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Retention:
    """After how many days what is stored is deleted; those of answers to sensitive questions matter where there are."""

    unconfirmed: int
    registrations: int
    sensitive: int
    network: int
    has_sensitive: bool


@dataclass(frozen=True, slots=True)
class JoinLink:
    """The link of the online meeting: `url` is empty while it is too early, and appears at `appears_at`."""

    url: str
    appears_at: dt.datetime


def retention_of(places: Places) -> Retention:
    """Return when what is stored about those who register for an event is deleted."""
    return Retention(
        unconfirmed=conf.unconfirmed_days(),
        registrations=conf.registration_days(),
        sensitive=conf.sensitive_answer_days(),
        network=conf.network_hash_days(),
        has_sensitive=any(question.get("sensitive") for question in places.questions),
    )


def personal_path(registration: Registration) -> str:
    """Return the path of the personal page; empty where its link has to be stored anew first, which no GET may do.

    That is so after a change of `SECRET_KEY`, until a mail brings the new link.
    """
    token = registration_token(registration)
    if registration.token_hash != hash_token(token):
        return ""
    return reverse("tafelrunde_events:registration", args=[token])


def position_of(registration: Registration) -> int | None:
    """Return the place on the waiting list, from 1; None for who does not wait."""
    if registration.state != RegistrationState.WAITING:
        return None
    return waiting_positions(registration.event).get(registration.pk)


def join_link(
    registration: Registration, places: Places, dates: Sequence[Occurrence], now: dt.datetime | None = None
) -> JoinLink | None:
    """Return the link for participants: for those with a place alone, from a day before each date until its end.

    None where there is none, and once the last date is over.
    """
    now = now or timezone.now()
    coming = [date for date in dates if not date.is_cancelled and date.end > now]
    if not places.join_url or not coming or registration.state != RegistrationState.PLACED:
        return None
    appears_at = min(date.start for date in coming) - JOIN_BEFORE
    return JoinLink(places.join_url if now >= appears_at else "", appears_at)


def papers_for(registration: Registration, dates: Sequence[Occurrence]) -> QuerySet[TrainingDocument]:
    """Return the papers for participants: for those with a place alone, once the training is over."""
    held = [date for date in dates if not date.is_cancelled]
    is_over = bool(held) and all(date.end <= timezone.now() for date in held)
    if not is_over or registration.state != RegistrationState.PLACED:
        return TrainingDocument.objects.none()
    papers = TrainingDocument.objects.filter(page=registration.event.page_id, for_participants=True)
    return papers.select_related("document").order_by("sort_order", "pk")


def participants_calendar(registration: Registration) -> bytes:
    """Return all sessions as a calendar file to be imported (METHOD:PUBLISH), with the UIDs of feeds and mails.

    Nothing in it belongs to one person: neither the personal page nor the link of the online meeting.
    """
    return calendar_of(load_plans([registration.event])[0], method="PUBLISH")


def withdraw_consent(consent: RegistrationConsent, now: dt.datetime | None = None) -> None:
    """Withdraw a consent; the row stays as the proof that there was one. Withdrawing twice keeps the first moment.

    Raises ValidationError (``required``) where the registration depends on it: that ends by cancelling.
    """
    if consent.text is not None and consent.text.required:
        raise ValidationError(_("The registration depends on this consent. Please cancel it instead."), code="required")
    with transaction.atomic():
        given = RegistrationConsent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
        if given.update(withdrawn_at=now or timezone.now()):
            note_change_of(consent.registration, RegistrationChangeKind.CHANGED, detail=consent.name)
