"""Blocks of which editors compose the schedule of an event. A block's id is the stable key of its dates (law 1)."""

import calendar
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from tafelrunde_events.engine import Frequency, Rule, ScheduleError, Session
from tafelrunde_events.forms.moments import ClockField, DayField

_LAST_FULL_WEEK = 4
_DAYS_OF_WEEK = 7
_DAYS_OF_EVERY_MONTH = 28

#: What the engine refuses, as editors read it, with the part of the block where it is shown. Each says what to do.
MESSAGES: dict[str, tuple[str, Any]] = {
    "end_before_start": ("end_time", _("The end is before the beginning. Please enter a later end.")),
    "too_long": ("end_date", _("A date lasts one year at most. Please enter an earlier last day.")),
    "skipped_time": (
        "start_time",
        _(
            "On %(day)s the clocks change in that hour, and calendar programs show different times. "
            "Please choose another time."
        ),
    ),
    "out_of_range": ("start_date", _("The year is not possible. Please check it.")),
    "unknown_zone": ("start_date", _("There is no time zone of this name. An example of one is Europe/Berlin.")),
    "rule_month_day": (
        "frequency",
        _("Not every month has this day. Please choose a day up to the 28th, or the last day of a month."),
    ),
    "rule_interval": ("interval", _("Please enter a number from 1 to 99.")),
    "rule_count": ("count", _("Please enter a number from 1 to 999.")),
    "rule_count_and_until": ("until", _("Please enter either a last day or a number of dates.")),
    "rule_ends_before_start": (
        "until",
        _("The last day is before the first date. Please enter a later last day, or an earlier date."),
    ),
    "rule_leap_day": ("frequency", _("The 29 February is not in every year. Please choose another day.")),
}


def refusal(error: ScheduleError) -> str:
    """Return the sentence that says why the engine refuses a date, and what to do instead."""
    _part, message = MESSAGES.get(error.code, ("", _("This date is not possible. Please check day and time.")))
    return str(message) % {"day": date_format(error.day, "DATE_FORMAT") if error.day else ""}


def schedule_error(error: ScheduleError, block: blocks.StructBlock) -> blocks.StructBlockValidationError:
    """Return what the engine refuses as an error of the part of the block that it concerns."""
    part, _message = MESSAGES.get(error.code, ("start_date", ""))
    name = part if part in block.child_blocks else "start_date"
    return blocks.StructBlockValidationError(block_errors={name: ValidationError(refusal(error), code=error.code)})


class ScheduleValue(blocks.StructValue):
    """A drafted session; drafts may be incomplete."""

    @property
    def is_complete(self) -> bool:
        """Whether it says enough to be a date."""
        return bool(self["start_date"] and (self["all_day"] or (self["start_time"] and self["end_time"])))

    def to_session(self, *, key: str, zone: str) -> Session:
        """Return the engine's value object of a complete draft. It is not validated."""
        first, last = self["start_date"], self.get("end_date") or self["start_date"]
        if self["all_day"]:
            return Session(key=key, start=first, end=last, zone=zone, rule=self._rule())
        start = dt.datetime.combine(first, self["start_time"])
        end = dt.datetime.combine(last, self["end_time"])
        return Session(key=key, start=start, end=end, zone=zone, rule=self._rule())

    def _rule(self) -> Rule | None:
        return None


class SeriesValue(ScheduleValue):
    """A drafted series."""

    def _rule(self) -> Rule:
        ends: dict[str, Any] = {"until": self["until"], "count": self["count"], "interval": self["interval"] or 1}
        first: dt.date = self["start_date"]
        match self["frequency"]:
            case "daily":
                return Rule(Frequency.DAILY, **ends)
            case "monthly_day":
                return Rule(Frequency.MONTHLY, by_month_day=(_day_of_month(first),), **ends)
            case "monthly_weekday":
                # A fifth weekday is not in every month, so it means the last one.
                nth = (first.day - 1) // _DAYS_OF_WEEK + 1
                position = nth if nth <= _LAST_FULL_WEEK else -1
                return Rule(Frequency.MONTHLY, by_weekday=(first.weekday(),), by_set_pos=(position,), **ends)
            case "yearly":
                return Rule(Frequency.YEARLY, **ends)
            case _:
                return Rule(Frequency.WEEKLY, by_weekday=self._weekdays(first), **ends)

    def _weekdays(self, first: dt.date) -> tuple[int, ...]:
        """Return the weekdays of a weekly series when there are several: the one of the first date always belongs."""
        days = {first.weekday(), *map(int, self.get("weekdays") or ())}
        return tuple(sorted(days)) if len(days) > 1 else ()


