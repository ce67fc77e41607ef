"""Months, weeks and years as people leaf through them."""

import datetime as dt

import pytest
from django.utils.translation import override

from tafelrunde_events.domain.periods import FIRST_DAY, LAST_DAY, Month, Week, Year, read_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", dt.date(2026, 11, 22)),
        ("2026-11", dt.date(2026, 11, 1)),
        ("2026", dt.date(2026, 1, 1)),
        (" 22.11.2026 ", dt.date(2026, 11, 22)),
        ("11.2026", dt.date(2026, 11, 1)),
        ("11/2026", dt.date(2026, 11, 1)),
    ],
)
def test_day_is_read_in_every_spelling(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["", "heute", "2026-13", "1969-12-31", "2200-01-01", "9999", "0001-01-01", "2026-W47"])
def test_what_is_no_day_of_the_calendar_is_none(text):
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Month.around(dt.date(2028, 2, 10)), dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        (Month.around(dt.date(2026, 12, 31)), dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
        (Week.around(dt.date(2026, 11, 22)), dt.date(2026, 11, 16), dt.date(2026, 11, 22)),
        (Year.around(dt.date(2026, 11, 22)), dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_period_lies_around_its_day(period, first, last):
    assert (period.first, period.last) == (first, last)
    assert next(iter(period)) == first
    assert list(period)[-1] == last
    assert first in period
    assert last + dt.timedelta(days=1) not in period


@pytest.mark.parametrize("kind", [Month, Week, Year])
def test_leafing_ends_where_calendars_end(kind):
    assert kind.around(FIRST_DAY).previous is None
    assert kind.around(LAST_DAY).next is None
    middle = kind.around(dt.date(2026, 6, 15))
    assert middle.next.previous == middle


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Month.around(dt.date(2026, 11, 22)), "November 2026"),
        (Week.around(dt.date(2026, 11, 22)), "Woche 47: 16. bis 22. November 2026"),
        (Week.around(dt.date(2026, 12, 1)), "Woche 49: 30. November bis 6. Dezember 2026"),
        (Week.around(dt.date(2026, 12, 31)), "Woche 53: 28. Dezember 2026 bis 3. Januar 2027"),
        (Year.around(dt.date(2026, 11, 22)), "2026"),
    ],
)
def test_period_is_named_as_people_say_it(period, name):
    with override("de"):
        assert period.name == name
