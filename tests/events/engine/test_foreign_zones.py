"""Names of time zones as programs write them, and zones that only a file knows."""

import pytest

from tafelrunde_events.engine.foreign.windows_zones import iana_name
from tests.events.engine.foreign_samples import calendar, entry, only, read, reasons, sample, starts


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" 'europe/berlin' ", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/example.org/20270101_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("http://tzurl.org/zoneinfo/America/New_York", "America/New_York"),
        ("posix/Europe/Vaduz", "Europe/Vaduz"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("W. Europe Daylight Time", "Europe/Berlin"),
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(UTC+01:00) Brüssel, Kopenhagen, Madrid, Paris", "Europe/Madrid"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", "Europe/Sarajevo"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("Western/Central Europe", "Europe/Berlin"),
        ("Mitteleuropäische Zeit", "Europe/Berlin"),
        ("MESZ", "Europe/Berlin"),
        ("GMT+0100", "Etc/GMT-1"),
        ("UTC-5", "Etc/GMT+5"),
        ("GMT", "GMT"),
        ("UTC", "UTC"),
    ],
)
def test_names_are_understood(name: str, zone: str) -> None:
    assert iana_name(name) == zone


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "Mittelerde/Bree",
        "Customized Time Zone",
        "../../etc/passwd",
        "GMT+0530",
        "(UTC+09:00) Berlin",
        "x" * 9999,
    ],
)
def test_names_that_nobody_knows_are_none(name: str) -> None:
    assert iana_name(name) is None


def test_all_these_names_show_the_same_evening() -> None:
    found = sample("names_of_zones")
    assert found.skipped == ()
    assert [starts(event) for event in found.events] == [["2027-05-04T18:00"]] * 10
    assert [event.dates[0].zone for event in found.events] == [
        *["Europe/Berlin"] * 3,
        *["Europe/Amsterdam"] * 2,
        *["Europe/Berlin"] * 4,
        "Etc/GMT-2",
    ]


def test_a_zone_that_only_the_file_defines_is_shown_on_the_default_clock() -> None:
    found = sample("zone_of_its_own")
    # An hour ahead of Berlin all the year.
    assert starts(only(found)) == [f"2027-03-{day}T18:00" for day in ("09", "16", "23", "30")]
    assert {date.zone for date in only(found).dates} == {"Europe/Berlin"}
    assert found.skipped == ()


def test_a_zone_may_be_named_elsewhere_in_its_definition() -> None:
    (evening,) = only(sample("zone_named_elsewhere")).dates
    assert (evening.zone, evening.start.hour) == ("Europe/Berlin", 18)


def test_times_in_an_unknown_zone_are_read_on_the_default_clock_and_reported() -> None:
    found = sample("zone_unknown")
    assert starts(only(found)) == ["2027-05-04T18:00"]
    assert reasons(found) == {"fern": "unknown_zone"}


def zone(name: str, offset: str) -> tuple[str, ...]:
    onset = ("DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", *onset, "END:STANDARD", "END:VTIMEZONE")


def test_a_zone_of_one_file_means_nothing_in_the_next() -> None:
    evening = ("BEGIN:VEVENT", "UID:a", "DTSTART;TZID=Eigene:20270504T180000", "END:VEVENT")
    first = only(read(calendar(*zone("Eigene", "+0900"), *evening)))
    second = only(read(calendar(*zone("Eigene", "-0300"), *evening)))
    third = read(calendar(*evening))
    assert [starts(first), starts(second)] == [["2027-05-04T11:00"], ["2027-05-04T23:00"]]
    assert reasons(third) == {"a": "unknown_zone"}


def test_a_definition_may_follow_the_entry_and_each_calendar_has_its_own() -> None:
    evening = ("DTSTART;TZID=Eigene:20270504T180000", "END:VEVENT")
    first = calendar("BEGIN:VEVENT", "UID:a", *evening, *zone("Eigene", "+0900"))
    second = calendar("BEGIN:VEVENT", "UID:b", *evening, *zone("Eigene", "-0300"))
    assert [starts(event) for event in read(first + second).events] == [["2027-05-04T11:00"], ["2027-05-04T23:00"]]


@pytest.mark.parametrize("offset", ["", "nonsense", "+9900", "+2400", "01"])
def test_a_definition_that_cannot_be_read_is_no_definition(offset: str) -> None:
    found = read(
        calendar(*zone("Eigene", offset), "BEGIN:VEVENT", "UID:a", "DTSTART;TZID=Eigene:20270504T180000", "END:VEVENT")
    )
    assert reasons(found) == {"a": "unknown_zone"}


def test_exceptions_may_stand_in_another_zone_than_their_series() -> None:
    data = calendar(
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTART;TZID=Europe/Berlin:20270504T180000",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20270505T160000Z",
        "EXDATE;TZID=America/New_York:20270506T120000",
        "EXDATE:20270507T180000",
        "RDATE;TZID=Asia/Tokyo:20270521T010000",
        "END:VEVENT",
    )
    assert starts(only(read(data))) == ["2027-05-04T18:00", "2027-05-08T18:00", "2027-05-20T18:00"]


def test_an_end_may_stand_in_another_zone_than_its_start() -> None:
    flight = (
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTART;TZID=Europe/Berlin:20270504T100000",
        "DTEND;TZID=America/New_York:20270504T120000",
        "END:VEVENT",
    )
    (found,) = only(read(calendar(*flight))).dates
    assert (found.start.hour, found.end.hour, found.zone) == (10, 18, "Europe/Berlin")


def test_the_end_of_a_rule_in_utc_is_read_on_the_clock_of_the_series() -> None:
    data = calendar(*entry("RRULE:FREQ=DAILY;UNTIL=20270505T160000Z"))
    assert starts(only(read(data))) == ["2027-05-04T18:00", "2027-05-05T18:00"]
