"""What staff decides by hand. Each of it stands in the history with who did it."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tafelrunde_events.domain.registrations.confirming import locked, queue_up, reread
from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter
from tafelrunde_events.domain.registrations.links import give_secrets
from tafelrunde_events.domain.registrations.names import protected_people
from tafelrunde_events.domain.registrations.outcomes import end, put_in_place
from tafelrunde_events.domain.registrations.places import count_places, is_registered, lock_places, refresh_booking
from tafelrunde_events.domain.registrations.waiting_list import give_on
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.enums import PLACED_STATES, RegistrationChangeKind, RegistrationState
from tafelrunde_events.models import Event, Places, Registration, RegistrationAnswer
from tafelrunde_members.validators import validate_deliverable_address

_State = RegistrationState
_Kind = RegistrationChangeKind

#: What of a registration can be corrected, with the lengths that forms allow.
DETAILS = ("first_name", "last_name", "organisation", "email", "note")


def approve(registration: Registration, *, by: AbstractBaseUser, now: dt.datetime | None = None) -> Registration:
    """Approve a registration: it has a place where one is free, and waits otherwise. Approving twice changes nothing.

    Raises ValidationError: ``state`` for one that is not waiting for approval any more, ``full`` where no place is free
    and there is no waiting list.
    """
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if row.state in (_State.WAITING, *PLACED_STATES):
            return row
        _require_state(row, _State.REQUESTED)
        note_change_of(row, _Kind.APPROVED, by=by)
        queue_up(places, [row], now=now)
        _require_hope(row)
    return row


def refuse(
    registration: Registration, *, by: AbstractBaseUser, reason: str = "", now: dt.datetime | None = None
) -> Registration:
    """Do not accept a registration; the person is told the reason. Raises ValidationError (``state``)."""
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if row.state != _State.REFUSED:
            _require_state(row, _State.REQUESTED, _State.WAITING)
            end(row, _State.REFUSED, _Kind.REFUSED, RegistrationLetter.REFUSED, now=now, by=by, reason=reason)
            refresh_booking(places.event)
    return row


def place_now(
    registration: Registration, *, by: AbstractBaseUser, reserved: bool = False, now: dt.datetime | None = None
) -> Registration:
    """Give somebody a free place out of turn, or with `reserved` one of the reserved places.

    Raises ValidationError: ``state``, or ``full`` where there is no such place: `place_anyway` goes beyond.
    """
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if row.state == _State.PLACED:
            return row
        _require_state(row, _State.WAITING, _State.REQUESTED, _State.OFFERED, _State.UNCONFIRMED)
        count = count_places(places, now)
        if (count.reserved_left == 0) if reserved else (count.is_full and not _has_one(row, now)):
            raise ValidationError(_("No such place is free."), code="full")
        row.reserved = reserved
        _place(row, by=by, kind=_Kind.PLACED, now=now)
        give_on(places, now=now)
    return row


def place_anyway(registration: Registration, *, by: AbstractBaseUser, now: dt.datetime | None = None) -> Registration:
    """Give somebody a place although all are taken: knowingly, and written down. Raises ValidationError (``state``)."""
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if row.state != _State.PLACED:
            _require_state(row, _State.WAITING, _State.REQUESTED, _State.OFFERED, _State.UNCONFIRMED)
            row.overbooked = count_places(places, now).is_full and not _has_one(row, now)
            _place(row, by=by, kind=_Kind.OVERBOOKED if row.overbooked else _Kind.PLACED, now=now)
            refresh_booking(places.event)
    return row


def move(
    registration: Registration, to_event: Event, *, by: AbstractBaseUser, now: dt.datetime | None = None
) -> Registration:
    """Move somebody to another event; return the new registration, which has a place there or waits for one.

    The earlier one ends, and its place is given to who waits. Raises ValidationError: ``state``, ``same``,
    ``no_places`` (the other event takes no registrations), ``cancelled``, ``registered`` (there already), or ``full``
    where one cannot wait either: then nothing has changed.
    """
    now = now or timezone.now()
    if registration.event_id == to_event.pk:
        raise ValidationError(_("Please choose another event."), code="same")
    with transaction.atomic():
        # Always in the same order, so that two people who move others to and fro wait for each other.
        locked = {event.pk: _lock_for_moving(event) for event in _by_key(registration.event, to_event)}
        here, there = locked[registration.event_id], locked[to_event.pk]
        row = reread(registration, here)
        _require_state(row, _State.PLACED, _State.OFFERED, _State.WAITING, _State.REQUESTED)
        if there.event.is_cancelled:
            raise ValidationError(_("This event was cancelled."), code="cancelled")
        if row.address and is_registered(there.event, row.address):
            raise ValidationError(_("This address is registered there already."), code="registered")
        moved = _copy(row, there, now)
        end(row, _State.CANCELLED, _Kind.MOVED, None, now=now, by=by, reason=_("Moved to another date."))
        note_change_of(moved, _Kind.MOVED, by=by)
        if count_places(there, now).is_full:
            queue_up(there, [moved], now=now)
            _require_hope(moved)
        else:
            put_in_place(moved, now=now, letter=RegistrationLetter.MOVED, kind=_Kind.PLACED)
            refresh_booking(there.event)
        give_on(here, now=now)
    return moved


def reinstate(registration: Registration, *, by: AbstractBaseUser, now: dt.datetime | None = None) -> Registration:
    """Take up an ended registration again, at its old place in the order, as if it never had a place.

    Raises ValidationError: ``registered``, or ``full`` where one cannot wait either.
    """
    now = now or timezone.now()
    with locked(registration) as (places, row):
        if not row.is_over:
            return row
        if row.address and is_registered(places.event, row.address):
            raise ValidationError(_("This address is registered already."), code="registered")
        row.ended_at, row.end_reason, row.confirmed_at = None, "", row.confirmed_at or now
        row.placed_at, row.reserved, row.overbooked = None, False, False
        note_change_of(row, _Kind.REINSTATED, by=by)
        queue_up(places, [row], now=now)
        _require_hope(row)
    return row


def change_details(
    registration: Registration,
    *,
    by: AbstractBaseUser | None = None,
    answers: Mapping[str, str] | None = None,
    **details: str,
) -> Registration:
    """Correct details (`DETAILS`) and answers; what is not named stays. Returns the row as it stands.

    Raises ValidationError: ``name`` (none left), ``email`` or ``registered`` for an address that cannot be.
    """
    with locked(registration) as (places, row):
        organisation_key = row.organisation_key
        for name in DETAILS:
            if name in details:
                clean = clean_text if name == "note" else clean_line
                setattr(row, name, clean(details[name]).strip())
        if not row.last_name:
            raise ValidationError({"last_name": ValidationError(_("Please enter a name."), code="name")})
        if row.email.lower() != row.address:
            _check_new_address(row)
            row.person = row.person or protected_people([row.email]).get(row.email.lower())
        row.save()
        if answers is not None:
            _change_answers(places, row, answers)
        note_change_of(row, _Kind.CHANGED, by=by)
        if row.organisation_key != organisation_key:
            give_on(places, now=timezone.now())  # the limit for each organisation may let others pass now
            return reread(row, places)
    return row


def _place(row: Registration, *, by: AbstractBaseUser, kind: _Kind, now: dt.datetime) -> None:
    letter = RegistrationLetter.PROMOTED if row.state == _State.WAITING else RegistrationLetter.PLACED
    row.confirmed_at = row.confirmed_at or now
    put_in_place(row, now=now, letter=letter, kind=kind, by=by)


def _require_state(row: Registration, *states: RegistrationState) -> None:
    if row.state not in states:
        text = _("Meanwhile this registration stands otherwise: %(state)s.") % {"state": row.get_state_display()}
        raise ValidationError(text, code="state")


def _require_hope(row: Registration) -> None:
    if row.is_over:
        raise ValidationError(_("No such place is free."), code="full")


def _has_one(row: Registration, now: dt.datetime) -> bool:
    """Tell whether a place is offered to this row, or held for it."""
    return row.state == _State.OFFERED or row.holds_place(now)


def _by_key(*events: Event) -> list[Event]:
    return sorted(events, key=lambda event: event.pk)


def _lock_for_moving(event: Event) -> Places:
    try:
        return lock_places(event)
    except Places.DoesNotExist as error:
        raise ValidationError(_("This event takes no registrations."), code="no_places") from error


def _copy(row: Registration, there: Places, now: dt.datetime) -> Registration:
    moved = Registration(
        event=there.event,
        person=row.person,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        organisation=row.organisation,
        language=row.language,
        state=_State.WAITING,
        source=row.source,
        submitted_at=now,
        confirmed_at=row.confirmed_at or now,
        note=row.note,
    )
    if not row.email and row.contact is not None and row.contact.email:
        # The contact stays behind; from now on the colleague's letters go to that address.
        moved.email = "" if is_registered(there.event, row.contact.email) else row.contact.email
    give_secrets(moved)
    moved.save()
    RegistrationAnswer.objects.bulk_create(
        RegistrationAnswer(
            registration=moved, key=answer.key, label=answer.label, value=answer.value, sensitive=answer.sensitive
        )
        for answer in row.answers.all()
    )
    return moved


def _check_new_address(row: Registration) -> None:
    if not row.email:
        return
    try:
        validate_deliverable_address(row.email)
    except ValidationError as error:
        raise ValidationError({"email": error}) from error
    if is_registered(row.event, row.email):
        message = ValidationError(_("This address is registered already."), code="registered")
        raise ValidationError({"email": message})


def _change_answers(places: Places, row: Registration, answers: Mapping[str, str]) -> None:
    for question in places.questions:
        key = question["key"]
        if key not in answers:
            continue
        value = clean_text(answers[key]).strip()
        if not value:
            row.answers.filter(key=key).delete()
            continue
        facts = {"label": question["label"], "value": value, "sensitive": bool(question.get("sensitive"))}
        RegistrationAnswer.objects.update_or_create(registration=row, key=key, defaults=facts)
