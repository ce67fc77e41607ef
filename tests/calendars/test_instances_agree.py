"""Every program makes the same dates of our calendars as we do: over changes of the clocks, moved dates, all zones."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tafelrunde_events.engine import Component, calendar_bytes, component_text
from tests.calendars.clients import (
    Dates,
    before_horizon,
    dates_of_ical_js,
    dates_of_recurring_ical_events,
    our_dates,
    starts_of_khal,
)
from tests.events.engine.strategies import ZONES, components

# khal brings time-zone data of its own, and Morocco's has changed lately.
KHAL_ZONES = tuple(zone for zone in ZONES if zone != "Africa/Casablanca")

# Many entries in one calendar, because starting a program costs more than what it does; and no shrinking, which would
# start it thousands of times: the message names the entry.
together = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def numbered(drawn: list[Component]) -> list[Component]:
    return [replace(component, uid=f"{number}@example.org") for number, component in enumerate(drawn)]


def calendar_of(entries: list[Component]) -> bytes:
    return calendar_bytes(map(component_text, entries), zones=[zone for entry in entries for zone in entry.zones])


def first_disagreement(entries: list[Component], theirs: Dates, ours: Dates) -> tuple | None:
    """Return the first entry of which others make other dates, with the dates that only they and only we have."""
    for entry in entries:
        found, expected = theirs.get(entry.uid, []), ours[entry.uid]
        if found != expected:
            return entry, sorted(set(found) - set(expected))[:3], sorted(set(expected) - set(found))[:3]
    return None


@pytest.mark.parametrize("dates_of", [dates_of_ical_js, dates_of_recurring_ical_events])
@together
@given(drawn=st.lists(components(), min_size=20, max_size=20))
def test_programs_make_the_same_dates_as_we_do(dates_of: Callable[[bytes], Dates], drawn: list[Component]):
    entries = numbered(drawn)

    theirs = before_horizon(dates_of(calendar_of(entries)))

    assert first_disagreement(entries, theirs, before_horizon(our_dates(entries))) is None


@settings(together, max_examples=3)
@given(drawn=st.lists(components(KHAL_ZONES), min_size=50, max_size=50))
def test_khal_starts_every_date_when_we_do(drawn: list[Component]):
    series = [replace(entry, overrides=()) for entry in numbered(drawn)]

    theirs = starts_of_khal(calendar_of(series))

    ours = {uid: [(start, "") for start, _ in dates] for uid, dates in our_dates(series).items()}
    assert first_disagreement(series, before_horizon(theirs), before_horizon(ours)) is None
