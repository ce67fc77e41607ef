"""The dates that other people's programs make of our calendars, in one comparable form.

``{uid: [(start, end), …]}`` in order; times are in UTC, all-day dates have their end excluded, as in iCalendar.
"""

import json
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import icalendar
import recurring_ical_events

from tafelrunde_events.engine import Component, Slot, expand
from tests.support.calendar_clients import run_ical_js
from tests.support.prerequisites import ROOT

CLIENTS = ROOT / "tests" / "clients"
HORIZON = date(2031, 12, 31)

Dates = dict[str, list[tuple[str, str]]]


def our_dates(components: list[Component]) -> Dates:
    """Return the dates of our own rows: what the rules give, with moved dates and without vanished ones."""
    return {component.uid: sorted(_dates_of(component)) for component in components}


def _dates_of(component: Component) -> list[tuple[str, str]]:
    moved = {override.original_start: component.overridden(override) for override in component.overrides}
    slots: list[Slot] = []
    for slot in expand(component.session, horizon=HORIZON):
        if slot.original_start in moved:
            slots += expand(moved[slot.original_start].session, horizon=HORIZON)
        elif slot.original_start not in component.cancelled_dates:
            slots.append(slot)
    if component.session.all_day:
        return [(text(slot.start), text(slot.end + timedelta(days=1))) for slot in slots]
    return [(text(slot.start_utc), text(slot.end_utc)) for slot in slots]


def text(moment: date) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(moment, datetime) else moment.isoformat()


def before_horizon(dates: Dates) -> Dates:
    """Leave out the last days, which are in or out depending on the zone a program counts days in."""
    edge = text(HORIZON - timedelta(days=2))
    return {uid: [pair for pair in pairs if pair[0] < edge] for uid, pairs in dates.items()}


def dates_of_ical_js(calendar: bytes) -> Dates:
    """Expand with ical.js, the parser of Thunderbird and Nextcloud."""
    dates = run_ical_js("expand.mjs", calendar, HORIZON.isoformat())
    return {uid: sorted((start, end) for start, end in found) for uid, found in dates.items()}


def starts_of_khal(calendar: bytes) -> Dates:
    """Expand the series, without their overrides, with khal; the ends are left empty."""
    command = [sys.executable, str(CLIENTS / "expand_with_khal.py")]
    result = subprocess.run(command, input=calendar, capture_output=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr.decode()
    assert not result.stderr, result.stderr.decode()
    return {uid: sorted((start, "") for start in starts) for uid, starts in json.loads(result.stdout).items()}


def dates_of_recurring_ical_events(calendar: bytes) -> Dates:
    """Expand with recurring-ical-events, the companion of icalendar."""
    dates = defaultdict(list)
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(calendar)).between(date(2025, 1, 1), HORIZON):
        dates[str(event["UID"])].append((text(event.start), text(event.end)))
    return {uid: sorted(found) for uid, found in dates.items()}
