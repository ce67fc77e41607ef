"""The code on a printed letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ShortCodeForm(forms.Form):
    """A code as people type it; `short_codes.read_code` forgives what does not matter."""

    code = forms.CharField(
        label=_("Code in the letter"),
        help_text=_("Twelve characters, such as 7K2M QX4T 90AB. Blanks and small letters do not matter."),
        max_length=40,
        error_messages={"required": _("Please type the code that stands in the letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
