"""The form that offers a training again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OfferAgainForm(forms.Form):
    """Asks for nothing more than the title."""

    title = forms.CharField(label=_("Title"), max_length=255)
