"""Suppressing an address by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.validators import validate_deliverable_address


class SuppressionForm(forms.Form):
    """Asks for the address."""

    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_(
            "Nothing is sent there any more, neither invitations nor mailings, until the suppression is lifted."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        validators=[validate_deliverable_address],
    )
