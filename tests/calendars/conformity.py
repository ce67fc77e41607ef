"""What the facts about calendar programs ask of every stream we publish, looked up in its bytes.

Each check yields a sentence for what is wrong; `complaints` collects them all. Nothing here knows our engine.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Check = Callable[["Stream"], Iterator[str]]

_DATE, _LOCAL, _UTC = r"\d{8}", r"\d{8}T\d{6}", r"\d{8}T\d{6}Z"
_DURATION = r"P(\d+W|\d+DT?(\d+H)?(\d+M)?|T(\d+H)?(\d+M)?)"
_ESCAPED_TEXT = re.compile(r"([^\\;,]|\\[\\;,n])*")
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "PRODID")
_CHECKS: list[Check] = []


@dataclass(frozen=True)
class Line:
    """A content line: its name, its parameters as they are written, its value."""

    name: str
    parameters: str
    value: str


@dataclass
class Part:
    """A component: what it is, its content lines, and the components within."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line | None:
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> str:
        line = self.one(name)
        return line.value if line else ""

    def __str__(self) -> str:
        return f"{self.kind} {self.value('UID')}{self.value('TZID')} {self.value('RECURRENCE-ID')}".strip()


class Stream:
    """A calendar taken apart, with its bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        root = Part("")
        open_parts = [root]
        self.order: list[str] = []
        for text in data.decode("utf-8-sig").replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
            line = _line(text)
            self.order.append(f"BEGIN:{line.value}" if line.name == "BEGIN" else line.name)
            if line.name == "BEGIN":
                part = Part(line.value)
                open_parts[-1].parts.append(part)
                open_parts.append(part)
            elif line.name == "END":
                assert open_parts.pop().kind == line.value
            else:
                open_parts[-1].lines.append(line)
        (self.calendar,) = root.parts
        self.zones = [part for part in self.calendar.parts if part.kind == "VTIMEZONE"]
        self.events = [part for part in self.calendar.parts if part.kind == "VEVENT"]


def _line(text: str) -> Line:
    match = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', text, re.DOTALL)
    assert match, f"no content line: {text!r}"
    return Line(match[1], match[2], match[3])


def complaints(data: bytes) -> list[str]:
    """Return what is wrong with a stream."""
    stream = Stream(data)
    return [complaint for check in _CHECKS for complaint in check(stream)]


def check(function: Check) -> Check:
    _CHECKS.append(function)
    return function


@check
def lines_are_short_and_whole(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.1: CRLF, 75 octets, no cut character, no control character but TAB, no byte order mark."""
    if stream.data.startswith(b"\xef\xbb\xbf"):
        yield "a byte order mark"
    if not stream.data.endswith(b"\r\n") or stream.data.replace(b"\r\n", b"").count(b"\n"):
        yield "bare line feeds"
    for line in stream.data.split(b"\r\n"):
        if len(line) > 75:
            yield f"{len(line)} octets: {line!r}"
        if line.decode(errors="replace").count("\ufffd") > line.count("\ufffd".encode()):
            yield f"a cut character: {line!r}"
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            yield f"a control character: {line!r}"


