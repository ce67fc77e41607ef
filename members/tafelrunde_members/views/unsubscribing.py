"""Leaving a list of mailings, without an account (law 8)."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tafelrunde_members import conf
from tafelrunde_members.domain.mail.unsubscribing import (
    find_key,
    has_left,
    language_of,
    leave_list,
    list_title,
    undo_leaving,
)
from tafelrunde_members.models import UnsubscribeKey
from tafelrunde_members.views.private import private_page

#: What mail programs send when somebody presses their button (RFC 8058 3.1).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


# The server of a mail program brings neither a cookie nor a token of a form: its request is known by its body alone,
# and everything else is checked as usual.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what one is about to leave; POST leaves it, or undoes that. Mail programs leave by one click."""
    key = find_key(token)
    name, value = ONE_CLICK
    if request.method == "POST" and request.POST.get(name) == value:
        return _leave_by_one_click(key)
    if key is None:
        return render(request, "tafelrunde_members/unsubscribe_unknown.html", status=404)
    with override(_language(key)):
        return _unsubscribe_page(request, key, token)


def _language(key: UnsubscribeKey) -> str:
    """Return the language of the mail that led here, where the site speaks it."""
    known = language_of(key)
    return known if known in conf.languages() else str(get_language())


def _leave_by_one_click(key: UnsubscribeKey | None) -> HttpResponse:
    """Answer a mail program: no redirect, no cookie, nothing to be read by people."""
    if key is None:
        return HttpResponse(_("This link is not known."), content_type="text/plain; charset=utf-8", status=404)
    leave_list(key)
    return HttpResponse(_("You are unsubscribed."), content_type="text/plain; charset=utf-8")


@csrf_protect
def _unsubscribe_page(request: HttpRequest, key: UnsubscribeKey, token: str) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("action") == "undo":
            undo_leaving(key)
        else:
            leave_list(key)
        return redirect("tafelrunde_members:unsubscribe", token)
    context = {"address": key.address, "title": list_title(key), "has_left": has_left(key)}
    return render(request, "tafelrunde_members/unsubscribe.html", context)
