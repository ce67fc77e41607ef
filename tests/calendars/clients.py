"""The dates that other people's programs make of our calendars, in one comparable form.

``{uid: [(start, end), …]}`` in order; times are in UTC, all-day dates have their end excluded, as in iCalendar. Every
program starts once, for however many entries: starting it costs more than what it does.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events

from tafelrunde_events.engine import Component, Slot, calendar_bytes, component_text, expand
from tests.support.calendar_clients import run_ical_js
from tests.support.prerequisites import ROOT

CLIENTS = ROOT / "tests" / "clients"
#: khal brings time-zone data of its own, and Morocco's has changed lately.
UNKNOWN_TO_KHAL = "Africa/Casablanca"
#: Nothing begins before it.
EARLIEST = date(2026, 1, 1)

Dates = dict[str, list[tuple[str, str]]]


def calendar_of(entries: Iterable[Component], **options: Any) -> bytes:
    """Return a feed of entries, each zone described once; `options` as `calendar_bytes` takes them."""
    entries = list(entries)
    zones = [zone for entry in entries for zone in entry.zones]
    return calendar_bytes(map(component_text, entries), zones=zones, **options)


def our_dates(components: Iterable[Component], *, horizon: date) -> Dates:
    """Return the dates of our own rows: what the rules give, with moved dates and without vanished ones."""
    return {component.uid: sorted(_dates_of(component, horizon)) for component in components}


def _dates_of(component: Component, horizon: date) -> list[tuple[str, str]]:
    if component.session.all_day:
        return [(text(slot.start), text(slot.end + timedelta(days=1))) for slot in _slots(component, horizon)]
    return [(text(slot.start_utc), text(slot.end_utc)) for slot in _slots(component, horizon)]


def _slots(component: Component, horizon: date) -> Iterator[Slot]:
    moved = {override.original_start: component.overridden(override) for override in component.overrides}
    for slot in expand(component.session, horizon=horizon):
        if slot.original_start in moved:
            yield from expand(moved[slot.original_start].session, horizon=horizon)
        elif slot.original_start not in component.cancelled_dates:
            yield slot


def starts_across_clock_changes(components: Iterable[Component], *, horizon: date) -> set[tuple[str, str]]:
    """Return UID and start of the timed dates that the clocks make longer or shorter than they look."""
    return {
        (component.uid, text(slot.start_utc))
        for component in components
        if not component.session.all_day
        for slot in _slots(component, horizon)
        if slot.end_utc - slot.start_utc != slot.end - slot.start
    }


def text(moment: date) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(moment, datetime) else moment.isoformat()


def before(day: date, dates: Dates) -> Dates:
    """Leave out the last days, which are in or out depending on the zone a program counts days in."""
    edge = text(day - timedelta(days=2))
    return {uid: [pair for pair in pairs if pair[0] < edge] for uid, pairs in dates.items()}


def without_ends(dates: Dates, starts: set[tuple[str, str]]) -> Dates:
    """Leave out the ends of the dates that have these UIDs and starts."""
    return {
        uid: [(start, "" if (uid, start) in starts else end) for start, end in pairs] for uid, pairs in dates.items()
    }


def dates_of_ical_js(calendar: bytes, *, horizon: date) -> Dates:
    """Expand with ical.js, the parser of Thunderbird and Nextcloud."""
    dates = run_ical_js("expand.mjs", calendar, horizon.isoformat())
    return {uid: sorted((start, end) for start, end in found) for uid, found in dates.items()}


def dates_of_khal(*calendars: bytes) -> Dates:
    """Let vdirsyncer split calendars into items and khal store the items; khal expands series up to 2037."""
    command = [sys.executable, str(CLIENTS / "expand_with_khal.py")]
    given = json.dumps([calendar.decode() for calendar in calendars])
    result = subprocess.run(command, input=given.encode(), capture_output=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr.decode()
    assert not result.stderr, result.stderr.decode()
    return {uid: sorted((start, end) for start, end in found) for uid, found in json.loads(result.stdout).items()}


def dates_of_recurring_ical_events(calendar: bytes, *, horizon: date) -> Dates:
    """Expand with recurring-ical-events, the companion of icalendar."""
    dates = defaultdict(list)
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(calendar)).between(EARLIEST, horizon):
        dates[str(event["UID"])].append((text(event.start), text(event.end)))
    return {uid: sorted(found) for uid, found in dates.items()}
