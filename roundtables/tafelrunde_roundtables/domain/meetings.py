"""Meetings of a round table: planning, changing, calling off. Date, place and status are those of the event (law 1)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.reminders import add_reminder
from tafelrunde_events.domain.scheduling import (
    EventFacts,
    cancel_event,
    create_event,
    move_in_plan,
    reinstate_event,
    write_facts,
)
from tafelrunde_events.engine import ScheduleError, Session
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation
from tafelrunde_roundtables.domain.agenda import AgendaEntry, replace_agenda
from tafelrunde_roundtables.models import Meeting, RoundTable

#: Log actions; their texts are registered in `wagtail_hooks`.
MEETING_CANCELLED = "tafelrunde_roundtables.meeting_cancelled"
MEETING_REINSTATED = "tafelrunde_roundtables.meeting_reinstated"

#: Key of the one session that a meeting has in its schedule.
SESSION_KEY = "meeting"

_REFUSALS = {
    "out_of_range": ("day", _("The year is not possible.")),
    "end_before_start": ("end", _("The meeting must end after it begins.")),
    "skipped_time": ("start", _("Clocks are changed at this time of this night. Please choose another time.")),
    "too_long": ("end", _("A meeting cannot last longer than a year.")),
    "unknown_zone": ("zone", _("This time zone is not known.")),
}
_OTHER_REFUSAL = ("start", _("This date is not possible."))


def plan_meeting(
    table: RoundTable,
    *,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    zone: str,
    venue: Venue | None = None,
    room: str = "",
    online_url: str = "",
    visibility: int = Visibility.TABLE,
    public_agenda: bool = False,
    guests_allowed: int = 0,
    agenda: Sequence[AgendaEntry] = (),
    by: AbstractBaseUser | None,
    allow_past: bool = False,
) -> Meeting:
    """Plan a meeting with its agenda and the reminder that is usual at the table; nobody is invited yet.

    `start` and `end` are naive times on the wall clock of `zone` (IANA name). A venue may be unsaved. Raises
    ValidationError: ``start`` (in the past, unless `allow_past` enters a meeting later, or at a time that a change of
    the clocks skips), ``day`` (in a year that calendars do not know), ``end`` (not after the start), ``zone``, or what
    is wrong with venue or agenda.
    """
    if not allow_past and start.date() < timezone.localdate():
        raise ValidationError({"start": _("This day is over. Please choose a day to come.")}, code="past")
    with transaction.atomic(), _schedule_errors_as_validation():
        event = create_event(
            kind=EventKind.MEETING,
            sessions=[Session(key=SESSION_KEY, start=start, end=end, zone=zone)],
            title=title,
            visibility=Visibility(visibility),
            venue=_stored(venue),
            room=room,
            online_url=online_url,
            contact_email=table.role_email,
            guests_allowed=guests_allowed,
            organisers=_organisers(table, visibility),
        )
        meeting = Meeting.objects.create(event=event, table=table, public_agenda=public_agenda)
        replace_agenda(meeting, agenda)
        _remind_as_usual(meeting, by=by)
        log(instance=meeting, action="wagtail.create", user=by)
    return meeting


def update_meeting(
    meeting: Meeting,
    *,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    zone: str,
    venue: Venue | None,
    room: str,
    online_url: str,
    visibility: int,
    public_agenda: bool,
    guests_allowed: int | None = None,
    agenda: Sequence[AgendaEntry] | None = None,
    by: AbstractBaseUser | None,
) -> bool:
    """Change a meeting, and return whether calendars that hold it are outdated now (its SEQUENCE rose, law 4).

    An agenda of None stays as it is, as does the number of guests. The table's role mailbox and convener are taken over
    anew. Raises ValidationError as `plan_meeting` does, and for a day in the past unless the meeting was on that day
    already.
    """
    date = meeting.date
    if date is None or (start.date() < timezone.localdate() and start.date() != date.start_date):
        raise ValidationError({"start": _("This day is over. Please choose a day to come.")}, code="past")
    before = sequence_of(meeting)
    table = meeting.table
    with transaction.atomic(), _schedule_errors_as_validation():
        facts: EventFacts = {
            "title": title,
            "visibility": Visibility(visibility),
            "venue": _stored(venue),
            "room": room,
            "online_url": online_url,
            "contact_email": table.role_email,
            "organisers": _organisers(table, visibility),
            "guests_allowed": meeting.event.guests_allowed if guests_allowed is None else guests_allowed,
        }
        # One change for all of it, so that a new time in a new place raises SEQUENCE once.
        with changing(meeting.event) as plan:
            write_facts(plan, facts)
            move_in_plan(plan, date, start=start, end=end, zone=zone)
        meeting.public_agenda = public_agenda
        meeting.save(update_fields=["public_agenda"])
        if agenda is not None:
            replace_agenda(meeting, agenda)
        log(instance=meeting, action="wagtail.edit", user=by)
    return sequence_of(meeting) != before


def cancel_meeting(meeting: Meeting, *, reason: str, by: AbstractBaseUser | None) -> None:
    """Call off a meeting; it stays in calendars as cancelled, with the reason. Telling people is a step of its own.

    Raises ValidationError for an empty reason; calling off twice changes nothing.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why the meeting is called off.")}, code="required")
    if meeting.event.is_cancelled:
        return
    with transaction.atomic():
        cancel_event(meeting.event, reason=reason.strip())
        log(instance=meeting, action=MEETING_CANCELLED, user=by)


