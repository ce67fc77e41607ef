"""The personal page of a registration: who holds its link sees and changes everything there, without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.evaluations import open_evaluation_address
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.qr_code import qr_code
from tafelrunde_events.domain.registrations.confirming import accept, confirm
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.links import entry_address, find_registration
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.own import (
    join_link,
    papers_for,
    participants_calendar,
    position_of,
    retention_of,
    withdraw_consent,
)
from tafelrunde_events.domain.registrations.places import Window, places_of, window_of
from tafelrunde_events.domain.registrations.staff import change_details
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.forms.registering import DetailsForm
from tafelrunde_events.models import Occurrence, Places, Registration
from tafelrunde_events.views.feeds import ICS
from tafelrunde_members.views.private import private_page

_RegistrationView = Callable[..., HttpResponseBase]


def participants_page(view: _RegistrationView) -> _RegistrationView:
    """Turn a view of a registration into one of the token in its address, which is a secret (`private_page`).

    It speaks the language of the registration. Unknown, mangled and forgotten tokens all get the same page that says
    what to do.
    """

    @wraps(view)
    @private_page
    def show_to_holder(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        found = find_registration(token)
        if found is None:
            return render(request, "tafelrunde_events/registration_gone.html", status=404)
        language = found.language if found.language in conf.languages() else conf.language()
        with override(language):
            response = view(request, found, token, **more)
            response["Content-Language"] = get_language() or ""
        return response

    return show_to_holder


@require_http_methods(["GET", "HEAD", "POST"])
@participants_page
def registration(request: HttpRequest, row: Registration, token: str) -> HttpResponseBase:
    """Show how the registration stands and all that belongs to it; POST does what one of its buttons says."""
    places = places_of(row.event)
    if places is None:  # its terms were deleted: nothing can be done any more
        raise Http404
    form = None
    if request.method == "POST":
        form = _details_form(request, row, places)
        if form is None or form.is_valid():
            _act(request, row, form)
            return redirect("tafelrunde_events:registration", token)
    context = _context(row, places, token)
    if context["can_change"]:
        context["form"] = form or DetailsForm(row, places)
    return render(request, "tafelrunde_events/registration.html", context)


@require_safe
@participants_page
def registration_calendar(_request: HttpRequest, row: Registration, _token: str) -> HttpResponse:
    """Return all sessions as one calendar file, to be imported."""
    headers = {"Content-Disposition": 'inline; filename="termin.ics"'}
    return HttpResponse(participants_calendar(row), content_type=f"{ICS}; method=PUBLISH", headers=headers)


@require_safe
@participants_page
def registration_paper(_request: HttpRequest, row: Registration, _token: str, *, pk: int) -> HttpResponseBase:
    """Return one of the papers for participants, out of the storage that no web server hands out."""
    paper = papers_for(row, list(row.event.occurrences.all())).filter(pk=pk).first()
    if paper is None:
        raise Http404
    return FileResponse(paper.document.file.open("rb"), as_attachment=True, filename=paper.document.filename)


def _details_form(request: HttpRequest, row: Registration, places: Places) -> DetailsForm | None:
    """Return the form as it was sent, where details can still be changed: a certificate says who was there."""
    if request.POST.get("action") != "change" or not _can_change(row, window_of(places)):
        return None
    return DetailsForm(row, places, request.POST)


def _can_change(row: Registration, window: Window) -> bool:
    has_begun = window.begins is None or timezone.now() >= window.begins
    return not row.is_over and row.state != RegistrationState.UNCONFIRMED and not has_begun


def _act(request: HttpRequest, row: Registration, form: DetailsForm | None) -> None:
    """Do what a button says, and say that it is done, or why not; what does not exist changes nothing."""
    try:
        done = _do(request, row, form)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if done:
            messages.success(request, done)


def _do(request: HttpRequest, row: Registration, form: DetailsForm | None) -> str:
    """Return what to say about it; nothing where the page itself shows what came of it."""
    match request.POST.get("action"):
        case "confirm":
            confirm(row)
        case "accept":
            accept(row)
        case "cancel":
            cancel(row, with_companions="group" in request.POST)
        case "cancel_companion":
            return _cancel_companion(row, request.POST.get("which", ""))
        case "withdraw":
            return _withdraw(row, request.POST.get("which", ""))
        case "change" if form is not None:
            return _change(row, form)
    return ""


def _cancel_companion(row: Registration, which: str) -> str:
    # Whoever has a link of their own decides alone: a stranger may have registered them along.
    led = row.companions.filter(confirms_alone=False).select_related("event", "person")
    companion = led.filter(pk=which).first() if _is_key(which) else None
    if companion is None:
        return ""
    cancel(companion)
    return _("The registration of %(name)s was cancelled.") % {"name": shown_name(companion)}


def _withdraw(row: Registration, which: str) -> str:
    consents = row.consents.select_related("text", "registration")
    consent = consents.filter(pk=which).first() if _is_key(which) else None
    if consent is None:
        return ""
    withdraw_consent(consent)
    return _("You have withdrawn your consent.")


def _is_key(which: str) -> bool:
    return which.isdecimal() and len(which) < 19


def _change(row: Registration, form: DetailsForm) -> str:
    answers = form.answers if form.asks_questions else None
    change_details(row, by=None, answers=answers, **form.details)
    return _("Your details were saved.")


def _context(row: Registration, places: Places, token: str) -> dict[str, Any]:
    dates = list(row.event.occurrences.select_related("venue").order_by("start", "pk"))
    window, now = window_of(places), timezone.now()
    has_begun = window.begins is None or now >= window.begins
    companions = list(row.companions.select_related("person").in_order())
    return _shown_dates(row, dates) | {
        "registration": row,
        "event": row.event,
        "places": places,
        "token": token,
        "is_over": window.ends is not None and now >= window.ends,
        "can_act": not row.is_over and not has_begun and not row.event.is_cancelled,
        "can_change": _can_change(row, window),
        "holds_place": row.holds_place(now),
        "position": position_of(row),
        "name": shown_name(row),
        # As they were typed here: what the page shows must not tell whose address is whose.
        "companions": [(one, one.full_name or _("Somebody with you")) for one in companions],
        "open_companions": any(not companion.is_over and not companion.confirms_alone for companion in companions),
        # Of a contact who never confirmed anything, a stranger may have typed name and address.
        "registered_by": shown_name(row.contact) if row.contact and row.contact.confirmed_at else "",
        "code": qr_code(entry_address(row)) if row.state == RegistrationState.PLACED else None,
        "join": join_link(row, places, dates, now),
        "papers": papers_for(row, dates),
        "answers": list(row.answers.all()),
        "consents": list(row.consents.select_related("text")),
        "certificate": _certificate(row),
        "evaluation": open_evaluation_address(row),
        "retention": retention_of(places),
    }


def _shown_dates(row: Registration, dates: list[Occurrence]) -> dict[str, Any]:
    taking_place = [date for date in dates if not date.is_cancelled]
    return {
        "rows": [(date, when_text(date)) for date in dates],
        "where": shared_place(row.event, taking_place or dates),
        "is_cancelled": row.event.is_cancelled or not taking_place,
    }


def _certificate(row: Registration) -> Any:
    certificate = getattr(row, "certificate", None)
    return certificate if certificate is not None and certificate.revoked_at is None else None
