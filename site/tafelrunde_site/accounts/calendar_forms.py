"""The forms of one's own calendars."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import PersonalFeed, SavedSelection


class DeviceForm(forms.ModelForm[PersonalFeed]):
    """Names a new device. The key says which form it was, so that one sent twice makes one device."""

    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = PersonalFeed
        fields = ["name"]


class SavedSelectionForm(forms.ModelForm[SavedSelection]):
    """Names a selection of public dates. An empty query stands for all of them."""

    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    class Meta:
        model = SavedSelection
        fields = ["name", "query"]
        labels = {"name": _("Name of this selection")}
