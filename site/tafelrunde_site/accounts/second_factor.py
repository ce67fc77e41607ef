"""The second factor of an account, and the sign-in that must be fresh before the first one is set up."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tafelrunde_members.permissions import AnyUser
from tafelrunde_site.accounts import conf

View: TypeAlias = Callable[..., HttpResponseBase]


def has_second_factor(user: AnyUser) -> bool:
    """Tell whether the account has a confirmed second factor; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def gave_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session gave a second factor: at sign-in, when it was set up, or when it was asked for again.

    An account that has one is not enough: a session may be older than the factor, or have come in some other way.
    """
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def ask_for_second_factor(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to where the account's second factor is entered, and from there back to what was asked for."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    address = next(method["url"] for method in methods if method["id"].startswith("mfa"))
    wanted = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': wanted})}")


def signed_in_just_now(request: HttpRequest) -> bool:
    """Tell whether the person proved who they are within the last minutes."""
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0.0)
    return time.time() - newest < conf.FRESH_LOGIN.total_seconds()


def trust_new_factor(*, request: HttpRequest, user: AnyUser, authenticator: Authenticator, **_signal: Any) -> None:
    """Count setting up a factor as proof of it, so that the recovery codes can be shown without asking again."""
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)


def fresh_login_required(view: View) -> View:
    """Ask accounts that have nothing to re-authenticate with to sign in again first.

    allauth lets them through: an account without a password and without a second factor could be given one by
    whoever finds the browser open.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if get_adapter().get_reauthentication_methods(request.user) or signed_in_just_now(request):
            return view(request, *args, **kwargs)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        return render(request, "account/fresh_login.html", {"sign_in": sign_in}, status=403)

    return guarded
