"""Rules as people say them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tafelrunde_events.blocks import ScheduleBlock
from tafelrunde_events.wording import rule_in_words

FREQUENCIES = ScheduleBlock().child_blocks["series"].child_blocks["frequency"].field.choices
SECOND_TUESDAY = dt.date(2031, 3, 11)
FIFTH_FRIDAY = dt.date(2031, 5, 30)


def words(first: dt.date, **values) -> str:
    raw = {"start_date": first, "all_day": True, "interval": 1, "until": None, "count": None} | values
    block = ScheduleBlock().to_python([{"type": "series", "value": raw, "id": "a"}])[0]
    session = block.value.to_session(key="a", zone="Europe/Berlin")
    session.validate()
    with translation.override("de"):
        return rule_in_words(session.rule, start=session.start)


@pytest.mark.parametrize(
    ("first", "values", "expected"),
    [
        (SECOND_TUESDAY, {"frequency": "daily"}, "jeden Tag"),
        (SECOND_TUESDAY, {"frequency": "daily", "interval": 3}, "alle 3 Tage"),
        (SECOND_TUESDAY, {"frequency": "weekly"}, "jeden Dienstag"),
        (SECOND_TUESDAY, {"frequency": "weekly", "interval": 2, "count": 5}, "alle 2 Wochen am Dienstag, 5 Termine"),
        (SECOND_TUESDAY, {"frequency": "monthly_weekday"}, "jeden zweiten Dienstag im Monat"),
        (SECOND_TUESDAY, {"frequency": "monthly_weekday", "interval": 3}, "alle 3 Monate am zweiten Dienstag"),
        (FIFTH_FRIDAY, {"frequency": "monthly_weekday"}, "jeden letzten Freitag im Monat"),
        (SECOND_TUESDAY, {"frequency": "monthly_day"}, "jeden Monat am 11."),
        (
            SECOND_TUESDAY,
            {"frequency": "yearly", "until": dt.date(2034, 1, 1)},
            "jedes Jahr am 11. März, bis 1. Januar 2034",
        ),
        (SECOND_TUESDAY, {"frequency": "yearly", "interval": 2}, "alle 2 Jahre am 11. März"),
    ],
)
def test_a_rule_in_german(first, values, expected):
    assert words(first, **values) == expected


@pytest.mark.parametrize("frequency", [name for name, _label in FREQUENCIES])
def test_the_last_day_of_the_calendar_is_refused_and_breaks_nothing(frequency):
    raw = {"start_date": dt.date.max, "all_day": True, "interval": 1, "frequency": frequency}
    block = ScheduleBlock().child_blocks["series"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(raw))