def _day_of_month(day: dt.date) -> int:
    """Return the day as rules name it: the 29th to 31st, where it is the last one of its month, is the last day."""
    is_last = calendar.monthrange(day.year, day.month)[1] == day.day
    return -1 if is_last and day.day > _DAYS_OF_EVERY_MONTH else day.day


class DayBlock(blocks.DateBlock):
    """A day, entered with the browser's own picker: it takes the spelling that people are used to."""

    @cached_property
    def field(self) -> DayField:
        """The form field."""
        return DayField(**self.field_options)


class ClockBlock(blocks.TimeBlock):
    """A time of day, entered with the browser's own picker."""

    @cached_property
    def field(self) -> ClockField:
        """The form field."""
        return ClockField(**self.field_options)


class ScheduleEntryBlock(blocks.StructBlock):
    """What a session and a series have in common."""

    start_date = DayBlock(label=_("Date"))
    start_time = ClockBlock(label=_("Begins at"), required=False)
    end_time = ClockBlock(label=_("Ends at"), required=False)
    all_day = blocks.BooleanBlock(label=_("Whole day"), required=False)

    class Meta:
        form_classname = "struct-block schedule-entry"

    def clean(self, value: blocks.StructValue) -> ScheduleValue:
        """Refuse what cannot be a date in any zone; drafts may lack parts."""
        cleaned: ScheduleValue = super().clean(value)
        if cleaned.is_complete:
            try:
                cleaned.to_session(key="draft", zone="UTC").validate()
            except ScheduleError as error:
                raise schedule_error(error, self) from error
        elif not self.is_deferred_validation:
            missing = [name for name in ("start_time", "end_time") if not cleaned[name]]
            message = _("Please enter a time, or mark the date as a whole day.")
            raise blocks.StructBlockValidationError(
                block_errors={name: ValidationError(message, code="time_missing") for name in missing}
            )
        return cleaned


class SessionBlock(ScheduleEntryBlock):
    """One date, which may last several days."""

    end_date = DayBlock(
        label=_("Last day"), required=False, help_text=_("Only when the date lasts longer than one day.")
    )

    class Meta:
        label = _("Single date")
        label_format = "{start_date} {start_time}"
        icon = "date"
        value_class = ScheduleValue


class SeriesBlock(ScheduleEntryBlock):
    """Dates that repeat by a rule, which the first one is part of."""

    frequency = blocks.ChoiceBlock(
        label=_("Repeats"),
        choices=[
            ("daily", _("by days")),
            ("weekly", _("by weeks, on this weekday")),
            ("monthly_day", _("by months, on this day of the month")),
            ("monthly_weekday", _("by months, on this weekday (for example the second Tuesday)")),
            ("yearly", _("by years, on this day")),
        ],
        default="weekly",
    )
    interval = blocks.IntegerBlock(
        label=_("Every"),
        default=1,
        min_value=1,
        max_value=99,
        help_text=_("1 is every day, week, month or year; 2 is every second one."),
    )
    weekdays = blocks.MultipleChoiceBlock(
        label=_("Also on these weekdays"),
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        form_attrs={"role": "group", "aria-label": _("Also on these weekdays")},
    )
    until = DayBlock(
        label=_("Ends with this day"),
        required=False,
        help_text=_("Leave this and the number empty for a series that goes on until you end it."),
    )
    count = blocks.IntegerBlock(label=_("Or ends after so many dates"), required=False, min_value=1, max_value=999)

    class Meta:
        label = _("Series")
        label_format = "{start_date} {start_time}"
        icon = "rotate"
        value_class = SeriesValue


class ScheduleBlock(blocks.StreamBlock):
    """The dates of an event: free sessions, series, or both."""

    session = SessionBlock()
    series = SeriesBlock()
