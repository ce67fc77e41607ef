"""The words of letters, as the coordination writes them; the domain functions check them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_events.models import Letterhead


def _text(rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WordsForm(forms.Form):
    """Subject, opening and closing of one kind of letter."""

    subject = forms.CharField(label=_("Subject"), required=False, max_length=250)
    opening = _text(
        7,
        label=pgettext_lazy("part of a letter", "Opening"),
        help_text=_("With the salutation. Below it follow title, dates, place, agenda and how to answer."),
    )
    closing = _text(3, label=_("Closing"), help_text=_("Above the signature."))


class LetterheadForm(forms.Form):
    """What stands in all letters."""

    signature = _text(
        5, label=_("Signature"), help_text=_("Name of the office and its role mailbox, never a person's address.")
    )
    exclusion = forms.ChoiceField(label=_("The exclusion clause stands in"), required=False)
    exclusion_clause = _text(
        6,
        label=_("Exclusion clause"),
        help_text=_(
            "A proposal. To count at the door it has to stand in the invitation; your state's law on assemblies says "
            "what else it takes."
        ),
    )
    return_address = forms.CharField(
        label=_("Sender in the window of the envelope"),
        required=False,
        max_length=120,
        help_text=_("One line above the recipient's address on printed letters: name, street, postal code, town."),
    )

    def __init__(self, *args: Any, is_site: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in Letterhead.Exclusion.choices if choice[0] or not is_site]
        field = self.fields["exclusion"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
