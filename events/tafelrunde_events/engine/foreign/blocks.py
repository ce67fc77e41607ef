"""From content lines to blocks: the entries and time zones of a file, each with the properties that matter here.

Files are not parsed as a whole, so that an error in one entry never costs the others. Properties that are not named
here are never looked at, above all ORGANIZER, ATTENDEE and CONTACT: they hold addresses of people. Only whoever reads
answers to invitations asks for more.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tafelrunde_events.engine.foreign.lines import Line

MOST_ENTRIES = 5_000
MOST_LINES = 5_000
"""Of one property in one entry; of what comes after them nothing is kept."""

_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VPOLL"})
_OUTER = _ENTRIES | {"VCALENDAR", "VTIMEZONE"}
_TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "URL", "STATUS", "CLASS", "CATEGORIES"}
_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
_MARKS = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "X-MICROSOFT-CDO-ALLDAYEVENT"}
_ENTRY_PROPERTIES = frozenset(_TEXTS | _TIMES | _MARKS)
_PROPERTIES = {
    "VCALENDAR": frozenset({"NAME", "X-WR-CALNAME", "METHOD"}),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION", "TZURL", "TZID-ALIAS-OF"}),
    "OBSERVANCE": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
}
_OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})
_MOST_OBSERVANCES = 100
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*([;:])")
# A parameter, its quoted or plain value, and what ends it.
_PARAMETER = re.compile(r'\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"?|[^";:]*)\s*([;:]?)')


@dataclass(frozen=True, slots=True)
class Property:
    """The value of one content line as it was written, still escaped, and its parameters."""

    value: str
    params: dict[str, str]


@dataclass(slots=True)
class Block:
    """What stands between a BEGIN and its END."""

    kind: str
    line: int
    calendar: "Block | None" = None
    closed: bool = False
    properties: dict[str, list[Property]] = field(default_factory=dict)
    zones: dict[str, "Block"] = field(default_factory=dict)
    observances: list["Block"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return the first property of that name, if there is one."""
        return next(iter(self.properties.get(name, ())), None)

    def text(self, name: str) -> str:
        """Return the raw value of the first property of that name, stripped; empty if there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""


@dataclass(slots=True)
class Outline:
    """A file in blocks. ``cut_off`` is the line of the first entry that is one too many."""

    calendars: list[Block] = field(default_factory=list)
    entries: list[Block] = field(default_factory=list)
    cut_off: int | None = None


def outline(lines: Iterable[Line], *, also: frozenset[str] = frozenset()) -> Outline:
    """Return the blocks of a file: at most ``MOST_ENTRIES`` entries, each under the calendar that it stands in.

    A block ends with its END, or where the next outer block begins. What is nested in an entry (alarms) is passed over.
    ``also`` names properties of entries that are kept beside the usual ones.
    """
    reader = _Reader(_ENTRY_PROPERTIES | also)
    for line in lines:
        match = _NAME.match(line.text)
        if match is None:
            continue
        name = match[1].upper()
        if name == "BEGIN":
            reader.begin(line.text[match.end() :].strip().upper(), line.number)
        elif name == "END":
            reader.end(line.text[match.end() :].strip().upper())
        else:
            reader.take(name, line.text, match)
        if reader.found.cut_off:
            break
    return reader.found


class _Reader:
    """Follows BEGIN and END through a file."""

    def __init__(self, entry_properties: frozenset[str]) -> None:
        self.found = Outline()
        self._entry_properties = entry_properties
        self.calendar: Block | None = None
        self.block: Block | None = None
        self.depth = 0

    def begin(self, kind: str, line: int) -> None:
        if kind not in _OUTER:
            self._begin_nested(kind, line)
            return
        self._leave()
        if kind == "VCALENDAR":
            self.calendar = self.block = Block(kind, line)
            self.found.calendars.append(self.block)
            return
        self.block = Block(kind, line, calendar=self.calendar)
        if kind not in _ENTRIES:
            return
        if len(self.found.entries) == MOST_ENTRIES:
            self.found.cut_off = line
        else:
            self.found.entries.append(self.block)

    def _begin_nested(self, kind: str, line: int) -> None:
        self.depth += 1
        block = self.block
        if kind in _OBSERVANCES and block and block.kind == "VTIMEZONE" and len(block.observances) < _MOST_OBSERVANCES:
            block.observances.append(Block("OBSERVANCE", line))

    def end(self, kind: str) -> None:
        if kind in _OUTER:
            self._leave()
            self.block = None if kind == "VCALENDAR" else self.calendar
        else:
            self.depth = max(self.depth - 1, 0)

    def _leave(self) -> None:
        """Close the open block: at its own END, or at the mark of another that shows that it must have ended."""
        self.depth = 0
        block = self.block
        if block is None:
            return
        block.closed = True
        if block.kind == "VTIMEZONE" and block.calendar:
            block.calendar.zones.setdefault(block.text("TZID").strip('"'), block)

    def take(self, name: str, text: str, match: re.Match[str]) -> None:
        block = self._taking()
        if block is not None and name in _PROPERTIES.get(block.kind, self._entry_properties):
            kept = block.properties.setdefault(name, [])
            if len(kept) < MOST_LINES:
                kept.append(_property(text, match))

    def _taking(self) -> Block | None:
        """Return the block to which a property belongs at this place, if it is one that is looked at."""
        block = self.block
        if block is None or not self.depth:
            return block
        is_observance = block.kind == "VTIMEZONE" and self.depth == 1 and block.observances
        return block.observances[-1] if is_observance else None


def _property(text: str, name: re.Match[str]) -> Property:
    position, params = name.end(), dict[str, str]()
    separator = name[2]
    while separator == ";":
        match = _PARAMETER.match(text, position)
        if match is None:
            position = text.find(":", position) + 1 or len(text)
            break
        params[match[1].upper()] = match[2].strip().strip('"')
        position, separator = match.end(), match[3] or ":"
    return Property(text[position:], params)


def values(properties: Iterable[Property]) -> Iterator[tuple[str, Property]]:
    """Yield each value of properties that hold lists of them, with the property that it stands in."""
    for found in properties:
        for value in found.value.split(","):
            if stripped := value.strip():
                yield stripped, found
