"""The sessions of an event at which somebody can be there."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, Occurrence


def sessions_of(event: Event) -> list[Occurrence]:
    """Return the dates of the event that were not called off, soonest first."""
    rows = event.occurrences.exclude(status=EventStatus.CANCELLED)
    return list(rows.select_related("venue").order_by("start", "pk"))


def session_now(sessions: Sequence[Occurrence], now: dt.datetime | None = None) -> Occurrence | None:
    """Return the session that people arrive for: today's, or the next, or the last one when all are over.

    Of several on one day it is the first that is not over: between two of them people arrive for the second.
    """
    now = now or timezone.now()
    today = [row for row in sessions if timezone.localdate(row.start) <= timezone.localdate(now) <= _last_day(row)]
    coming = [row for row in sessions if row.end > now]
    for rows in (today, coming):
        if rows:
            return next((row for row in rows if row.end > now), rows[-1])
    return sessions[-1] if sessions else None


def session_text(session: Occurrence) -> str:
    """Return day and beginning as they fit into a column: "05.03.2027, 18:00 Uhr"."""
    day = date_format(session.start_date, "SHORT_DATE_FORMAT")
    if session.start_time is None:
        return day
    return _at(day, session.start_time)


def moment_text(moment: dt.datetime) -> str:
    """Return a moment as short as it can be understood: the time today, the day as well on any other."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate():
        return gettext("%(time)s o'clock") % {"time": f"{local:%H:%M}"}
    return _at(date_format(local, "SHORT_DATE_FORMAT"), local.time())


def _at(day: str, time: dt.time) -> str:
    return gettext("%(day)s, %(time)s") % {"day": day, "time": f"{time:%H:%M}"}


def _last_day(session: Occurrence) -> dt.date:
    return session.end_date if session.all_day else timezone.localdate(session.end)
