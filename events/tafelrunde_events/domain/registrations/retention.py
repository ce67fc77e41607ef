"""When what is known of people who registered ends (law 14). How registrations ended stays, so that figures count on.

Every step works in batches, each a transaction of its own under the event's lock where places could be touched. A step
that was killed goes on where it was; one that has nothing to do changes nothing.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from tafelrunde_events import conf
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.registrations.consent_proofs import proof_of
from tafelrunde_events.domain.registrations.letters import PREFIX
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import (
    Attendance,
    Event,
    EventMailingRecipient,
    Registration,
    RegistrationAnswer,
    RegistrationChange,
    RegistrationConsent,
)
from tafelrunde_members.models import OutboxMessage

BATCH = 200
#: Cleared together; what remains is how, when and on which way somebody came to a place or did not.
_PERSONAL = (
    "first_name", "last_name", "email", "address", "organisation", "organisation_key", "note", "end_reason",
    "told_for", "network", "nonce",
)  # fmt: skip
#: Kept to the day alone: to the second they could be compared with what mail servers wrote down.
_MOMENTS = ("submitted_at", "confirmed_at", "placed_at", "ended_at")


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """How many rows were deleted or made anonymous, or are due for it."""

    unconfirmed: int = 0
    networks: int = 0
    sensitive_answers: int = 0
    anonymised: int = 0
    consent_proofs: int = 0

    def __str__(self) -> str:
        """Name all of it for the log of the periodic jobs."""
        return (
            f"{self.unconfirmed} unconfirmed deleted, {self.networks} network hashes cleared, "
            f"{self.sensitive_answers} sensitive answers deleted, {self.anonymised} made anonymous, "
            f"{self.consent_proofs} proofs of consent deleted"
        )


def apply_retention(*, now: dt.datetime | None = None, dry_run: bool = False) -> RetentionReport:
    """Delete and make anonymous what is due, and report how much that was; `dry_run` only counts."""
    now = now or timezone.now()
    return RetentionReport(
        unconfirmed=_work(_unconfirmed(now), _delete_unconfirmed, dry_run=dry_run),
        networks=_clear_networks(now, dry_run=dry_run),
        sensitive_answers=_delete_rows(_sensitive_answers(now), dry_run=dry_run),
        anonymised=_work(_over(conf.registration_days(), now), _anonymise, dry_run=dry_run),
        consent_proofs=_delete_rows(_old_proofs(now), dry_run=dry_run),
    )


def _unconfirmed(now: dt.datetime) -> QuerySet[Registration]:
    before = now - dt.timedelta(days=conf.unconfirmed_days())
    return Registration.objects.filter(state=RegistrationState.UNCONFIRMED, submitted_at__lte=before)


def _over(days: int, now: dt.datetime) -> QuerySet[Registration]:
    """Return what still has a name so many days after the last date, or after it ended by itself before that.

    Whoever cancelled for themselves and still brings colleagues along is written to on their behalf, and stays.
    """
    before = now - dt.timedelta(days=days)
    # Asked of each event, not of each registration: events are few.
    over = Event.objects.annotate(last_end=Max("occurrences__end")).filter(last_end__lte=before)
    without_date = Q(event__in=Event.objects.filter(occurrences__isnull=True).values("pk"), submitted_at__lte=before)
    relied_on = Registration.objects.filter(contact__isnull=False, ended_at__isnull=True).values("contact")
    ended = Q(ended_at__lte=before) & ~Q(pk__in=relied_on)
    rows = Registration.objects.filter(anonymised_at__isnull=True)
    return rows.filter(Q(event__in=over.values("pk")) | without_date | ended)


def _sensitive_answers(now: dt.datetime) -> QuerySet[RegistrationAnswer]:
    due = _over(conf.sensitive_answer_days(), now)
    return RegistrationAnswer.objects.filter(sensitive=True, registration__in=due.values("pk"))


def _old_proofs(now: dt.datetime) -> QuerySet[RegistrationConsent]:
    before = now - dt.timedelta(days=conf.consent_proof_days())
    standing = Q(withdrawn_at__isnull=True, registration__anonymised_at__lte=before)
    nameless = RegistrationConsent.objects.filter(registration__anonymised_at__isnull=False)
    return nameless.filter(standing | Q(withdrawn_at__lte=before))


def _work(due: QuerySet[Registration], act: Callable[[list[Registration]], None], *, dry_run: bool) -> int:
    """Let a step act on what is due, event by event and batch by batch under the event's lock."""
    if dry_run:
        return due.count()
    done = 0
    for event in Event.objects.filter(pk__in=due.order_by().values("event")).order_by("pk"):
        while True:
            with transaction.atomic():
                lock_event(event)
                rows = list(due.filter(event=event).order_by("pk")[:BATCH])
                if not rows:
                    break
                act(rows)
            done += len(rows)
    return done


