"""Noting who is there: one at the door, or a whole list afterwards. Two devices may do it at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.on_the_day.sessions import sessions_of
from tafelrunde_events.enums import AttendanceWay, RegistrationState
from tafelrunde_events.models import Attendance, Event, Occurrence, Registration

#: Log action; its text is registered in `wagtail_hooks`.
ATTENDANCE_NOTED = "tafelrunde_events.attendance_noted"

#: A registration and a session, by their primary keys.
Cell: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody is there. `is_new` is false where this was known already; the attendance says since when, by whom."""

    attendance: Attendance
    is_new: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """How many attendances were added and taken back."""

    added: int
    removed: int


def check_in(
    registration: Registration, occurrence: Occurrence, *, way: AttendanceWay, by: AbstractBaseUser | None
) -> CheckIn:
    """Note that somebody is at a session; doing it twice, or on two devices at once, notes it once.

    Raises ValidationError: code ``no_place`` for somebody without a place, ``cancelled`` for a session that was called
    off, ``session`` for one of another event.
    """
    with transaction.atomic():
        # The write that changes nothing makes a cancellation of this very moment wait, on both databases.
        placed = Registration.objects.filter(pk=registration.pk, state=RegistrationState.PLACED)
        if not placed.update(state=F("state")):
            registration.refresh_from_db(fields=["state"])
            raise ValidationError(_why_not(registration), code="no_place")
        _check_session(registration, occurrence)
        attendance, is_new = Attendance.objects.select_related("by").get_or_create(
            registration=registration, occurrence=occurrence, defaults={"way": way, "by_id": by.pk if by else None}
        )
    return CheckIn(attendance, is_new)


def undo_check_in(registration: Registration, occurrence: Occurrence) -> bool:
    """Take back that somebody was noted at a session, and return whether there was anything to take back."""
    deleted, _rows = Attendance.objects.filter(registration=registration, occurrence=occurrence).delete()
    return bool(deleted)


def note_attendance(
    event: Event, *, present: Collection[Cell], absent: Collection[Cell], by: AbstractBaseUser
) -> Noted:
    """Note at once who was there and who was not; whoever is in neither stays as noted by others meanwhile.

    Registrations without a place, and sessions that were called off or belong to other events, are passed over.
    """
    with transaction.atomic():
        lock_event(event)
        sessions = {session.pk for session in sessions_of(event)}
        placed = set(event.registrations.filter(state=RegistrationState.PLACED).values_list("pk", flat=True))
        noted = Attendance.objects.filter(registration__event=event)
        pks = {(row.registration_id, row.occurrence_id): row.pk for row in noted}
        new = [cell for cell in sorted(set(present)) if cell[0] in placed and cell[1] in sessions and cell not in pks]
        Attendance.objects.bulk_create(
            [
                Attendance(registration_id=who, occurrence_id=when, way=AttendanceWay.LIST, by_id=by.pk)
                for who, when in new
            ],
            ignore_conflicts=True,
        )
        gone = [pks[cell] for cell in set(absent) if cell in pks]
        Attendance.objects.filter(pk__in=gone).delete()
        if new or gone:
            log(instance=event, action=ATTENDANCE_NOTED, user=by)
    return Noted(added=len(new), removed=len(gone))


def _check_session(registration: Registration, occurrence: Occurrence) -> None:
    if occurrence.event_id != registration.event_id:
        raise ValidationError(gettext("This person registered for another event."), code="session")
    if Occurrence.objects.get(pk=occurrence.pk).is_cancelled:
        raise ValidationError(gettext("This session was called off."), code="cancelled")


def _why_not(registration: Registration) -> str:
    state = RegistrationState(registration.state)
    if state == RegistrationState.OFFERED:
        return gettext("A place was offered, but has not been accepted.")
    if state == RegistrationState.CANCELLED:
        return gettext("This registration was cancelled.")
    return gettext("There is no place for this registration: %(state)s.") % {"state": state.label}
