"""Fields for days and times with the browser's own pickers, and with German spellings where there are none."""

from typing import Any

from django import forms

ISO_DAY = "%Y-%m-%d"
DAY_FORMATS = [ISO_DAY, "%d.%m.%Y", "%d.%m.%y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format=ISO_DAY)
        super().__init__(**{"widget": widget, "input_formats": DAY_FORMATS, **options})


class ClockField(forms.TimeField):
    """A time of day, to the minute."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
        super().__init__(**{"widget": widget, "input_formats": TIME_FORMATS, **options})
