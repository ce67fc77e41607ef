"""`/konto/einladungen/`: one's own invitations, those to come and those behind, and answers given there."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tafelrunde_events.domain.answers import is_answerable, record_answer
from tafelrunde_events.domain.projection import event_calendar
from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer, ReplySource
from tafelrunde_events.forms.answers import AnswerForm
from tafelrunde_events.models import Event, Invitation, Occurrence
from tafelrunde_events.models.invitations import InvitationQuerySet
from tafelrunde_events.views.answers import answer_context
from tafelrunde_events.views.feeds import ICS
from tafelrunde_members.permissions import AnyUser
from tafelrunde_site.accounts.date_rows import DATES, ROWS_PER_PAGE, DateRow, dates_to_show, in_order_of_dates
from tafelrunde_site.accounts.requests import SignedInRequest


@dataclass(frozen=True)
class InvitationRow(DateRow):
    """An invitation with the dates that are still to come, soonest first; of one that is over the last date alone."""

    invitation: Invitation
    dates: list[Occurrence]
    is_over: bool = False

    @property
    def event(self) -> Event:
        """What one is invited to."""
        return self.invitation.event

    @property
    def is_open(self) -> bool:
        """Whether an answer can still be given."""
        return is_answerable(self.invitation.event, self.dates)

    @property
    def state(self) -> str:
        """Class of the badge that shows the answer."""
        if self.invitation.answer in ATTENDING_ANSWERS:
            return "free"
        return "off" if self.invitation.answer == Answer.DECLINED else "wait"


@login_required
@require_safe
@never_cache
def invitations(request: SignedInRequest) -> HttpResponse:
    """List one's invitations: those to come, soonest first, and behind them those that are over."""
    page_obj = Paginator(in_order_of_dates(_own_with_facts(request.user)), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [InvitationRow(one, *dates_to_show(one.event)) for one in page_obj]
    context = {
        "page_obj": page_obj,
        "coming": [row for row in rows if not row.is_over],
        "past": [row for row in rows if row.is_over],
    }
    return render(request, "tafelrunde_site/account/invitations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one invitation as its answer page does, and take the answer without its link."""
    row = get_object_or_404(_own_with_facts(request.user), pk=pk)
    form = AnswerForm.for_invitation(row, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            record_answer(row, **form.cleaned_data, source=ReplySource.ACCOUNT, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _thanks(row))
            return redirect("tafelrunde_site:account_invitation", row.pk)
    context = answer_context(row) | {
        "form": form,
        "answer_url": reverse("tafelrunde_site:account_invitation", args=[row.pk]),
        "calendar_url": reverse("tafelrunde_site:account_invitation_calendar", args=[row.pk]),
    }
    return render(request, "tafelrunde_site/account/invitation_page.html", context)


@login_required
@require_safe
@never_cache
def invitation_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the dates as a calendar file, to be imported without asking anybody."""
    row = get_object_or_404(_own_with_facts(request.user), pk=pk)
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"'}
    return HttpResponse(event_calendar(row.event), content_type=ICS, headers=headers)


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the answer of the signed-in person to one of their own invitations."""
    row = get_object_or_404(own_invitations(request.user), pk=pk)
    try:
        record_answer(row, answer=request.POST.get("answer", ""), source=ReplySource.ACCOUNT, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _thanks(row))
    return redirect("tafelrunde_site:account_invitations" if "back" in request.POST else "tafelrunde_site:account")


def own_invitations(user: AnyUser) -> InvitationQuerySet:
    """Return the invitations that are addressed to the signed-in person."""
    return Invitation.objects.visible_to(user).filter(person__user=user.pk, withdrawn_at__isnull=True)


def coming_invitations(user: AnyUser, now: dt.datetime | None = None) -> list[InvitationRow]:
    """Return one's invitations to what is still to come, soonest first, in two queries however many there are."""
    dates = Occurrence.objects.upcoming(now).select_related("venue")
    found = (
        own_invitations(user)
        .filter(event__occurrences__in=Occurrence.objects.upcoming(now).order_by())
        .select_related("event__venue", "organisation")
        .prefetch_related(Prefetch("event__occurrences", queryset=dates, to_attr=DATES))
        .distinct()
    )
    coming = [InvitationRow(row, getattr(row.event, DATES)) for row in found]
    return sorted(coming, key=lambda row: (row.first.start, row.invitation.pk))


def _own_with_facts(user: AnyUser) -> InvitationQuerySet:
    return own_invitations(user).select_related("event__venue", "person", "organisation")


def _thanks(invitation: Invitation) -> str:
    return _("Thank you, your answer to “%(event)s” has been recorded: %(answer)s.") % {
        "event": invitation.event.title,
        "answer": invitation.get_answer_display(),
    }
