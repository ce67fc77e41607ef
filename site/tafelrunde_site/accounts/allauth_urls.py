"""The pages of allauth that this site has, under German addresses. What is not listed does not exist.

No sign-up, no management of e-mail addresses, no reset of passwords by link: whoever forgot a password signs in by
code. The names are allauth's own, it looks them up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from tafelrunde_site.accounts import views
from tafelrunde_site.accounts.limits import answer_in_equal_time
from tafelrunde_site.accounts.second_factor import fresh_login_required

request_login_code = answer_in_equal_time(account.request_login_code)

urlpatterns = [
    # One page under two names: where allauth leads to "the login", we begin with the code.
    path("anmelden/", request_login_code, name="account_login"),
    path("anmelden/", request_login_code, name="account_request_login_code"),
    path("anmelden/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("anmelden/passwort/", account.login, name="account_password_login"),
    path("anmelden/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/zweiter-faktor/", mfa.authenticate, name="mfa_authenticate"),
    path("registrieren/", account.signup, name="account_signup"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("abmelden/", account.logout, name="account_logout"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("bestaetigen/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bestaetigen/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passwort/", views.password_change, name="account_change_password"),
    path("passwort/festlegen/", views.password_set, name="account_set_password"),
    path("zweiter-faktor/", views.second_factor, name="mfa_index"),
    path("zweiter-faktor/app/", fresh_login_required(totp.activate_totp), name="mfa_activate_totp"),
    path("zweiter-faktor/app/entfernen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("zweiter-faktor/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("zweiter-faktor/codes/neu/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("zweiter-faktor/codes/datei/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("zweiter-faktor/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("zweiter-faktor/passkeys/neu/", fresh_login_required(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("zweiter-faktor/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("zweiter-faktor/passkeys/<int:pk>/entfernen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
