"""Certificates for everybody: the participant's own paper, and the page that confirms one to whoever has its code."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events.domain.certificates import certificate_pdf, find_certificate, match_name
from tafelrunde_events.domain.certificates.standing import certificate_of
from tafelrunde_events.domain.code_limits import SECONDS, is_limited, note_wrong_code
from tafelrunde_events.domain.registrations.links import find_registration
from tafelrunde_events.domain.short_codes import grouped
from tafelrunde_events.forms.certificates import CertificateCodeForm, CertificateNameForm
from tafelrunde_events.models import Certificate
from tafelrunde_events.views.visitors import client_address
from tafelrunde_members.views.private import private_page

#: Wrong codes and wrong names are counted together, and apart from those of letters.
GUESSES = "tafelrunde_events.certificate_guesses"

_Arguments = ParamSpec("_Arguments")
_View = Callable[Concatenate[HttpRequest, _Arguments], HttpResponseBase]


def guarded_page(view: _View[_Arguments]) -> Callable[..., HttpResponseBase]:
    """Turn those away for a while who guessed too often; keep the page from caches and search engines."""

    @wraps(view)
    @private_page
    def show(request: HttpRequest, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> HttpResponseBase:
        if not is_limited(client_address(request), purpose=GUESSES):
            return view(request, *args, **kwargs)
        response = render(request, "tafelrunde_events/certificate_refused.html", status=429)
        response["Retry-After"] = str(SECONDS)
        return response

    return show


@require_http_methods(["GET", "HEAD", "POST"])
@guarded_page
def certificate_check(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of a certificate; POST leads to its page."""
    form = CertificateCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = _find(request, form.cleaned_data["code"])
        if found is not None:
            return redirect("tafelrunde_events:certificate", found.code)
        form.add_error("code", _unknown())
    return render(request, "tafelrunde_events/certificate_check.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded_page
def certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say whether a certificate is valid, and for what. It names nobody; POST compares a name that somebody typed."""
    found = _find(request, code)
    if found is None:
        form = CertificateCodeForm(initial={"code": code})
        context = {"form": form, "message": _unknown()}
        return render(request, "tafelrunde_events/certificate_check.html", context, status=404)
    name_form = CertificateNameForm(request.POST if request.method == "POST" else None)
    match = None
    if name_form.is_bound and name_form.is_valid():
        match = match_name(found, name_form.cleaned_data["name"])
        if match == match.NO:
            note_wrong_code(client_address(request), purpose=GUESSES)
    context = {
        "certificate": found,
        "code": grouped(found.code),
        "dates": found.dates.splitlines(),
        "organisers": found.organisers.splitlines(),
        "form": name_form,
        "match": match,
    }
    return render(request, "tafelrunde_events/certificate.html", context)


@require_safe
@private_page
def registration_certificate(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return a participant's own certificate as PDF, or a page that says why there is none."""
    registration = find_registration(token)
    found = certificate_of(registration) if registration else None
    if registration is None or found is None:
        context = {"message": gettext("There is no certificate under this address.")}
        return render(request, "tafelrunde_events/certificate_unavailable.html", context, status=404)
    with override(found.language):
        try:
            return pdf_response(certificate_pdf(found), name=gettext("certificate"))
        except ValidationError as error:
            why = {"message": " ".join(error.messages), "token": token, "event": registration.event}
            return render(request, "tafelrunde_events/certificate_unavailable.html", why, status=409)


def pdf_response(pdf: bytes, *, name: str) -> HttpResponse:
    """Return a PDF to be saved, under a name that tells nothing; no cache keeps it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{slugify(name)}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _find(request: HttpRequest, typed: str) -> Certificate | None:
    found = find_certificate(typed)
    if found is None:
        note_wrong_code(client_address(request), purpose=GUESSES)
    return found


def _unknown() -> str:
    return gettext("There is no certificate with this code. Please compare it with the paper.")
