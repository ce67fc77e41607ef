"""The filters of the public calendar, sent by GET: the same words in list and feed."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.enums import EventKind
from tafelrunde_events.forms.moments import DayField
from tafelrunde_members.models import Organisation, Region

#: The days on which the engine lets dates be; with the last days that Python knows, none could be reckoned.
_IN_CALENDARS = [MinValueValidator(dt.date(1970, 1, 1)), MaxValueValidator(dt.date(2199, 12, 31))]


class SelectionForm(forms.Form):
    """Filters of the calendar; a value that does not exist is ignored instead of failing a bookmarked address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    art = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *EventKind.choices])
    bezirk = forms.ModelChoiceField(
        Region.objects.districts(),
        label=_("District"),
        to_field_name="key",
        required=False,
        empty_label=_("all districts"),
    )
    einrichtung = forms.ModelChoiceField(
        Organisation.objects.released(),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
    )
    von = DayField(label=pgettext_lazy("period", "From"), required=False, validators=_IN_CALENDARS)
    bis = DayField(label=pgettext_lazy("period", "To"), required=False, validators=_IN_CALENDARS)
