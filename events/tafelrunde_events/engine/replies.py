"""What calendar programs answer to an invitation (RFC 5546 3.2.3 and 3.2.7), read as tolerantly as foreign calendars.

Only what an answer is made of is read: which date it is about, who says what, a remark, how new it is, and the times
that a COUNTER proposes. Titles, descriptions and places of an answer never come from it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from icalendar.parser import unescape_backslash

from tafelrunde_events.engine.errors import EngineError
from tafelrunde_events.engine.foreign.blocks import Block, Property, outline
from tafelrunde_events.engine.foreign.entries import sequence_of, uid_of
from tafelrunde_events.engine.foreign.lines import content_lines
from tafelrunde_events.engine.foreign.moments import Moment, MomentReader
from tafelrunde_events.engine.foreign.plain_times import stamp
from tafelrunde_events.engine.foreign.zones import Clock, Clocks
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.engine.wall_times import at_midnight
from tafelrunde_events.engine.zones import get_zone

MOST_BYTES = 512 * 1024
MOST_ANSWERS = 50
"""In one calendar part; a series whose dates are answered one by one comes as several."""

LONGEST_COMMENT = 2_000
MOST_REVISIONS = 2**31 - 1
"""The greatest SEQUENCE that RFC 5545 3.3.8 knows; greater ones are read as this."""

_LONGEST_ADDRESS = 254
_MOST_ATTENDEES = 50
_PROPERTIES = frozenset({"ATTENDEE", "COMMENT"})
_TOKEN = re.compile(r"[A-Z0-9-]{1,20}")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
# RFC 6868: what cannot stand in a parameter.
_CARET = re.compile(r"\^([n'^])")
_CARET_MEANS = {"n": "\n", "'": '"', "^": "^"}
# Zones that only the mail defines begin in 1601 with Outlook; no date here is later than this.
_LAST_DAY = date(2100, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringAttendee:
    """One ATTENDEE of an answer. Addresses are in lower case and empty where there is none.

    ``partstat`` is as written, in capitals ("ACCEPTED"); ``comment`` is the remark that Google sets beside it.
    """

    address: str
    partstat: str
    sent_by: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAnswer:
    """One VEVENT of an answer.

    ``method`` is the METHOD of its calendar, whatever the mail around it says. ``dtstamp`` is aware, in UTC.
    ``is_single`` tells that it is about one date of a series (`names_date`). ``is_understood`` is false for an answer
    that must not be applied because it does not say clearly which dates it is about. ``start`` and ``end`` are read of
    a COUNTER only: what a REPLY says of them is nobody's business.
    """

    method: str
    uid: str
    sequence: int
    dtstamp: datetime | None
    attendees: tuple[AnsweringAttendee, ...]
    comment: str
    is_understood: bool
    recurrence_id: Moment | None = None
    start: Moment | None = None
    end: Moment | None = None

    @property
    def is_single(self) -> bool:
        """Whether it is about one date of a series."""
        return self.recurrence_id is not None

    def names_date(self, original_start: date, zone: str) -> bool:
        """Tell whether its RECURRENCE-ID means the date that its series began at a naive time in an IANA zone.

        The time may stand on another clock, or on none; for whole days a midnight counts as its day.
        """
        if self.recurrence_id is None:
            return False
        wall = _on_clock(self.recurrence_id, zone)
        return wall is not None and at_midnight(wall) == at_midnight(original_start)

    def proposed(self, zone: str) -> tuple[date, date] | None:
        """Return beginning and end that a COUNTER names, naive on the clock of an IANA zone; days, the end exclusive.

        None where one of them is missing, cannot be read, or the end comes first.
        """
        if self.start is None or self.end is None:
            return None
        start, end = _on_clock(self.start, zone), _on_clock(self.end, zone)
        if start is None or end is None or isinstance(start, datetime) != isinstance(end, datetime) or end < start:
            return None
        return start, end

    def attendee(self, address: str) -> AnsweringAttendee | None:
        """Return what this address (in lower case) says, if it says anything."""
        return next((one for one in self.attendees if one.address == address), None)


def read_replies(data: bytes) -> list[CalendarAnswer]:
    """Return what a text/calendar part answers, one item for each VEVENT and the same only once.

    ``data`` is in UTF-8 or any encoding that foreign calendars come in. Raises EngineError: ``too_large`` above
    ``MOST_BYTES``, ``not_a_calendar`` where none begins. Nothing in the bytes raises anything else.
    """
    if len(data) > MOST_BYTES:
        raise EngineError("too_large", "no answer is that long")
    found = outline(content_lines(data), also=_PROPERTIES)
    if not found.calendars:
        raise EngineError("not_a_calendar", "no calendar begins in these bytes")
    clocks = Clocks("UTC", until=_LAST_DAY)
    entries = [block for block in found.entries if block.kind == "VEVENT" and block.closed and block.calendar]
    return list(dict.fromkeys(_answer(block, clocks) for block in entries[:MOST_ANSWERS]))


def _answer(block: Block, clocks: Clocks) -> CalendarAnswer:
    reader = MomentReader(clocks, block.calendar)
    recurrence_id = _moment(reader, block.first("RECURRENCE-ID"))
    method = _token(block.calendar.text("METHOD")) if block.calendar else ""
    proposes = method == "COUNTER"
    return CalendarAnswer(
        method=method,
        uid=uid_of(block),
        sequence=min(sequence_of(block), MOST_REVISIONS),
        dtstamp=_stamp(block.text("DTSTAMP")),
        attendees=tuple(map(_attendee, block.properties.get("ATTENDEE", ())[:_MOST_ATTENDEES])),
        comment=_comment(block),
        is_understood=_says_which_date(block, recurrence_id),
        recurrence_id=recurrence_id,
        start=_moment(reader, block.first("DTSTART")) if proposes else None,
        end=_moment(reader, block.first("DTEND")) if proposes else None,
    )


def _says_which_date(block: Block, recurrence_id: Moment | None) -> bool:
    """Tell whether an answer names its dates; one to "this and all that follow" is for people to read."""
    found = block.first("RECURRENCE-ID")
    if found is None:
        return bool(uid_of(block))
    return bool(uid_of(block)) and recurrence_id is not None and "RANGE" not in found.params


def _attendee(found: Property) -> AnsweringAttendee:
    return AnsweringAttendee(
        address=_address(found.value) or _address(found.params.get("EMAIL", ""), bare=True),
        partstat=_token(found.params.get("PARTSTAT", "NEEDS-ACTION")),
        sent_by=_address(found.params.get("SENT-BY", "")),
        comment=_text(_CARET.sub(lambda match: _CARET_MEANS[match[1]], found.params.get("X-RESPONSE-COMMENT", ""))),
    )


def _address(text: str, *, bare: bool = False) -> str:
    """Return the address of a mailto URI, in lower case; with ``bare`` also one without "mailto:"."""
    *before, address = _MAILTO.split(text)
    if not before and not bare:
        return ""
    address = clean_line(unquote(address.partition("?")[0])).strip(" <>\"'").lower()
    return address if "@" in address and len(address) <= _LONGEST_ADDRESS else ""


def _comment(block: Block) -> str:
    """Return the remarks of an answer, each once; Outlook writes one that holds only a line break."""
    remarks = (_text(unescape_backslash(found.value)) for found in block.properties.get("COMMENT", ())[:10])
    return _cut("\n".join(dict.fromkeys(filter(None, remarks))))


def _text(text: str) -> str:
    return _cut(clean_text(text).strip())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_COMMENT else text[: LONGEST_COMMENT - 1].rstrip() + "…"


def _token(text: str) -> str:
    token = text.strip().upper()
    return token if _TOKEN.fullmatch(token) else ""


def _stamp(text: str) -> datetime | None:
    try:
        return stamp(text)
    except (ValueError, OverflowError):
        return None


def _moment(reader: MomentReader, found: Property | None) -> Moment | None:
    try:
        return reader.moment(found.value, found) if found else None
    except (ValueError, OverflowError):
        return None


def _on_clock(moment: Moment, zone: str) -> date | None:
    """Return a day, or what the clocks of an IANA zone show at a time; None where no calendar reaches."""
    try:
        return moment.on(Clock(zone, get_zone(zone)))
    except (ValueError, OverflowError):
        return None
