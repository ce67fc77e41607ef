"""Filters of the public directory, sent by GET."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.models import Region, Sector


class DirectoryFilterForm(forms.Form):
    """Search and filters; a value that does not exist is ignored instead of failing a bookmarked address."""

    q = forms.CharField(label=_("Search by name or place"), required=False, max_length=100)
    bereich = forms.ModelChoiceField(
        Sector.objects.all(), label=_("Sector"), to_field_name="slug", required=False, empty_label=_("all sectors")
    )
    bezirk = forms.ModelChoiceField(
        Region.objects.districts(),
        label=_("District"),
        to_field_name="key",
        required=False,
        empty_label=_("all districts"),
    )
