"""The filters of the public calendar, sent by GET: the same words in list, month and feed."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.domain.facets import choices_of, facets
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.forms.moments import DayField

#: The days on which the engine lets dates be; with the last days that Python knows, none could be reckoned.
_IN_CALENDARS = [MinValueValidator(dt.date(1970, 1, 1)), MaxValueValidator(dt.date(2199, 12, 31))]


class SelectionForm(forms.Form):
    """Filters of the calendar; a value that does not exist is ignored instead of failing a bookmarked address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    von = DayField(label=pgettext_lazy("period", "From"), required=False, validators=_IN_CALENDARS)
    bis = DayField(label=pgettext_lazy("period", "To"), required=False, validators=_IN_CALENDARS)

    def __init__(self, data: Any = None, *, version: CalendarVersion, **options: Any) -> None:
        super().__init__(data, **options)
        for facet in facets():
            self.fields[facet.name] = forms.ChoiceField(
                label=facet.label,
                required=False,
                choices=[("", _("all")), *choices_of(facet, version).items()],
                widget=forms.Select if facet.offered else forms.HiddenInput,
            )
        self.order_fields(["q", *(facet.name for facet in facets()), "von", "bis"])

    @staticmethod
    def parameters() -> list[str]:
        """Return the names of all filters in the order of canonical addresses."""
        return [*(facet.name for facet in facets()), "von", "bis", "q"]
