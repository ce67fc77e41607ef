"""The filters of the catalogue of trainings, sent by GET."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.catalogue import KIND, Order
from tafelrunde_events.forms.selection import SelectionForm


class CatalogueForm(SelectionForm):
    """Filters of the calendar but for the kind of date, and the order; what cannot be is ignored."""

    sortierung = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields[KIND]

    @property
    def order(self) -> Order:
        """The order to list trainings in."""
        self.is_valid()
        return Order(self.cleaned_data.get("sortierung") or Order.DATE)
