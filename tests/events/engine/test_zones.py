from datetime import UTC, datetime

import pytest

from tafelrunde_events.engine import ZoneError, get_zone, is_skipped_or_repeated, to_utc
from tests.events.engine.factories import wall


@pytest.mark.parametrize(
    "name",
    ["", "Berlin", "W. Europe Standard Time", "../Europe/Berlin", "/Europe/Berlin", "Europe", "localtime", "a\0b"],
)
def test_what_is_no_iana_zone_is_refused(name: str):
    with pytest.raises(ZoneError) as refusal:
        get_zone(name)

    assert refusal.value.code == "unknown_zone"


def test_the_wall_clock_follows_summer_and_winter():
    assert to_utc(wall("2027-03-27 18:00"), "Europe/Berlin") == datetime(2027, 3, 27, 17, tzinfo=UTC)
    assert to_utc(wall("2027-03-28 18:00"), "Europe/Berlin") == datetime(2027, 3, 28, 16, tzinfo=UTC)


def test_a_skipped_time_is_read_with_the_offset_before_the_change():
    assert to_utc(wall("2027-03-28 02:30"), "Europe/Berlin") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_repeated_time_is_its_first_showing():
    repeated = wall("2027-10-31 02:30")

    assert to_utc(repeated, "Europe/Berlin") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert to_utc(repeated.replace(fold=1), "Europe/Berlin") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "disturbed"),
    [
        ("2027-03-28 01:59", False),
        ("2027-03-28 02:00", True),
        ("2027-03-28 02:59", True),
        ("2027-03-28 03:00", False),
        ("2027-10-31 01:59", False),
        ("2027-10-31 02:00", True),
        ("2027-10-31 03:00", False),
    ],
)
def test_the_hour_of_a_change_is_recognised(moment: str, disturbed: bool):
    assert is_skipped_or_repeated(wall(moment), "Europe/Berlin") is disturbed
