"""What one VEVENT says, read on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice

from tafelrunde_events.engine.components import Status
from tafelrunde_events.engine.foreign import texts
from tafelrunde_events.engine.foreign.blocks import Block, Property, values
from tafelrunde_events.engine.foreign.moments import Moment, MomentReader
from tafelrunde_events.engine.foreign.plain_times import duration, stamp
from tafelrunde_events.engine.foreign.zones import Clock, Clocks
from tafelrunde_events.engine.wall_times import at_midnight, day_of

_LONGEST_UID = 500
_MOST_LISTED = 10_000
_MOST_RULES = 10
_LONGEST = timedelta(days=366)
_ONE_DAY = timedelta(days=1)
# An entry that says no end, or ends as it begins: dates here take some time.
_UNSAID_LENGTH = timedelta(hours=1)
_STATUSES: dict[str, Status] = {"TENTATIVE": "TENTATIVE", "CANCELLED": "CANCELLED"}
_NOT_PUBLIC = frozenset({"PRIVATE", "CONFIDENTIAL"})
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class EntrySkippedError(Exception):
    """An entry that is not taken over; ``reason`` is one of ``SKIPPED_WHOLE``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A VEVENT: an entry of its own, a series, or (with a ``recurrence_id``) one date of a series.

    ``start`` and ``end`` are naive on ``clock``, or days, the last one included. ``onward`` marks a date that stands
    for all after it (RANGE=THISANDFUTURE). ``added`` are listed dates, with a length of their own or None; ``rank``
    orders versions of one entry.
    """

    block: Block
    uid: str
    title: str
    description: str
    location: str
    url: str
    status: Status
    categories: tuple[str, ...]
    clock: Clock
    start: date
    end: date
    recurrence_id: Moment | None
    onward: bool
    rules: tuple[str, ...]
    excluding_rules: tuple[str, ...]
    added: tuple[tuple[Moment, timedelta | None], ...]
    excluded: tuple[Moment, ...]
    rank: tuple[int, datetime, int]
    last_modified: datetime | None
    notes: tuple[str, ...]

    @property
    def all_day(self) -> bool:
        """Whether the entry has days and no times."""
        return not isinstance(self.start, datetime)

    @property
    def repeats(self) -> bool:
        """Whether the entry is a series."""
        return bool(self.rules or self.added)


def title_of(block: Block) -> str:
    """Return the title of an entry, for a report."""
    return texts.line_of_text(block.text("SUMMARY"))


def uid_of(block: Block) -> str:
    """Return the UID of an entry; one that is too long to be stored by a hash of it."""
    uid = texts.identifier(block.text("UID"))
    return uid if len(uid) <= _LONGEST_UID else sha256(uid.encode("utf-8", "replace")).hexdigest()


def read_entry(block: Block, clocks: Clocks) -> Entry:
    """Return what an entry says; raise EntrySkippedError for one that says too little, or nothing for the public."""
    _check(block)
    reader = MomentReader(clocks, block.calendar)
    start = _start(block, reader)
    clock = start.clock or clocks.default
    first, last = _span(block, start, reader, clock)
    recurrence_id = _moment_or_none(reader, block.first("RECURRENCE-ID"))
    listing = _Listing(block, reader)
    is_date = recurrence_id is not None
    if block.text("RECURRENCE-ID") and not is_date:
        # Read without it, one date would take the place of its series.
        raise EntrySkippedError("unreadable")
    return Entry(
        block=block,
        uid=uid_of(block),
        title=title_of(block),
        description=texts.lines_of_text(block.text("DESCRIPTION") or block.text("X-ALT-DESC")),
        location=texts.line_of_text(block.text("LOCATION")),
        url=texts.web_address(block.text("URL")),
        status=_status(block),
        categories=texts.categories([found.value for found in block.properties.get("CATEGORIES", ())]),
        clock=clock,
        start=first,
        end=last,
        recurrence_id=recurrence_id,
        onward=is_date and block.properties["RECURRENCE-ID"][0].params.get("RANGE", "").upper() == "THISANDFUTURE",
        rules=() if is_date else _rules(block, "RRULE"),
        excluding_rules=() if is_date else _rules(block, "EXRULE"),
        added=() if is_date else tuple(listing.added()),
        excluded=() if is_date else tuple(listing.moments("EXDATE")),
        rank=(sequence_of(block), stamp(block.text("DTSTAMP")) or _LONG_AGO, block.line),
        last_modified=stamp(block.text("LAST-MODIFIED")),
        notes=tuple(listing.notes() if not is_date else ["unknown_zone"] if reader.unknown_zone else []),
    )


def _check(block: Block) -> None:
    if block.kind != "VEVENT":
        raise EntrySkippedError("not_an_event")
    if not block.closed:
        raise EntrySkippedError("unreadable")
    if not uid_of(block):
        raise EntrySkippedError("no_uid")
    if block.text("CLASS").upper() in _NOT_PUBLIC:
        raise EntrySkippedError("not_public")


def _start(block: Block, reader: MomentReader) -> Moment:
    start = _moment_or_none(reader, block.first("DTSTART"))
    if start is None:
        raise EntrySkippedError("no_start")
    return start


def _moment_or_none(reader: MomentReader, found: Property | None) -> Moment | None:
    try:
        return reader.moment(found.value, found) if found else None
    except (ValueError, OverflowError):
        return None


def _span(block: Block, start: Moment, reader: MomentReader, clock: Clock) -> tuple[date, date]:
    """Return the start and the end of an entry on its clock, or its first and its last day."""
    try:
        end = _end(block, start, reader, clock)
        if not isinstance(start.at, datetime):
            first, last = start.at, _last_day(start.at, end)
        elif _is_whole_days(block, start.at, end):
            first, last = start.at.date(), _last_day(start.at.date(), end)
        else:
            first, last = start.at, end
    except OverflowError as error:
        raise EntrySkippedError("out_of_range") from error
    if last < first:
        raise EntrySkippedError("end_before_start")
    if last - first > _LONGEST:
        raise EntrySkippedError("too_long")
    return first, last


def _end(block: Block, start: Moment, reader: MomentReader, clock: Clock) -> date:
    """Return where an entry ends, as its DTEND or DURATION says: with days, the day after the last one."""
    said = _moment_or_none(reader, block.first("DTEND"))
    is_day = not isinstance(start.at, datetime)
    if said is not None:
        end = said.on(clock)
        if is_day:
            return end
        # A day as the end of a time means its midnight, or, on the day of the start itself, no end at all.
        if not isinstance(end, datetime) and end == day_of(start.at):
            return start.at + _UNSAID_LENGTH
        return start.at + _UNSAID_LENGTH if at_midnight(end) == start.at else at_midnight(end)
    length = _length(block)
    if is_day:
        return at_midnight(start.at) + length if length else start.at + _ONE_DAY
    return start.at + (length or _UNSAID_LENGTH)


def _length(block: Block) -> timedelta:
    try:
        return duration(block.text("DURATION"))
    except ValueError:
        return timedelta()


def _last_day(first: date, end: date) -> date:
    """Return the last day before an end; an end on the first day itself is a slip that many programs make."""
    if isinstance(end, datetime):
        end = end.date() if end == at_midnight(end.date()) else end.date() + _ONE_DAY
    return first if end == first else end - _ONE_DAY


def _is_whole_days(block: Block, start: datetime, end: date) -> bool:
    """Tell whether Outlook means whole days, though it writes midnights."""
    marked = block.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    return marked and all(at_midnight(moment) == at_midnight(day_of(moment)) for moment in (start, end))


def _status(block: Block) -> Status:
    cancelled = block.calendar is not None and block.calendar.text("METHOD").upper() == "CANCEL"
    return "CANCELLED" if cancelled else _STATUSES.get(block.text("STATUS").upper(), "CONFIRMED")


def _rules(block: Block, name: str) -> tuple[str, ...]:
    """Return the rules of an entry, each once."""
    rules = (found.value.strip() for found in block.properties.get(name, ()))
    return tuple(dict.fromkeys(filter(None, rules)))[:_MOST_RULES]


def sequence_of(block: Block) -> int:
    """Return the SEQUENCE of an entry; 0 where it has none, or one that no program counts to."""
    text = block.text("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2147483647") else 0


class _Listing:
    """Reads the dates that an entry lists; what cannot be read is left out."""

    def __init__(self, block: Block, reader: MomentReader) -> None:
        self._block = block
        self._reader = reader
        self._cut = False

    def notes(self) -> Iterable[str]:
        """Yield why an entry is taken over only in part, once its lists were read."""
        if self._reader.unknown_zone:
            yield "unknown_zone"
        if self._cut:
            yield "too_many_dates"

    def _values(self, name: str) -> Iterable[tuple[str, Property]]:
        found = list(islice(values(self._block.properties.get(name, ())), _MOST_LISTED + 1))
        self._cut |= len(found) > _MOST_LISTED
        return found[:_MOST_LISTED]

    def moments(self, name: str) -> Iterable[Moment]:
        for value, found in self._values(name):
            if moment := _moment_or_none(self._reader, Property(value, found.params)):
                yield moment

    def added(self) -> Iterable[tuple[Moment, timedelta | None]]:
        for value, found in self._values("RDATE"):
            start, slash, end = value.partition("/")
            if moment := _moment_or_none(self._reader, Property(start, found.params)):
                yield moment, self._length_of_period(moment, Property(end, found.params)) if slash else None

    def _length_of_period(self, start: Moment, end: Property) -> timedelta | None:
        """Return how long a PERIOD takes, said by its length or by its end."""
        try:
            if end.value.upper().startswith("P"):
                length = duration(end.value)
            else:
                length = self._reader.moment(end.value, end).at - start.at
        except (ValueError, OverflowError, TypeError):
            return None
        return length if timedelta() < length <= _LONGEST else None
