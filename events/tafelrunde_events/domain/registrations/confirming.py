"""Confirming an address (double opt-in) and accepting a place that was offered."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, letters_read_ahead, queue_letter
from tafelrunde_events.domain.registrations.outcomes import end, put_in_place
from tafelrunde_events.domain.registrations.places import Window, count_places, lock_places, refresh_booking, window_of
from tafelrunde_events.domain.registrations.waiting_list import give_places
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationState
from tafelrunde_events.models import Places, Registration

_State = RegistrationState
_Kind = RegistrationChangeKind


def confirm(registration: Registration, *, now: dt.datetime | None = None) -> Registration:
    """Confirm the address of a registration and return the row as it stands then; a second time changes nothing.

    Colleagues without an address are confirmed along with their contact. Raises ValidationError: ``ended``,
    ``cancelled`` (the event) or ``begun``.
    """
    now = now or timezone.now()
    ahead = letters_read_ahead(registration.event, language=registration.language)
    with ahead, locked(registration) as (places, row):
        if row.is_over:
            raise ValidationError(_("This registration has ended."), code="ended")
        if row.state == _State.UNCONFIRMED:
            window = window_of(places)
            require_time(places, window, now)
            take_in(places, row, now=now, window=window)
    return row


def accept(registration: Registration, *, now: dt.datetime | None = None) -> Registration:
    """Accept an offered place and return the row as it stands then; a second time changes nothing.

    Raises ValidationError: ``ended``, ``cancelled``, ``begun``, or ``lapsed`` when the time for it is over.
    """
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if row.is_over:
            raise ValidationError(_("This registration has ended."), code="ended")
        if row.state == _State.OFFERED:
            require_time(places, window_of(places), now)
            if row.offered_until is not None and now >= row.offered_until:
                raise ValidationError(_("The time to accept this place is over."), code="lapsed")
            put_in_place(row, now=now, letter=RegistrationLetter.PLACED, kind=_Kind.ACCEPTED)
            refresh_booking(places.event)
    return row


def take_in(
    places: Places,
    registration: Registration,
    *,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    window: Window | None = None,
) -> None:
    """Take in a confirmed contact with the colleagues who need not confirm, under the event's lock.

    Who holds a place has it now; the others queue up, and get one at once where one is free.
    """
    newcomers = []
    for row in _family(places, registration):
        row.confirmed_at = now
        if by is None:
            note_change_of(row, _Kind.CONFIRMED)
        if places.needs_approval and by is None:
            _change(row, _State.REQUESTED, _Kind.REQUESTED, RegistrationLetter.REQUESTED)
        elif row.holds_place(now):
            put_in_place(row, now=now, letter=RegistrationLetter.PLACED, kind=_Kind.PLACED)
        else:
            newcomers.append(row)
    queue_up(places, newcomers, now=now, window=window)


def queue_up(
    places: Places, newcomers: Sequence[Registration], *, now: dt.datetime, window: Window | None = None
) -> None:
    """Give places to rows that begin to wait now, as far as there are any, and tell the others that they wait."""
    window = window or window_of(places)
    count = count_places(places, now)
    for row in newcomers:
        row.state, row.hold_until = _State.WAITING, None
    given = give_places(places, now=now, newcomers=newcomers, count=count, window=window) if newcomers else []
    with_places = {row.pk for row in given}
    for row in newcomers:
        if row.pk not in with_places:
            _let_wait(places, row, now)
    refresh_booking(places.event, places=places, window=window, count=None if given else count)


def _let_wait(places: Places, row: Registration, now: dt.datetime) -> None:
    if places.has_waiting_list:
        row.save()
        note_change_of(row, _Kind.WAITING, detail=str(row.get_waiting_reason_display()))
        queue_letter(row, RegistrationLetter.WAITING)
        return
    with override(row.language):
        reason = _("All places are taken.")
    end(row, _State.REFUSED, _Kind.REFUSED, RegistrationLetter.REFUSED, now=now, reason=reason)


@contextmanager
def locked(registration: Registration) -> Iterator[tuple[Places, Registration]]:
    """Open a transaction that takes the event's lock, and give terms and row as they stand under it."""
    with transaction.atomic():
        places = lock_places(registration.event)
        yield places, reread(registration, places)


def reread(registration: Registration, places: Places) -> Registration:
    """Return the row as it stands under the lock."""
    row = Registration.objects.select_related("person", "contact").get(pk=registration.pk)
    row.event = places.event
    return row


def require_time(places: Places, window: Window, now: dt.datetime) -> None:
    """Raise ValidationError (``cancelled``, ``begun``) where the event takes nobody in any more."""
    if places.event.is_cancelled:
        raise ValidationError(_("This event was cancelled."), code="cancelled")
    if window.begins is None or now >= window.begins:
        raise ValidationError(_("This event has already begun."), code="begun")


def _family(places: Places, registration: Registration) -> list[Registration]:
    colleagues = registration.companions.filter(
        confirms_alone=False, state=_State.UNCONFIRMED, ended_at__isnull=True
    ).in_order()
    family = [registration, *colleagues]
    for row in family:
        row.event = places.event
        if row is not registration:
            row.contact = registration
    return family


def _change(row: Registration, state: RegistrationState, kind: _Kind, letter: RegistrationLetter) -> None:
    row.state, row.hold_until = state, None
    row.save()
    note_change_of(row, kind)
    queue_letter(row, letter)
