"""Which figures somebody wants to see."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.figures import Dimension, Measure


class FiguresForm(forms.Form):
    """Year, dimension and the column that is drawn. What makes no sense falls back to what stands there first."""

    jahr = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    nach = forms.ChoiceField(label=_("Grouped by"), required=False, choices=Dimension.choices)
    bild = forms.ChoiceField(label=_("Shown in the chart"), required=False, choices=Measure.choices)

    def __init__(self, data: Any = None, *, years: Sequence[int], current: int) -> None:
        start = {"jahr": str(current), "nach": Dimension.AUDIENCE.value, "bild": Measure.PLACED.value}
        super().__init__({**start, **{name: data[name] for name in start if name in (data or {})}})
        choices = sorted({*years, current}, reverse=True)
        year_field = self.fields["jahr"]
        assert isinstance(year_field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        year_field.choices = [*((str(year), str(year)) for year in choices), ("", _("all years"))]
        self.start = start
        self.is_valid()

    @property
    def year(self) -> int | None:
        """The year, or None for all of them."""
        return self.cleaned_data["jahr"] if "jahr" in self.cleaned_data else int(self.start["jahr"])

    @property
    def dimension(self) -> Dimension:
        """What the rows stand for."""
        return Dimension(self.cleaned_data.get("nach") or self.start["nach"])

    @property
    def measure(self) -> Measure:
        """The column that is drawn."""
        return Measure(self.cleaned_data.get("bild") or self.start["bild"])
