"""From the short code on a printed letter to the answer page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events.domain.answer_links import answer_token
from tafelrunde_events.domain.code_limits import SECONDS, is_limited, note_wrong_code
from tafelrunde_events.domain.short_codes import find_by_code, has_current_link, store_paper_secrets
from tafelrunde_events.forms.short_codes import ShortCodeForm
from tafelrunde_events.models import Invitation
from tafelrunde_events.views.visitors import client_address

_Arguments = ParamSpec("_Arguments")
_View = Callable[Concatenate[HttpRequest, _Arguments], HttpResponseBase]


def limited_page(view: _View[_Arguments]) -> _View[_Arguments]:
    """Turn those away for a while who typed too many wrong codes, and keep codes from caches and other sites."""

    @wraps(view)
    @never_cache
    def show(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
        if is_limited(client_address(request)):
            response: HttpResponseBase = render(request, "tafelrunde_events/short_code_refused.html", status=429)
            response["Retry-After"] = str(SECONDS)
        else:
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # "no-referrer" would make browsers send "Origin: null" with the form, which Django's CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return show


@require_http_methods(["GET", "HEAD", "POST"])
@limited_page
def short_form(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of a letter; POST leads on to the answer page."""
    form = ShortCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    invitation = _find(request, form.cleaned_data["code"])
    if invitation is None:
        form.add_error("code", _wrong_code())
        return _page(request, form)
    if not has_current_link(invitation):
        store_paper_secrets([invitation])
    return redirect("tafelrunde_events:answer", answer_token(invitation.nonce))


@require_safe
@limited_page
def short_link(request: HttpRequest, code: str) -> HttpResponseBase:
    """Lead on to the answer page; a wrong code is shown in the form, to be put right."""
    invitation = _find(request, code)
    if invitation is not None and has_current_link(invitation):
        return redirect("tafelrunde_events:answer", answer_token(invitation.nonce))
    # After a change of the secret key the link has to be stored anew, which only sending the form may do.
    form = ShortCodeForm(initial={"code": code})
    if invitation is None:
        return _page(request, form, message=_wrong_code(), status=404)
    return _page(request, form)


def _find(request: HttpRequest, typed: str) -> Invitation | None:
    invitation = find_by_code(typed)
    if invitation is None:
        note_wrong_code(client_address(request))
    return invitation


def _wrong_code() -> str:
    return gettext("There is no open invitation with this code. Please compare it with the letter.")


def _page(request: HttpRequest, form: ShortCodeForm, *, message: str = "", status: int = 200) -> HttpResponseBase:
    context = {"form": form, "message": message}
    return render(request, "tafelrunde_events/short_code.html", context, status=status)
