"""What is taken over from a foreign calendar: plain values, without anything that names a person's address."""

from dataclasses import dataclass
from datetime import date, datetime

from tafelrunde_events.engine.components import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignDate:
    """One date of a foreign entry.

    ``recurrence_id`` is stable within the UID: the start that the rule gave, as ISO 8601 on the wall clock of the
    entry ("2027-05-04T18:00") or as a day ("2027-05-04"); empty for an entry that has only one date. ``start`` and
    ``end`` are as in ``Session``: naive datetimes on the wall clock of ``zone`` (an IANA name), or days, the last one
    included.
    """

    recurrence_id: str
    start: date
    end: date
    zone: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignEvent:
    """Everything a foreign calendar says under one UID.

    ``dates`` are sorted and only those that touch the days asked for. ``fingerprint`` is a SHA-256 (hex) over all
    that is taken over: it changes exactly when that does, and not with DTSTAMP, LAST-MODIFIED or SEQUENCE.
    """

    uid: str
    title: str
    description: str
    location: str
    url: str
    status: Status
    categories: tuple[str, ...]
    dates: tuple[ForeignDate, ...]
    last_modified: datetime | None
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An entry that was not taken over, and why.

    ``line`` is where the entry begins in the file, counted from 1. ``reason`` is a stable code; see ``REASONS``.
    """

    line: int | None
    uid: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignCalendar:
    """A foreign calendar as far as it can be read: its name, its entries, and what was skipped."""

    name: str
    events: tuple[ForeignEvent, ...]
    skipped: tuple[Skipped, ...]


# Why an entry was skipped, or, for the last three, why it was taken over only in part.
REASONS = (
    "unreadable",  # not even the lines of the entry can be read
    "no_uid",
    "no_start",
    "end_before_start",
    "too_long",  # longer than 366 days
    "out_of_range",  # not between 1970 and 2199
    "not_an_event",  # a task, a journal entry, a free/busy time
    "too_many_entries",  # the file has more entries than are read
    "rule_unreadable",  # only its first date and those it lists are taken over
    "unknown_zone",  # its times are read on the wall clock of the calendar's own zone
    "too_many_dates",  # only the first ones are taken over
)
