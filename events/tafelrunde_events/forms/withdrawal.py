"""The question that unpublishing asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import Event


class WithdrawalForm(forms.Form):
    """Why the dates do not take place."""

    reason = forms.CharField(
        label=_("Why do the dates not take place?"),
        help_text=_("Everybody reads this: on the event's permanent address and in subscribed calendars."),
        max_length=Event._meta.get_field("status_reason").max_length,  # noqa: SLF001
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
