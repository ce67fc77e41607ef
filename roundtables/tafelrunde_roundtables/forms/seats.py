"""Forms about seats: who gets one, who takes it, and when it ends."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.forms.moments import DayField
from tafelrunde_members.models import Organisation, Person, Sector
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.enums import SeatRole
from tafelrunde_roundtables.models import Seat


class NewPersonForm(forms.ModelForm[Person]):
    """As little as an invitation needs. Left empty it means: nobody new."""

    class Meta:
        model = Person
        fields = ("salutation", "title", "first_name", "last_name", "email", "phone", "protected")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.use_required_attribute = False

    def person(self) -> Person | None:
        """Return the new person, unsaved, once the form is valid; nobody when the form was left empty."""
        return self.instance if self.has_changed() else None


class PersonForm(forms.ModelForm[Person]):
    """How a person at one's own table is written to.

    With `fixed_address` protection stays as it is, and so does where and on which way letters arrive.
    """

    class Meta:
        model = Person
        fields = ("salutation", "title", "first_name", "last_name", "email", "contact_by", "phone", "protected")

    def __init__(self, *args: Any, fixed_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_address:
            for name in ("email", "contact_by", "protected"):
                self.fields[name].disabled = True
            self.fields["email"].help_text = _("The coordination of the network changes this address.")


class PersonChoiceField(forms.ModelChoiceField):
    """People, told apart by their addresses: names are not unique."""

    def label_from_instance(self, person: Any) -> str:
        """Return name and address."""
        return f"{person.full_name} ({person.email})" if person.email else str(person.full_name)


class SeatForm(forms.Form):
    """An institution's seat. People can be chosen only among those whom the user works with anyway."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Institution"), required=False, empty_label=_("Please choose")
    )
    new_organisation = forms.CharField(
        label=_("Or a new institution"), max_length=200, required=False, help_text=_("If it is not in the list.")
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector of society"), empty_label=_("Please choose"))
    role = forms.ChoiceField(label=_("Role at the table"), choices=SeatRole.choices, initial=SeatRole.MEMBER)
    valid_from = DayField(label=pgettext_lazy("seat", "Since"), required=False, help_text=_("Empty: always."))
    delegate = PersonChoiceField(
        Person.objects.none(), label=_("Delegate"), required=False, empty_label=_("Nobody yet")
    )
    deputy = PersonChoiceField(Person.objects.none(), label=_("Deputy"), required=False, empty_label=_("Nobody yet"))

    def __init__(self, *args: Any, user: AnyUser, seat: Seat | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.visible_to(user).valid_on()
        if seat is not None:
            organisations = organisations | Organisation.objects.filter(pk=seat.organisation_id)
            self.initial = {**initial_of(seat), **self.initial}
        choices: dict[str, Any] = self.fields
        choices["organisation"].queryset = organisations.order_by("name")
        for name in ("delegate", "deputy"):
            choices[name].queryset = Person.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        """Require an institution and two different people."""
        values = super().clean() or {}
        if not values.get("organisation") and not values.get("new_organisation"):
            self.add_error("organisation", _("Please choose an institution or add a new one."))
        if values.get("delegate") and values.get("delegate") == values.get("deputy"):
            self.add_error("deputy", _("Delegate and deputy must be two people."))
        return values

    def facts(self) -> dict[str, Any]:
        """Return what the domain functions take, once the form is valid.

        An institution that was typed in is unsaved, and takes the place of the one that is chosen.
        """
        values = self.cleaned_data
        new = values["new_organisation"].strip()
        return {
            "organisation": Organisation(name=new) if new else values["organisation"],
            "sector": values["sector"],
            "role": values["role"],
            "valid_from": values["valid_from"],
            "delegate": values["delegate"],
            "deputy": values["deputy"],
        }


def initial_of(seat: Seat) -> dict[str, Any]:
    """Return what the form of a stored seat begins with."""
    names = ("organisation_id", "sector_id", "delegate_id", "deputy_id")
    values = {name.removesuffix("_id"): getattr(seat, name) for name in names}
    return values | {"role": seat.role, "valid_from": seat.valid_from}


class EndSeatForm(forms.Form):
    """The last day of a seat."""

    last_day = DayField(label=_("Last day at the table"))

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["last_day"].initial = timezone.localdate()

    def clean_last_day(self) -> dt.date:
        """Refuse an end before the beginning."""
        day: dt.date = self.cleaned_data["last_day"]
        if self.seat.valid_from and day < self.seat.valid_from:
            raise forms.ValidationError(_("The seat began only after this day."), code="before_beginning")
        return day
