"""Checking certificates, and putting them right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import Certificate


class CertificateCodeForm(forms.Form):
    """The code on a certificate, as people type it."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("Twelve characters, such as 7K2M QX4T 90AB. Blanks and small letters do not matter."),
        max_length=40,
        error_messages={"required": _("Please type the code that stands on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CertificateNameForm(forms.Form):
    """The name that somebody reads on a certificate."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("First and last name. Capitals, accents and hyphens do not matter."),
        max_length=200,
        error_messages={"required": _("Please type the name that stands on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RevokeForm(forms.Form):
    """Why a certificate no longer counts."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For the staff. Whoever checks the certificate learns only that it was revoked."),
        max_length=Certificate._meta.get_field("revoke_reason").max_length,  # noqa: SLF001 (Django's documented name)
    )


class ReissueForm(forms.Form):
    """The name in its right form."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
