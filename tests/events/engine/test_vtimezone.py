from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from dateutil.rrule import rrulestr

from tafelrunde_events.engine import ZoneError, vtimezone_text
from tests.events.engine.strategies import ZONES

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""


def test_berlin_is_two_rules():
    assert vtimezone_text("Europe/Berlin", date(2027, 3, 1), None) == BERLIN.replace("\n", "\r\n")


def test_the_text_does_not_depend_on_the_days_where_rules_hold():
    assert vtimezone_text("Europe/Berlin", date(2011, 7, 1), date(2011, 7, 2)) == BERLIN.replace("\n", "\r\n")


def test_a_zone_without_changes_is_one_standard_part():
    text = vtimezone_text("Asia/Kathmandu", date(2027, 1, 1), None)

    assert text.count("BEGIN:") == 2
    assert "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0545\r\nTZOFFSETTO:+0545\r\n" in text


def test_offsets_west_of_utc_keep_their_minutes():
    assert "TZOFFSETFROM:-0330\r\nTZOFFSETTO:-0230" in vtimezone_text("America/St_Johns", date(2027, 1, 1), None)


def test_a_rule_beside_the_weeks_of_a_month_lists_its_days():
    text = vtimezone_text("Asia/Jerusalem", date(2027, 1, 1), None)

    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR" in text


def test_a_zone_without_yearly_rules_lists_the_changes_of_the_days_asked_for():
    text = vtimezone_text("Asia/Almaty", date(2024, 1, 1), date(2025, 1, 1))

    assert "DTSTART:20240301T000000\r\nTZOFFSETFROM:+0600\r\nTZOFFSETTO:+0500" in text
    assert "RRULE" not in text
    assert "20240301" not in vtimezone_text("Asia/Almaty", date(2025, 1, 1), date(2026, 1, 1))


def test_listed_changes_repeat_the_first_one_as_ical_js_needs_it():
    text = vtimezone_text("Africa/Cairo", date(2027, 1, 1), date(2028, 12, 31))

    assert "DTSTART:20270430T000000\r\nRDATE:20270430T000000\r\nRDATE:20280428T000000\r\n" in text


def test_utc_needs_none():
    assert vtimezone_text("UTC", date(2027, 1, 1), None) == ""


def test_an_unknown_zone_is_refused():
    with pytest.raises(ZoneError):
        vtimezone_text("Mars/Olympus", date(2027, 1, 1), None)


def test_every_zone_of_the_world_is_short_and_has_both_offsets():
    for name in sorted(available_timezones() - {"Factory", "localtime"}):
        text = vtimezone_text(name, date(2027, 1, 1), date(2030, 1, 1))
        assert len(text) < 1000, name
        assert text.count("TZOFFSETTO") == text.count("TZOFFSETFROM") == text.count("DTSTART"), name
        assert all(len(line) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize("name", [name for name in ZONES if name != "UTC"])
def test_the_offsets_are_those_of_the_zone(name: str):
    """Read the VTIMEZONE as RFC 5545 3.6.5 says, and compare a time of every second day."""
    onsets = sorted(_onsets(vtimezone_text(name, date(2026, 1, 1), date(2031, 12, 31))), key=lambda onset: onset[0])
    zone = ZoneInfo(name)
    moment = datetime(2026, 1, 1, 1, 59, 59, tzinfo=UTC)
    while moment.year < 2032:
        offset = next(after for onset, after in reversed(onsets) if onset <= moment)
        assert offset == moment.astimezone(zone).utcoffset(), moment
        moment += timedelta(hours=47)


def _onsets(text: str) -> Iterator[tuple[datetime, timedelta]]:
    for part in icalendar.Timezone.from_ical(text).subcomponents:
        before, after, start = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td, part["DTSTART"].dt
        walls = {start}
        if "RRULE" in part:
            walls |= set(
                rrulestr(part["RRULE"].to_ical().decode(), dtstart=start).between(
                    start, start.replace(year=2032), inc=True
                )
            )
        rdates = part.get("RDATE", [])
        for rdate in rdates if isinstance(rdates, list) else [rdates]:
            walls |= {value.dt for value in rdate.dts}
        for wall in walls:
            yield (wall - before).replace(tzinfo=UTC), after
