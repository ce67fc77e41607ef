"""Where a date takes place: a venue that is known, or a new one that is typed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import Venue
from tafelrunde_members.permissions import AnyUser


class VenueFieldsForm(forms.Form):
    """The part of a form that asks for a venue; a new one takes the place of the one that was chosen."""

    venue = forms.ModelChoiceField(
        Venue.objects.none(), label=_("Venue"), required=False, empty_label=_("No venue chosen")
    )
    new_venue_name = forms.CharField(label=_("Name of the house"), max_length=160, required=False)
    new_venue_street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    new_venue_postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    new_venue_city = forms.CharField(label=_("Town"), max_length=80, required=False)

    #: Fields that templates put behind a heading that opens.
    new_venue_fields: tuple[str, ...] = (
        "new_venue_name",
        "new_venue_street",
        "new_venue_postal_code",
        "new_venue_city",
    )

    def offer_venues(self, user: AnyUser, *, own: int | None) -> None:
        """Offer the venues that the user may know of, and the one (by its key) where the date is held already."""
        field: Any = self.fields["venue"]
        field.queryset = Venue.objects.visible_to(user) | Venue.objects.filter(pk__in=[own] if own else [])

    @property
    def opens_new_venue(self) -> bool:
        """Whether the part for a new venue has something to show."""
        return any(self[name].value() or self[name].errors for name in self.new_venue_fields)

    def check_new_venue(self) -> None:
        """Refuse half a venue."""
        if any(self.cleaned_data.get(name) for name in self.new_venue_fields):
            for name in ("new_venue_name", "new_venue_city"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, _("A new venue needs its name and its town."))

    def venue_of(self, values: dict[str, Any]) -> Venue | None:
        """Return the venue of cleaned values; one that was typed in is unsaved."""
        name, street, postal_code, city = (values[field] for field in self.new_venue_fields)
        if name:
            return Venue(name=name, street=street, postal_code=postal_code, city=city)
        chosen: Venue | None = values["venue"]
        return chosen