def _delete_unconfirmed(rows: list[Registration]) -> None:
    keys = [row.pk for row in rows]
    # Colleagues who confirmed for themselves keep what they have.
    Registration.objects.filter(contact__in=keys).exclude(state=RegistrationState.UNCONFIRMED).update(contact=None)
    Registration.objects.filter(pk__in=keys).delete()
    _forget_letters(keys)


def _anonymise(rows: list[Registration]) -> None:
    keys = [row.pk for row in rows]
    _keep_proofs({row.pk: row.address for row in rows if row.address})
    for row in rows:
        for name in _MOMENTS:
            setattr(row, name, _day_of(getattr(row, name)))
        # Links and QR codes that somebody still has lead to nothing, and nobody can be told by them.
        row.token_hash, row.entry_hash = secrets.token_hex(32), secrets.token_hex(32)
    Registration.objects.bulk_update(rows, [*_MOMENTS, "token_hash", "entry_hash"])
    Registration.objects.filter(contact__in=keys).update(contact=None)
    Registration.objects.filter(pk__in=keys).update(
        **dict.fromkeys(_PERSONAL, ""), person=None, contact=None, anonymised_at=timezone.now()
    )
    RegistrationAnswer.objects.filter(registration__in=keys).delete()
    RegistrationChange.objects.filter(registration__in=keys).delete()
    Attendance.objects.filter(registration__in=keys).update(by=None)
    EventMailingRecipient.objects.filter(registration__in=keys).update(registration=None)
    _forget_letters(keys)


def _forget_letters(keys: list[int]) -> None:
    """Delete what was mailed about registrations: it names the people, and the form promises that names go."""
    OutboxMessage.objects.filter(object_key__in=[f"{PREFIX}{key}" for key in keys]).delete()


def _keep_proofs(addresses: dict[int, str]) -> None:
    consents = list(RegistrationConsent.objects.filter(registration__in=addresses))
    for consent in consents:
        consent.proof = proof_of(addresses[consent.registration_id])
    RegistrationConsent.objects.bulk_update(consents, ["proof"])


def _day_of(moment: dt.datetime | None) -> dt.datetime | None:
    if moment is None:
        return None
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _clear_networks(now: dt.datetime, *, dry_run: bool) -> int:
    before = now - dt.timedelta(days=conf.network_hash_days())
    due = Registration.objects.exclude(network="").filter(submitted_at__lte=before)
    return _by_batch(due, lambda rows: rows.update(network=""), dry_run=dry_run)


def _delete_rows(due: QuerySet[Any], *, dry_run: bool) -> int:
    return _by_batch(due, lambda rows: rows.delete(), dry_run=dry_run)


def _by_batch(due: QuerySet[Any], act: Callable[[QuerySet[Any]], object], *, dry_run: bool) -> int:
    """Let a step act on what is due where no places are touched, batch by batch."""
    if dry_run:
        return due.count()
    done = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            act(due.model.objects.filter(pk__in=keys))
        done += len(keys)
    return done
