"""How allauth is adapted: closed sign-up, mail through the outbox, our own words, encrypted second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.permissions import is_staff_member
from tafelrunde_site.accounts import conf, secrets

UNKNOWN_ACCOUNT = "account/email/unknown_account"
LOGIN_CODE = "account/email/login_code"
NOTICE = "account/email/security_notice"

#: What a security notice says happened, by the name that allauth gives to its own template.
SECURITY_EVENTS = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_set": _("A password was set."),
    "mfa/email/totp_activated": _("An authenticator app was set up."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/webauthn_added": _("A passkey or security key was added."),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the old ones are void."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; known and unknown addresses get the same answer after the same work."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("Please enter your present password."),
        "incorrect_code": _("This code is not right. Please compare it with the mail."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("You could not be logged in like this."),
        "rate_limited": _("That was very often in a short time. Please wait a few minutes."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and begin again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from administrators and from the directory."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to their work and everybody else to their account."""
        target = "wagtailadmin_home" if is_staff_member(request.user) else settings.LOGIN_REDIRECT_URL
        return resolve_url(target)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the account."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail. That to an address without an account is written like any other and then thrown away."""
        request = allauth_context.request
        known = template_prefix != UNKNOWN_ACCOUNT
        if template_prefix in (LOGIN_CODE, UNKNOWN_ACCOUNT):
            template_prefix = LOGIN_CODE
            context = {"code": self.generate_login_code(), "minutes": _minutes_of_code(), **context}
        elif template_prefix in SECURITY_EVENTS:
            context = {**context, "what": SECURITY_EVENTS[template_prefix]}
            template_prefix = NOTICE
        message = self.render_mail(template_prefix, email, {"request": request, "email": email, **context})
        if template_prefix == LOGIN_CODE:
            # The outbox drops a code that would come too late; a notice stays worth knowing.
            message.outbox_useful_for = conf.login_code_lifetime()
        with transaction.atomic():
            message.send()
            # Whoever asks for a stranger's address must not learn from the clock whether it is known here.
            transaction.set_rollback(not known)


class MFAAdapter(DefaultMFAAdapter):
    """Seeds are stored encrypted; names and errors are our own."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Codes change every 30 seconds; please take the present one."),
        "cannot_delete_authenticator": _("The second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Recovery codes need a second factor first."),
        "unverified_email": _("Please log in by code once, so that your e-mail address is confirmed."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt before it is stored."""
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what is stored."""
        return secrets.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Name the site as authenticator apps list it."""
        return f"{settings.WAGTAIL_SITE_NAME} ({self._get_site_name()})"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Suggest a name for a new key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


def _minutes_of_code() -> int:
    return int(conf.login_code_lifetime().total_seconds() // 60)
