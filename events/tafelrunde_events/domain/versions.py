"""Which state the public calendar is in: what conditional requests compare, in one query and without any date."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from tafelrunde_events.models import CalendarChange, ScheduleEntry
from tafelrunde_members.enums import Visibility

__all__ = ["KEPT", "CalendarVersion", "advance", "current_version", "note_change"]

#: How long past and cancelled dates stay in a feed: a subscriber who returns from holidays still sees what happened.
KEPT = dt.timedelta(days=90)
#: How many changes are counted one by one before they are summed up.
_COUNTED = 200
_TABLE = CalendarChange._meta.db_table  # noqa: SLF001 (Django's documented name)
_STATE = f"SELECT COUNT(*), MAX(id), MAX(changed_at), MAX(kept_since) FROM {_TABLE}"  # noqa: S608 (our own table)


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """One state of the public calendar. No two states have the same `tag`."""

    tag: str
    changed_at: dt.datetime | None
    kept_since: dt.date | None


def current_version() -> CalendarVersion:
    """Return the state of the public calendar, in one query that does not depend on the number of dates.

    A change adds a row, so that the count rises whatever order transactions end in; summing up adds a newer row than
    all before. Number and newest row together are therefore never the same again; the time tells them apart where a
    restored backup counts the same numbers twice.
    """
    count, newest, changed_at, kept_since = _read_state()
    seconds = changed_at.timestamp() if changed_at else 0
    return CalendarVersion(f"{count}.{newest or 0}.{seconds:.6f}", changed_at, kept_since)


def _read_state() -> tuple[int, int | None, dt.datetime | None, dt.date | None]:
    """Read number, newest row, newest moment and newest beginning.

    Written as SQL because every program asks this every few hours, mostly to hear that nothing is new: composing the
    query anew costs ten times as much as answering it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        count, newest, changed_at, kept_since = cursor.fetchone()
    if isinstance(changed_at, str):  # SQLite has no type for moments
        changed_at = dt.datetime.fromisoformat(changed_at).replace(tzinfo=dt.UTC)
    if isinstance(kept_since, str):
        kept_since = dt.date.fromisoformat(kept_since)
    return count, newest, changed_at, kept_since


def note_change() -> None:
    """Note that the public calendar says something else now; call it in the transaction that changes it."""
    CalendarChange.objects.create()


def advance(today: dt.date | None = None) -> bool:
    """Let the beginning of feeds move on where dates leave them by that, and sum up the changes noted so far.

    Tells whether feeds say something else now: a beginning that drops no date stays where it is, so that nobody
    fetches the same again.
    """
    since = (today or timezone.localdate()) - KEPT
    with transaction.atomic():
        version = current_version()
        moves = version.kept_since is None or _leaves(version.kept_since, since)
        if moves or CalendarChange.objects.count() > _COUNTED:
            newest = CalendarChange.objects.create(kept_since=since if moves else version.kept_since)
            CalendarChange.objects.filter(pk__lt=newest.pk).delete()
    return moves


def _leaves(before: dt.date, after: dt.date) -> bool:
    """Tell whether a public date ends between two days, both at midnight in the site's zone."""
    entries = ScheduleEntry.objects.filter(visibility=Visibility.PUBLIC)
    return entries.filter(last_end__gt=midnight(before), last_end__lte=midnight(after)).exists()


def midnight(day: dt.date) -> dt.datetime:
    """Return the beginning of a day in the site's zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
