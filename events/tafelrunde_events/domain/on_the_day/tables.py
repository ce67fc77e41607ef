"""Who was there, as a table for office programs."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.on_the_day.participants import absent, participants_of
from tafelrunde_events.domain.on_the_day.sessions import session_text, sessions_of
from tafelrunde_events.domain.spreadsheets import Cell, Table
from tafelrunde_events.models import Event

#: Log action; its text is registered in `wagtail_hooks`.
ATTENDANCE_EXPORTED = "tafelrunde_events.attendance_exported"


def attendance_table(event: Event, *, now: dt.datetime | None = None) -> Table:
    """Return everybody with a place and at which sessions they were; those who must not be named have a number alone.

    Of sessions still to come the table says nothing. Who stayed away from all of it is marked once it is over.
    """
    now = now or timezone.now()
    sessions, people = sessions_of(event), participants_of(event)
    begun = {session.pk for session in sessions if session.start <= now}
    is_over = bool(sessions) and all(session.end <= now for session in sessions)
    missing = {one.registration.pk for one in absent(people)} if is_over else set()
    yes, no = gettext("yes"), gettext("no")
    rows: list[list[Cell]] = []
    for number, one in enumerate(people, start=1):
        there = [yes if one.was_at(row) else no if row.pk in begun else "" for row in sessions]
        stayed_away = gettext("did not come") if one.registration.pk in missing else ""
        rows.append([number, one.name, one.organisation, *there, len(one.attended), stayed_away])
    headings = [gettext("No."), gettext("Name"), gettext("Organisation"), *map(session_text, sessions)]
    headings += [gettext("Sessions attended"), gettext("Note")]
    return Table(title=gettext("Attendance"), headings=headings, rows=rows)


def log_export(event: Event, *, by: AbstractBaseUser) -> None:
    """Write down that somebody took the attendance along; the entry names neither event nor people."""
    log(instance=event, action=ATTENDANCE_EXPORTED, user=by)
