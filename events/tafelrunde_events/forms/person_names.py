"""Names that people type of themselves and of others."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Addresses as mail programs turn them into links. Academic titles ("Dr.med.", "Prof.Dr.") are none.
_LINK = re.compile(r"://|\bwww\.|[@<>/\\]|\b(?!prof\b|dipl\b)[^\W_]{3,}\.[^\W\d_]{2,}\b(?!\.)", re.IGNORECASE)


class PersonNameField(forms.CharField):
    """A first or last name. It may reach somebody whom others register along, so it carries no links to them."""

    def __init__(self, *, label: Any, autocomplete: str, required: bool = True) -> None:
        widget = forms.TextInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, max_length=80, required=required, widget=widget)

    def validate(self, value: Any) -> None:
        """Refuse addresses of the web and of mail. Raises ValidationError (``link``)."""
        super().validate(value)
        if value and _LINK.search(value):
            raise ValidationError(_("Please enter a name without an address."), code="link")
