"""Round trip: of two thousand schedules, every program makes the same dates from our feed as we store as rows.

Over changes of the clocks, moved and cancelled dates, and all kinds of rules and zones. A disagreement names its
schedule: `schedule(number)` makes it again.
"""

from collections import Counter
from itertools import groupby

import pytest

from tafelrunde_events.engine import Component
from tests.calendars.clients import (
    UNKNOWN_TO_KHAL,
    Dates,
    before,
    calendar_of,
    dates_of_ical_js,
    dates_of_khal,
    dates_of_recurring_ical_events,
    our_dates,
    starts_across_clock_changes,
    without_ends,
)
from tests.calendars.schedules import HORIZON, KINDS, ZONES, Schedule, schedule

pytestmark = pytest.mark.slow

NUMBERS = range(2000)


@pytest.fixture(scope="module")
def schedules() -> list[Schedule]:
    return [schedule(number) for number in NUMBERS]


@pytest.fixture(scope="module")
def entries(schedules: list[Schedule]) -> list[Component]:
    return [entry for planned in schedules for entry in planned.entries]


@pytest.fixture(scope="module")
def ours(entries: list[Component]) -> Dates:
    return before(HORIZON, our_dates(entries, horizon=HORIZON))


def disagreements(entries: list[Component], theirs: Dates, ours: Dates) -> list[str]:
    """Return for each entry of which others make other dates what it is, and the dates only they and only we have."""
    return [
        f"{entry.uid} ({entry.summary}): only theirs {found - expected}, only ours {expected - found}, of {entry}"
        for entry in entries
        if (found := Counter(theirs.get(entry.uid, []))) != (expected := Counter(ours[entry.uid]))
    ]


def test_the_schedules_are_of_every_kind_zone_and_fate(
    schedules: list[Schedule], entries: list[Component], ours: Dates
):
    assert {planned.kind for planned in schedules} == set(KINDS)
    assert {entry.session.zone for entry in entries} == set(ZONES)
    rules = [entry.session.rule for entry in entries if entry.session.rule]
    assert min(sum(1 for rule in rules if rule.count), sum(1 for rule in rules if rule.until)) > 300
    assert sum(1 for rule in rules if not (rule.count or rule.until)) > 300
    overrides = [(entry, override) for entry in entries for override in entry.overrides]
    assert sum(1 for _, override in overrides if override.start != override.original_start) > 300
    assert sum(1 for _, override in overrides if override.status == "CANCELLED") > 100
    assert sum(1 for _, override in overrides if override.location) > 100
    assert sum(1 for entry, override in overrides if override.original_start == entry.session.start) > 100
    assert sum(len(entry.cancelled_dates) for entry in entries) > 100
    assert len(starts_across_clock_changes(entries, horizon=HORIZON)) > 100
    assert sum(map(len, ours.values())) > 50_000


def test_the_same_number_gives_the_same_schedule():
    assert [schedule(number) for number in range(len(KINDS))] == [schedule(number) for number in range(len(KINDS))]


@pytest.mark.parametrize("dates_of", [dates_of_ical_js, dates_of_recurring_ical_events])
def test_programs_make_the_same_dates_as_we_do(dates_of, entries: list[Component], ours: Dates):
    theirs = before(HORIZON, dates_of(calendar_of(entries), horizon=HORIZON))

    assert disagreements(entries, theirs, ours) == []


def test_vdirsyncer_and_khal_store_the_same_dates_as_we_do(entries: list[Component], ours: Dates):
    known = [entry for entry in entries if entry.session.zone != UNKNOWN_TO_KHAL]
    # vdirsyncer copies all zones of a feed into each of its items: few zones make small items.
    by_zone = groupby(sorted(known, key=zone_of), key=zone_of)

    theirs = before(HORIZON, dates_of_khal(*(calendar_of(group) for _, group in by_zone)))

    # Where the clocks change meanwhile, khal repeats the hours that pass, and we the times on the wall.
    apart = starts_across_clock_changes(known, horizon=HORIZON)
    assert disagreements(known, without_ends(theirs, apart), without_ends(ours, apart)) == []


def zone_of(entry: Component) -> str:
    return entry.session.zone
