"""allauth's forms with our look-up and our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_site.accounts.domain import find_account

#: Codes are typed from another device: no keyboard help that changes them, no wide field.
CODE_ATTRIBUTES = {
    "class": "code",
    "autocomplete": "one-time-code",
    "autocapitalize": "off",
    "autocorrect": "off",
    "spellcheck": "false",
    "maxlength": "32",
}


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    """Asks for the address; the answer is the same whether it opens an account or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address_field()

    def clean_email(self) -> str:
        """Look the account up our way, after allauth has counted the request: one too many finds out nothing."""
        email: str = super().clean_email()
        self._user = find_account(email)
        return email


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    """Asks for the code from the mail."""

    code = forms.CharField(label=_("Code from the mail"), widget=forms.TextInput(attrs=CODE_ATTRIBUTES))


class LoginForm(account.LoginForm):
    """Asks staff for address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address_field()
        self.fields["password"].help_text = ""
        del self.fields["password"].widget.attrs["placeholder"]
        self.order_fields(["login", "password"])


def _second_factor_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=_("From your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )


class AuthenticateForm(mfa.AuthenticateForm):
    """Asks for the second factor at sign-in."""

    code = _second_factor_field()


class ReauthenticateForm(mfa.ReauthenticateForm):
    """Asks for the second factor before something important changes."""

    code = _second_factor_field()


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """Asks for the first code of a new authenticator app."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        widget=forms.TextInput(attrs={**CODE_ATTRIBUTES, "inputmode": "numeric"}),
    )


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    """Names a new passkey or security key."""

    name = forms.CharField(label=_("Name"), required=False, max_length=80, help_text=_("So that you recognise it."))
    passwordless = forms.BooleanField(
        label=_("Log in with it alone, without code or password"),
        required=False,
        help_text=_("Asks for your fingerprint, face or PIN each time."),
    )


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    """Renames a passkey or security key."""

    name = forms.CharField(label=_("Name"), max_length=80)


def _address_field() -> forms.EmailField:
    attributes = {"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
    return forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=attributes))