def reinstate_meeting(meeting: Meeting, *, by: AbstractBaseUser | None) -> None:
    """Let a meeting that was called off take place after all; reinstating one that takes place changes nothing."""
    if not meeting.event.is_cancelled:
        return
    with transaction.atomic():
        reinstate_event(meeting.event)
        log(instance=meeting, action=MEETING_REINSTATED, user=by)


def missed_notice(table: RoundTable, day: dt.date, *, today: dt.date | None = None) -> bool:
    """Tell whether inviting today to a meeting on a day to come breaks the table's notice period."""
    remaining = (day - (today or timezone.localdate())).days
    return 0 <= remaining < table.notice_days


def first_day_in_time(table: RoundTable) -> dt.date:
    """Return the first day for which inviting today keeps the table's notice period."""
    return timezone.localdate() + dt.timedelta(days=table.notice_days)


def sequence_of(meeting: Meeting) -> int:
    """Return the SEQUENCE of the meeting's calendar entry; 0 for one that never changed."""
    return max(meeting.event.entries.values_list("sequence", flat=True), default=0)


def _remind_as_usual(meeting: Meeting, *, by: AbstractBaseUser | None) -> None:
    """Set the reminder of those who have not answered, unless the meeting is called too late for it."""
    if meeting.table.reminder_days is not None:
        with suppress(ValidationError):
            add_reminder(meeting.event, days=meeting.table.reminder_days, by=by)


def _organisers(table: RoundTable, visibility: int) -> list[Organisation]:
    """Return who convenes; the public learns it only of an institution that is in the public directory."""
    convener = table.convener
    if convener is None or (visibility == Visibility.PUBLIC and convener.visibility != Visibility.PUBLIC):
        return []
    return [convener]


def _stored(venue: Venue | None) -> Venue | None:
    """Check and store a venue that was typed in."""
    if venue is not None and venue.pk is None:
        venue.full_clean()
        venue.save()
    return venue


@contextmanager
def _schedule_errors_as_validation() -> Iterator[None]:
    """Put what the calendar engine refuses into words for the form."""
    try:
        yield
    except ScheduleError as error:
        field, message = _REFUSALS.get(error.code, _OTHER_REFUSAL)
        raise ValidationError({field: message}, code=error.code) from error