@check
def the_calendar_comes_first_and_asks_nobody(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.6; Outlook reads calendar properties before the first component only. A feed has no METHOD."""
    calendar = stream.calendar
    for name in ("VERSION", "PRODID"):
        if len(calendar.all(name)) != 1:
            yield f"{len(calendar.all(name))} × {name}"
    first = stream.order.index("BEGIN:VTIMEZONE" if stream.zones else "BEGIN:VEVENT") if calendar.parts else None
    if set(stream.order[first:]) & {"VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "METHOD"}:
        yield "calendar properties after a component"
    if {"METHOD", "ATTENDEE"} & set(stream.order):
        yield "a feed that invites"
    if calendar.value("NAME") != calendar.value("X-WR-CALNAME"):
        yield "two names"
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        for line in calendar.all(name):
            if not re.fullmatch(_DURATION, line.value) or (line.name == "REFRESH-INTERVAL") != (
                line.parameters == ";VALUE=DURATION"
            ):
                yield f"{line} is no refresh hint"


@check
def texts_escape_what_they_must(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.3.11: backslash, semicolon, comma, newline, and nothing else. GEO has its semicolon bare."""
    for part in (stream.calendar, *stream.events):
        for line in part.lines:
            if line.name in _TEXTS and not _ESCAPED_TEXT.fullmatch(line.value):
                yield f"{part}: {line}"
            if line.name == "CATEGORIES" and not all(map(_ESCAPED_TEXT.fullmatch, re.split(r"(?<!\\),", line.value))):
                yield f"{part}: {line}"
            if line.name == "GEO" and not re.fullmatch(r"-?\d+\.\d+;-?\d+\.\d+", line.value):
                yield f"{part}: {line}"


@check
def events_have_identity_and_stamps(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.6.1, 3.8.7; RFC 7986 5.3."""
    for event in stream.events:
        for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "STATUS", "SUMMARY", "TRANSP"):
            if len(event.all(name)) != 1:
                yield f"{event}: {len(event.all(name))} × {name}"
        if not 0 < len(event.value("UID").encode()) <= 255:
            yield f"{event}: a UID of {len(event.value('UID').encode())} octets"
        for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
            if event.all(name) and not re.fullmatch(_UTC, event.value(name)):
                yield f"{event}: {name} is not in UTC"
        if not event.value("SEQUENCE").isdigit():
            yield f"{event}: SEQUENCE {event.value('SEQUENCE')}"
    twice = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in stream.events)
    yield from (f"twice: {key}" for key, count in twice.items() if count > 1)


@check
def times_have_one_form(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.6.1, 3.8.2.2, 3.8.5.1: all in the form of DTSTART; whole days are dates, the end excluded."""
    for event in stream.events:
        start = event.one("DTSTART")
        assert start
        if _form(start) is None:
            yield f"{event}: {start} is neither a date nor a time with a zone"
        for name in ("DTEND", "EXDATE", "RECURRENCE-ID"):
            for line in event.all(name):
                if _form(line) != _form(start):
                    yield f"{event}: {name} is not in the form of DTSTART"
        ends = [*event.all("DTEND"), *event.all("DURATION")]
        if len(ends) != 1 or (ends[0].name == "DTEND" and ends[0].value <= start.value):
            yield f"{event}: no end after its start"


def _form(line: Line) -> str | None:
    """Return what tells times of one form from others: the parameters, or Z; None for a form of no use."""
    if line.parameters == ";VALUE=DATE":
        return "date" if re.fullmatch(_DATE, line.value) else None
    if re.fullmatch(r";TZID=[^;]+", line.parameters):
        return line.parameters if re.fullmatch(_LOCAL, line.value) else None
    return "UTC" if not line.parameters and re.fullmatch(_UTC, line.value) else None


@check
def zones_are_described(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.2.19, 3.6.5: each TZID once, short, with both offsets (MS-STANXICAL V0145)."""
    used = {
        line.parameters.removeprefix(";TZID=") for event in stream.events for line in event.lines if _is_zoned(line)
    }
    described = Counter(zone.value("TZID") for zone in stream.zones)
    if used - described.keys() or set(described.values()) - {1}:
        yield f"zones in use: {sorted(used)}, described: {sorted(described.elements())}"
    for zone in stream.zones:
        if zone.value("X-LIC-LOCATION") != zone.value("TZID") or not zone.parts:
            yield f"{zone}: incomplete"
        for observance in zone.parts:
            offsets = [observance.value("TZOFFSETFROM"), observance.value("TZOFFSETTO")]
            if not all(re.fullmatch(r"[+-]\d{4}", offset) for offset in offsets):
                yield f"{zone}: offsets {offsets}"


def _is_zoned(line: Line) -> bool:
    return line.name in {"DTSTART", "DTEND", "EXDATE", "RECURRENCE-ID"} and line.parameters.startswith(";TZID=")


@check
def rules_are_what_all_programs_read(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.3.10: UNTIL in the form of DTSTART, UTC for zoned ones; not with COUNT. ical.js: no BYWEEKNO."""
    for event in stream.events:
        for line in event.all("RRULE"):
            parts = dict(part.split("=") for part in line.value.split(";"))
            if {"UNTIL", "COUNT"} <= parts.keys() or {"BYWEEKNO", "BYYEARDAY", "BYHOUR"} & parts.keys():
                yield f"{event}: {line.value}"
            if parts["FREQ"] == "YEARLY" and "BYDAY" in parts and "BYMONTH" not in parts:
                yield f"{event}: a weekday of the year"
            start = event.one("DTSTART")
            assert start
            if "UNTIL" in parts and not re.fullmatch(_DATE if _form(start) == "date" else _UTC, parts["UNTIL"]):
                yield f"{event}: UNTIL={parts['UNTIL']}"
        if len(event.all("RRULE")) > 1 or event.all("RDATE"):
            yield f"{event}: more than one rule"


@check
def exceptions_belong_to_their_series(stream: Stream) -> Iterator[str]:
    """RFC 5545 3.8.4.4: the original start in the form of the series, no rule; a date is cancelled in one way."""
    series: dict[str, Part] = {}
    for event in stream.events:
        recurrence_id = event.one("RECURRENCE-ID")
        if recurrence_id is None:
            series[event.value("UID")] = event
            continue
        # Some programs overwrite what they read before: the series stands in front.
        own = series.get(event.value("UID"))
        start = own and own.one("DTSTART")
        if own is None or start is None or not own.all("RRULE") or _form(start) != _form(recurrence_id):
            yield f"{event}: no exception of a series"
        elif event.all("RRULE") or event.all("EXDATE"):
            yield f"{event}: an exception with a rule"
        elif recurrence_id.value in {line.value for line in own.all("EXDATE")}:
            yield f"{event}: cancelled twice"


@check
def what_is_off_says_so(stream: Stream) -> Iterator[str]:
    """A cancelled date keeps nobody busy (RFC 5545 3.8.2.7)."""
    for event in stream.events:
        if event.value("STATUS") not in {"CONFIRMED", "TENTATIVE", "CANCELLED"}:
            yield f"{event}: STATUS {event.value('STATUS')}"
        if (event.value("STATUS") == "CANCELLED") != (event.value("TRANSP") == "TRANSPARENT"):
            yield f"{event}: {event.value('STATUS')}, {event.value('TRANSP')}"


@check
def online_meetings_are_found_by_all(stream: Stream) -> Iterator[str]:
    """RFC 7986 5.11; Thunderbird, Outlook and Apple show the link in the description only. No HTML."""
    for event in stream.events:
        for line in event.all("CONFERENCE"):
            if not line.parameters.startswith(";VALUE=URI;FEATURE=VIDEO"):
                yield f"{event}: {line}"
            if line.value not in event.value("DESCRIPTION") or not event.value("LOCATION"):
                yield f"{event}: the link stands nowhere else"
        for line in event.all("ORGANIZER"):
            if not line.value.startswith("mailto:"):
                yield f"{event}: {line}"
        if event.all("X-ALT-DESC") or event.all("STYLED-DESCRIPTION"):
            yield f"{event}: HTML"
