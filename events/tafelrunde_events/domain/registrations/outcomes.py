"""What comes of a registration: a place, or its end. Stored, written down and told, under the event's lock."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser

from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, queue_letter
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationState, WaitingReason
from tafelrunde_events.models import Registration


def put_in_place(
    registration: Registration,
    *,
    now: dt.datetime,
    letter: RegistrationLetter,
    kind: RegistrationChangeKind,
    by: AbstractBaseUser | None = None,
) -> None:
    """Store that a registration has a place, and tell the person."""
    registration.state, registration.placed_at = RegistrationState.PLACED, now
    registration.waiting_reason, registration.hold_until, registration.offered_until = WaitingReason.NONE, None, None
    registration.save()
    note_change_of(registration, kind, by=by)
    queue_letter(registration, letter)


def end(
    row: Registration,
    state: RegistrationState,
    kind: RegistrationChangeKind,
    letter: RegistrationLetter | None,
    *,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    reason: str = "",
) -> None:
    """Store that a registration has ended, under the event's lock, and tell the person where a letter is named."""
    row.state, row.ended_at, row.end_reason = state, now, reason[:255]
    row.hold_until = row.offered_until = None
    row.save()
    note_change_of(row, kind, by=by, detail=reason)
    if letter is not None and row.confirmed_at is not None:
        queue_letter(row, letter)
