"""The sheet on which participants evaluate a training; who they are is neither asked nor kept."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.evaluations import (
    THRESHOLD,
    EvaluationState,
    answer_evaluation,
    find_ticket,
    state_of,
)
from tafelrunde_events.domain.evaluations.answering import OPEN_DAYS, end_of
from tafelrunde_events.domain.evaluations.questions import questions_asked
from tafelrunde_events.domain.evaluations.tickets import LANGUAGE
from tafelrunde_events.forms.evaluations import EvaluationForm
from tafelrunde_events.models import EvaluationTicket
from tafelrunde_members.views.private import private_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def evaluation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the sheet from the end of the training on; POST stores it, once for each link."""
    asked = request.GET.get(LANGUAGE, "")
    language = asked if asked in conf.languages() else get_language() or conf.language()
    with override(language):
        response = _evaluation(request, token)
    response["Content-Language"] = language
    return response


def _evaluation(request: HttpRequest, token: str) -> HttpResponseBase:
    ticket = find_ticket(token)
    if ticket is None:
        return _page(request, None, "gone", status=404)
    if ticket.is_used:
        return _page(request, ticket, "done")
    state = state_of(ticket.event)
    if state != EvaluationState.OPEN:
        end = end_of(ticket.event)
        return _page(request, ticket, state.value, opens=short_day_text(timezone.localdate(end)) if end else "")
    form = EvaluationForm(request.POST if request.method == "POST" else None, questions=questions_asked())
    if form.is_bound and form.is_valid():
        # A second click finds the ticket used and leads to the same thanks.
        answer_evaluation(ticket, form.answers)
        return redirect(request.get_full_path())
    return _page(request, ticket, "open", form=form)


def _page(
    request: HttpRequest, ticket: EvaluationTicket | None, state: str, *, status: int = 200, **context: Any
) -> HttpResponseBase:
    context |= {"event": ticket.event if ticket else None, "state": state, "threshold": THRESHOLD, "days": OPEN_DAYS}
    return render(request, "tafelrunde_events/evaluation.html", context, status=status)
