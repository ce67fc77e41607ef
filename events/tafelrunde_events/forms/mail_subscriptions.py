"""The form with which anybody subscribes to new dates by mail."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.enums import DigestFrequency
from tafelrunde_events.forms.robots import RobotTraps
from tafelrunde_members.forms.addresses import DeliverableAddressField


class MailSubscriptionForm(RobotTraps):
    """Address, frequency, language."""

    trap_salt = "tafelrunde_events.mail_subscription"

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["language"]
        languages.choices = [(code, conf.language_name(code)) for code in conf.languages()]
        languages.initial = get_language()
        if len(languages.choices) == 1:
            languages.widget = forms.HiddenInput()
