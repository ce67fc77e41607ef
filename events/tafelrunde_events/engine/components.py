"""What goes into a calendar entry: plain values, rendered by ``vevent`` and ``itip``."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from tafelrunde_events.engine.addresses import Organizer
from tafelrunde_events.engine.errors import EngineError, ScheduleError
from tafelrunde_events.engine.schedule import Session

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_LONGEST_UID = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One date of a series that differs from its rule: moved, renamed or cancelled.

    ``original_start`` is the start that the rule gave, in the form of the series (a date when it is all-day).
    ``start`` and ``end`` are as in Session, an all-day end included. ``sequence`` is the date's own and rises when
    this date changes; the series keeps its number. What is None is taken from the series, but for ``geo``: with a
    ``location`` of its own a date has its own position or none.
    """

    original_start: date
    start: date
    end: date
    status: Status
    sequence: int
    dtstamp: datetime
    last_modified: datetime
    summary: str | None = None
    location: str | None = None
    geo: tuple[float, float] | None = None
    description: str | None = None
    cancel_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Everything a calendar entry says: a single date or a series with its exceptions.

    ``dtstamp``, ``last_modified`` and ``created`` are stored moments (aware), never the time of rendering.
    ``cancelled_dates`` are starts that vanish from the series (EXDATE); a date that shall stay visible as cancelled is
    an Override instead. ``cancel_reason`` becomes the first line of the description. ``conference_url`` is repeated in
    the description, and is the location when there is none, because most programs do not show CONFERENCE. ``geo`` is
    latitude and longitude in degrees. ``organizer`` is a role with an address that the site receives.
    """

    uid: str
    sequence: int
    dtstamp: datetime
    last_modified: datetime
    session: Session
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = "CONFIRMED"
    categories: tuple[str, ...] = ()
    organizer: Organizer | None = None
    conference_url: str = ""
    geo: tuple[float, float] | None = None
    overrides: tuple[Override, ...] = ()
    cancelled_dates: tuple[date, ...] = ()
    created: datetime | None = None
    cancel_reason: str = ""

    def validate(self) -> None:
        """Raise EngineError for what would make an unreadable entry.

        Codes: ``uid_malformed`` (empty, longer than 255 octets, with control characters), ``sequence_negative``,
        ``naive_stamp``, and ScheduleErrors ``exception_form`` (an exception in another form than the series),
        ``exception_twice`` (one date with two exceptions). The session is not validated again.
        """
        if not self.uid or len(self.uid.encode()) > _LONGEST_UID or not self.uid.isprintable():
            raise EngineError("uid_malformed", f"not a UID: {self.uid!r}")
        if min([self.sequence, *(override.sequence for override in self.overrides)]) < 0:
            raise EngineError("sequence_negative", "SEQUENCE cannot be below zero")
        stamps = [self.dtstamp, self.last_modified, self.created or self.dtstamp]
        stamps += [stamp for override in self.overrides for stamp in (override.dtstamp, override.last_modified)]
        if any(stamp.tzinfo is None for stamp in stamps):
            raise EngineError("naive_stamp", "DTSTAMP, LAST-MODIFIED and CREATED must be aware")
        exceptions = [*self.cancelled_dates, *(override.original_start for override in self.overrides)]
        if any(isinstance(exception, datetime) == self.session.all_day for exception in exceptions):
            raise ScheduleError("exception_form", "an exception must name its date in the form of the series")
        if len(set(exceptions)) != len(exceptions):
            raise ScheduleError("exception_twice", "one date has two exceptions")

    @property
    def zones(self) -> tuple[tuple[str, date, date | None], ...]:
        """The zone this entry's text names and the days it needs it for; none when all dates are whole days."""
        sessions = [self.session, *(self.overridden(override).session for override in self.overrides)]
        return tuple((session.zone, *session.span) for session in sessions if not session.all_day)

    def overridden(self, override: Override) -> "Component":
        """Return the entry that stands for one date of the series."""
        session = replace(self.session, start=override.start, end=override.end, rule=None)
        return replace(
            self,
            session=session,
            status=override.status,
            sequence=override.sequence,
            dtstamp=override.dtstamp,
            last_modified=override.last_modified,
            summary=self.summary if override.summary is None else override.summary,
            location=self.location if override.location is None else override.location,
            geo=self.geo if override.location is None else override.geo,
            description=self.description if override.description is None else override.description,
            cancel_reason=override.cancel_reason,
            overrides=(),
            cancelled_dates=(),
        )
