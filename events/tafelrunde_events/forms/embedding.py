"""What a municipality says of the dates it shows on its own website."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.forms.selection import SelectionForm

#: How many dates a frame shows: by default, and at most.
NUMBER, MOST = 10, 50


class EmbeddingForm(SelectionForm):
    """Filters of the calendar, and how many of the next dates to show; what cannot be is ignored."""

    anzahl = forms.IntegerField(
        label=_("Number of dates"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"placeholder": NUMBER}),
    )

    @property
    def number(self) -> int:
        """How many dates to show."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        return values.get("anzahl") or NUMBER
