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

    ``dates`` are sorted and only those that touch the days asked for; they are empty for an entry that stands in the
    file, but has none in those days: it was not removed. ``title`` can be empty. Addresses of people are replaced in
    all texts; the ``uid`` is as foreign as it was, often looks like an address, and is not for publication.
    ``fingerprint`` is a SHA-256 (hex) over all that is taken over: it changes exactly when that does, and not with
    DTSTAMP, LAST-MODIFIED or SEQUENCE.
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

    ``title`` is empty where it is not for the public either. ``line`` is where the entry begins in the file, counted
    from 1. ``reason`` is a stable code; see ``REASONS``.
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


# Why an entry was skipped.
SKIPPED_WHOLE = (
    "unreadable",  # the file ends in the middle of it, or it does not say which date of its series it is
    "no_uid",
    "no_start",
    "end_before_start",
    "too_long",  # longer than 366 days
    "out_of_range",  # before the year 1 or after the year 9999 in some zone
    "not_an_event",  # a task, a journal entry, a free/busy time
    "not_public",  # CLASS:PRIVATE or CONFIDENTIAL
    "duplicate_uid",  # another entry says the same with a higher SEQUENCE, a later DTSTAMP, or later in the file
    "too_many_entries",  # this entry and all after it: the file has more than are read
)
# Why an entry was taken over only in part.
SKIPPED_IN_PART = (
    "rule_unreadable",  # only its first date and those it lists
    "unknown_zone",  # its times are read on the wall clock of the default zone
    "too_many_dates",  # only the first ones
)
REASONS = SKIPPED_WHOLE + SKIPPED_IN_PART
