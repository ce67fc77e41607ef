"""The sample files of icalendar and recurring-ical-events, good and broken, as their packages bring them along.

All must be read without an error; where recurring-ical-events itself understands a file, its dates are the oracle.
"""

import re
import warnings
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from tafelrunde_events.engine import EngineError, read_calendar
from tafelrunde_events.engine.foreign import REASONS

SINCE, UNTIL = date(2015, 1, 1), date(2027, 12, 31)
DEFAULT = "Europe/Berlin"
BEGINS = re.compile(rb"BEGIN:(?:VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VAVAILABILITY)\b")
# Where the two part, on purpose.
DIFFERENT = {
    # Skipped here: an end before its start, and what is not public.
    "end_before_start_event",
    "issue_132_swapped_start_and_end",
    "issue_179_example",
    # An UNTIL that is a day counts as a whole here.
    "issue_75_range_parameter",
    # A day with a time as its end is whole days here.
    "issue_201_mixed_datetime_and_date",
}


def samples() -> list[Path]:
    folders = (Path(icalendar.__file__).parent / "tests", Path(recurring_ical_events.__file__).parent / "test")
    return sorted(path for folder in folders for path in folder.rglob("*.ics"))


if not samples():
    pytest.skip("the installed packages bring no sample files along", allow_module_level=True)


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_a_public_sample_is_read_or_refused(path: Path) -> None:
    data = path.read_bytes()
    if BEGINS.search(data):
        found = read_calendar(data, since=SINCE, until=UNTIL, default_zone=DEFAULT)
        assert {skipped.reason for skipped in found.skipped} <= set(REASONS)
    else:
        with pytest.raises(EngineError, match="no calendar begins"):
            read_calendar(data, since=SINCE, until=UNTIL, default_zone=DEFAULT)


def test_the_dates_of_public_samples_are_those_of_recurring_ical_events() -> None:
    compared, dates, parted = 0, 0, set()
    for path in samples():
        expected = dates_by_oracle(path.read_bytes())
        if expected is None:
            continue
        found = read_calendar(path.read_bytes(), since=SINCE, until=UNTIL, default_zone=DEFAULT, most_dates=100_000)
        ours = {(event.uid, in_utc(one.start, one.zone)) for event in found.events for one in event.dates}
        compared, dates = compared + 1, dates + len(ours)
        if ours != expected:
            parted.add(path.stem)
    assert parted <= DIFFERENT
    assert compared > 100
    assert dates > 10_000


def dates_by_oracle(data: bytes) -> set[tuple[str, date]] | None:
    """Return the dates that recurring-ical-events finds, or None where it, or icalendar, gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendars = icalendar.Calendar.from_ical(data, multiple=True)
            queries = [recurring_ical_events.of(one) for one in calendars if one.name == "VCALENDAR"]
            found = [one for query in queries for one in query.between(SINCE, UNTIL + timedelta(days=1))]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    return {(str(one["UID"]).strip(), in_utc(one["DTSTART"].dt, DEFAULT)) for one in found if "UID" in one} or None


@cache
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def in_utc(moment: date, zone: str) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))).astimezone(zone_of("UTC"))
