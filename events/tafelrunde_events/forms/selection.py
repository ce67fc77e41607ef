"""The filters of the public calendar, sent by GET: the same words in list, month and feed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.domain.facets import choices_of, facets
from tafelrunde_events.domain.periods import FIRST_DAY, LAST_DAY
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import CalendarVersion
from tafelrunde_events.forms.moments import DayField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_IN_CALENDARS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class SelectionForm(forms.Form):
    """Filters of the calendar. On pages a value that does not exist is ignored instead of failing a bookmark."""

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

    @property
    def selection(self) -> Selection:
        """What the values select; those that are not valid are left out."""
        self.is_valid()
        return Selection.from_cleaned(self.cleaned_data)

    @property
    def lasting_selection(self) -> Selection:
        """What somebody selected for good, in a subscription or on another website.

        A topic or table that is gone leaves nothing: without it, subscribers would suddenly get every date there is.
        """
        selection = self.selection
        gone = any(facet.name in self.errors for facet in facets())
        return replace(selection, nothing=True) if gone else selection

    @staticmethod
    def parameters() -> list[str]:
        """Return the names of all filters in the order of canonical addresses."""
        return [*(facet.name for facet in facets()), "von", "bis", "q"]


@dataclass(frozen=True, slots=True)
class FacetControl:
    """A facet as a template shows it: options with the chosen one, written in one loop.

    Django's own select takes a template for every option; with a hundred tables that is slower than the whole page.
    """

    name: str
    label: "StrOrPromise"
    chosen: str
    options: list[tuple[str, str]]


def facet_controls(selection: Selection, version: CalendarVersion) -> list[FacetControl]:
    """Return the facets that the form offers; those without a choice are left out."""
    chosen = dict(selection.chosen)
    return [
        FacetControl(facet.name, facet.label, chosen.get(facet.name, ""), list(choices_of(facet, version).items()))
        for facet in facets()
        if facet.offered and choices_of(facet, version)
    ]


def silent_filters(selection: Selection) -> list[tuple[str, str]]:
    """Return the chosen facets that came with a link and have no control in the form."""
    offered = {facet.name for facet in facets() if facet.offered}
    return [(name, key) for name, key in selection.chosen if name not in offered]
