"""The form with which anybody subscribes to new dates by mail."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.enums import DigestFrequency
from tafelrunde_members.forms.addresses import DeliverableAddressField

#: People need longer than this to fill in the form, and no longer than that before they send it (seconds).
FASTEST, SLOWEST = 2, 12 * 60 * 60
_SALT = "tafelrunde_events.mail_subscription"


class MailSubscriptionForm(forms.Form):
    """Address, frequency, language; `website` is there for robots alone, `begun` says when the form was shown."""

    email = DeliverableAddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=DigestFrequency.choices,
        initial=DigestFrequency.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("Nothing new, no mail. Daily, weekly and monthly mails come at 7 in the morning."),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), widget=forms.RadioSelect)
    website = forms.CharField(label=_("Please leave this field empty"), required=False)
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        languages: Any = self.fields["language"]
        languages.choices = [(code, conf.language_name(code)) for code in conf.languages()]
        languages.initial = get_language()
        if len(languages.choices) == 1:
            languages.widget = forms.HiddenInput()

    @property
    def begun_value(self) -> str:
        """When the form was shown first, signed; a new moment where that is missing or too long ago."""
        sent = str(self.data.get("begun", "")) if self.is_bound else ""
        return sent if self._age(sent) is not None else signing.dumps(time.time(), salt=_SALT)

    @property
    def is_from_robot(self) -> bool:
        """Whether somebody filled in the field that people do not see."""
        return bool(self.cleaned_data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Ask once more when the form was filled in faster than anybody can, or lay about for too long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        age = self._age(cleaned.get("begun", ""))
        if age is None or age < FASTEST:
            raise ValidationError(_("Please send the form once more."), code="time")
        return cleaned

    def _age(self, begun: str) -> float | None:
        """Return how many seconds ago the form was shown; None for what we did not sign, or too long ago."""
        try:
            return time.time() - float(signing.loads(begun, salt=_SALT, max_age=SLOWEST))
        except (signing.BadSignature, TypeError, ValueError):
            return None
