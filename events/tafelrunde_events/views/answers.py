"""The answer page: who holds the link of an invitation answers there, without an account (law 8)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods, require_safe

from tafelrunde_events import conf
from tafelrunde_events.domain.answers import find_invitation, is_answerable, record_answer
from tafelrunde_events.domain.date_texts import unbroken, when_text
from tafelrunde_events.domain.invitation_sections import sections_of
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.projection import event_calendar
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.forms.answers import OWN_WORDS, AnswerForm
from tafelrunde_events.models import Invitation
from tafelrunde_events.views.feeds import ICS
from tafelrunde_members.views.private import private_page

_InvitationView = Callable[[HttpRequest, Invitation, str], HttpResponseBase]


def invitees_page(view: _InvitationView) -> Callable[..., HttpResponseBase]:
    """Turn a view of an invitation into one of the token in its address, which is a secret (`private_page`).

    It speaks the language that the mail with the link was written in. Unknown, mangled and withdrawn tokens all get
    the same page that says what to do.
    """

    @wraps(view)
    @private_page
    def show_to_holder(request: HttpRequest, token: str) -> HttpResponseBase:
        invitation = find_invitation(token)
        if invitation is None:
            return render(request, "tafelrunde_events/answer_gone.html", status=404)
        with override(_language_of(invitation)):
            response = view(request, invitation, token)
            response["Content-Language"] = get_language() or ""
        return response

    return show_to_holder


def _language_of(invitation: Invitation) -> str:
    known = invitation.person.language if invitation.person else ""
    return known if known in conf.languages() else get_language() or conf.language()


@require_http_methods(["GET", "HEAD", "POST"])
@invitees_page
def answer(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    """Show the invitation and what was answered; POST records an answer and shows that it arrived."""
    form = AnswerForm.for_invitation(invitation, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _answer_page(request, invitation, token, form)
    try:
        record_answer(invitation, **form.cleaned_data, source=ReplySource.LINK)
    except ValidationError as error:
        form.add_error(None, error)
        return _answer_page(request, invitation, token, form)
    return redirect("tafelrunde_events:answer_sent", token)


@require_safe
@invitees_page
def answer_sent(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    """Say that the answer arrived, and which one."""
    if invitation.answer == Answer.NEEDS_ACTION:
        return redirect("tafelrunde_events:answer", token)
    return render(request, "tafelrunde_events/answer_sent.html", _context(invitation, token))


@require_safe
@invitees_page
def answer_calendar(_request: HttpRequest, invitation: Invitation, _token: str) -> HttpResponse:
    """Return the dates as a calendar file: the entries of the invitation, to be imported without asking anybody.

    Title and place stand in it as in the mail that brought the link.
    """
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"'}
    return HttpResponse(event_calendar(invitation.event), content_type=ICS, headers=headers)


def _answer_page(request: HttpRequest, invitation: Invitation, token: str, form: AnswerForm) -> HttpResponse:
    context = _context(invitation, token) | {"form": form}
    return render(request, "tafelrunde_events/answer.html", context)


def _context(invitation: Invitation, token: str) -> dict[str, Any]:
    return answer_context(invitation) | {
        "token": token,
        "answer_url": reverse("tafelrunde_events:answer", args=[token]),
        "calendar_url": reverse("tafelrunde_events:answer_calendar", args=[token]),
    }


def answer_context(invitation: Invitation) -> dict[str, Any]:
    """Return what `answer.html` shows of an invitation; callers add the form and where the page's buttons lead."""
    event, now = invitation.event, timezone.now()
    rows = list(event.occurrences.select_related("venue").order_by("start", "pk"))
    taking_place = [row for row in rows if not row.is_cancelled]
    return {
        "invitation": invitation,
        "event": event,
        "sections": sections_of(event),
        "rows": [(row, when_text(row)) for row in rows],
        "where": shared_place(event, taking_place or rows),
        "only_date": unbroken(when_text(taking_place[0])) if len(taking_place) == len(rows) == 1 else "",
        "is_cancelled": event.is_cancelled or not taking_place,
        "is_over": bool(taking_place) and all(row.end <= now for row in taking_place),
        "is_answerable": is_answerable(event, rows, now),
        "has_answered": invitation.answer != Answer.NEEDS_ACTION,
        "given_answer": OWN_WORDS.get(Answer(invitation.answer), ""),
        "reason": event.status_reason or next((row.status_reason for row in rows if row.status_reason), ""),
    }
