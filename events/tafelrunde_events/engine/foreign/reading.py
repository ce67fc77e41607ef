"""Reading a foreign calendar: each entry on its own, then all that share a UID together."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256

from tafelrunde_events.engine.components import Status
from tafelrunde_events.engine.errors import EngineError
from tafelrunde_events.engine.foreign.blocks import Block, Outline, outline
from tafelrunde_events.engine.foreign.dates import Window, dates_of
from tafelrunde_events.engine.foreign.entries import Entry, EntrySkippedError, read_entry, title_of, uid_of
from tafelrunde_events.engine.foreign.lines import content_lines
from tafelrunde_events.engine.foreign.rules import Budget
from tafelrunde_events.engine.foreign.texts import line_of_text
from tafelrunde_events.engine.foreign.values import ForeignCalendar, ForeignEvent, Skipped
from tafelrunde_events.engine.foreign.zones import Clocks

# Part of what is hashed: a new form of the fingerprint must not look like the old one by accident.
_FORM = 1


def read_calendar(
    data: bytes, *, since: date, until: date, default_zone: str, most_dates: int = 400
) -> ForeignCalendar:
    """Return the entries of a foreign calendar with their dates that touch the days from ``since`` to ``until``.

    Times on the clock of an IANA zone stay on it. Times that float are read on the wall clock of ``default_zone``, and
    so are those of a zone that nobody knows; those in UTC or in a zone that only the file defines are converted to it.
    An entry without an end takes an hour, or its day. At most ``most_dates`` dates of an entry are read, the first
    ones, and at most 5,000 entries and 50,000 dates of a file.

    Raises EngineError: ``not_a_calendar`` for bytes in which no calendar begins, ``unknown_zone`` (ZoneError) for a
    ``default_zone`` that is none. Nothing in the bytes raises anything else.
    """
    clocks = Clocks(default_zone, until=until)
    found = outline(content_lines(data))
    if not found.calendars and not found.entries:
        raise EngineError("not_a_calendar", "no calendar begins in these bytes")
    window = Window(since, until, clocks.default, most_dates, Budget())
    skipped: list[Skipped] = []
    events = [_event(entries, window, skipped) for entries in _by_uid(found.entries, clocks, skipped)]
    if found.cut_off:
        skipped.append(Skipped(line=found.cut_off, uid="", title="", reason="too_many_entries"))
    skipped.sort(key=lambda note: note.line or 0)
    return ForeignCalendar(_name(found), tuple(events), tuple(skipped))


def _name(found: Outline) -> str:
    """Return the first name that a calendar in the file gives itself."""
    names = (line_of_text(calendar.text(name)) for calendar in found.calendars for name in ("NAME", "X-WR-CALNAME"))
    return next(filter(None, names), "")


def _by_uid(blocks: Iterable[Block], clocks: Clocks, skipped: list[Skipped]) -> Iterable[list[Entry]]:
    """Return the entries that can be read, those that share a UID together, in the order of the file."""
    entries = defaultdict(list)
    for block in blocks:
        try:
            entry = read_entry(block, clocks)
        except EntrySkippedError as error:
            skipped.append(_note(block, error.reason))
        else:
            entries[entry.uid].append(entry)
    return entries.values()


def _event(entries: list[Entry], window: Window, skipped: list[Skipped]) -> ForeignEvent:
    """Return what the entries under one UID say: of several for the same the one with the highest rank."""
    masters = sorted((entry for entry in entries if entry.recurrence_id is None), key=lambda entry: entry.rank)
    overrides = [entry for entry in entries if entry.recurrence_id is not None]
    master = masters[-1] if masters else None
    face = master or max(overrides, key=lambda entry: entry.rank)
    notes = {note for entry in (*masters[-1:], *overrides) for note in entry.notes}
    dates = dates_of(master, overrides, window, notes)
    skipped += [_note(entry.block, "duplicate_uid") for entry in masters[:-1]]
    skipped += [_note(face.block, reason) for reason in sorted(notes)]
    stamps = [entry.last_modified for entry in entries if entry.last_modified]
    event = ForeignEvent(
        uid=face.uid,
        title=face.title,
        description=face.description,
        location=face.location,
        url=face.url,
        status=master.status if master else _status_of_dates(overrides),
        categories=face.categories,
        dates=dates,
        last_modified=max(stamps, default=None),
        fingerprint="",
    )
    return replace(event, fingerprint=_fingerprint(event))


def _status_of_dates(overrides: list[Entry]) -> Status:
    """Return the status of a series of which only single dates are known."""
    return next((entry.status for entry in overrides if entry.status != "CANCELLED"), "CANCELLED")


def _fingerprint(event: ForeignEvent) -> str:
    taken = {name: value for name, value in asdict(event).items() if name not in ("last_modified", "fingerprint")}
    text = json.dumps({"form": _FORM, **taken}, sort_keys=True, ensure_ascii=True, default=date.isoformat)
    return sha256(text.encode("ascii")).hexdigest()


def _note(block: Block, reason: str) -> Skipped:
    title = "" if reason == "not_public" else title_of(block)
    return Skipped(line=block.line, uid=uid_of(block), title=title, reason=reason)
