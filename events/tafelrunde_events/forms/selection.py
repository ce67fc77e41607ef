"""The filters of the public calendar, sent by GET: the same words in list and feed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.enums import EventKind
from tafelrunde_members.models import Organisation, Region


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
    von = forms.DateField(
        label=pgettext_lazy("period", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    bis = forms.DateField(
        label=pgettext_lazy("period", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
