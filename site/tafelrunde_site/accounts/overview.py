"""`/konto/`: what a signed-in person finds, and answers given there."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tafelrunde_events.domain.answers import answer_token, is_answerable, record_answer
from tafelrunde_events.domain.calendar_text import place_of
from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer, ReplySource
from tafelrunde_events.models import Invitation, Occurrence
from tafelrunde_events.models.invitations import InvitationQuerySet
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.permissions import seats_of
from tafelrunde_site.accounts.domain import is_staff_account
from tafelrunde_site.accounts.second_factor import has_second_factor
from tafelrunde_site.models import User

#: Name under which the dates to come are kept on an event.
COMING = "coming_dates"


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@dataclass(frozen=True)
class ComingInvitation:
    """An invitation with the dates that are still to come, soonest first."""

    invitation: Invitation
    dates: list[Occurrence]

    @property
    def first(self) -> Occurrence:
        """The next date that takes place; the first one where all are cancelled."""
        return next((date for date in self.dates if not date.is_cancelled), self.dates[0])

    @property
    def more(self) -> int:
        """How many dates follow it."""
        return len(self.dates) - self.dates.index(self.first) - 1

    @property
    def place(self) -> str:
        """Where the next date is; only invitees read this page."""
        return place_of(self.invitation.event, self.first)

    @property
    def token(self) -> str:
        """Leads to the page with all ways to answer, deputy and message included."""
        return answer_token(self.invitation.nonce)

    @property
    def is_cancelled(self) -> bool:
        """Whether there is nothing left to answer."""
        return self.invitation.event.is_cancelled or self.first.is_cancelled

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
def account(request: SignedInRequest) -> HttpResponse:
    """Show one's invitations, round tables and what protects the account."""
    user = request.user
    person = getattr(user, "person", None)
    return render(
        request,
        "tafelrunde_site/account/overview.html",
        {
            "person": person,
            "name": person.full_name if person else user.get_full_name(),
            "invitations": coming_invitations(user),
            "seats": seats_of(user).select_related("table", "organisation"),
            "is_staff_account": is_staff_account(user),
            "has_second_factor": has_second_factor(user),
        },
    )


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the answer of the signed-in person to one of their own invitations."""
    invitation = get_object_or_404(own_invitations(request.user), pk=pk)
    try:
        record_answer(invitation, answer=request.POST.get("answer", ""), source=ReplySource.ACCOUNT, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("Thank you, your answer to “%(event)s” has been recorded: %(answer)s.")
            % {"event": invitation.event.title, "answer": invitation.get_answer_display()},
        )
    return redirect("tafelrunde_site:account")


def own_invitations(user: AnyUser) -> InvitationQuerySet:
    """Return the invitations that are addressed to the signed-in person."""
    return Invitation.objects.visible_to(user).filter(person__user=user.pk, withdrawn_at__isnull=True)


def coming_invitations(user: AnyUser, now: dt.datetime | None = None) -> list[ComingInvitation]:
    """Return one's invitations to what is still to come, soonest first, in two queries however many there are."""
    dates = Occurrence.objects.upcoming(now).select_related("venue")
    invitations = (
        own_invitations(user)
        .filter(event__occurrences__in=Occurrence.objects.upcoming(now).order_by())
        .select_related("event__venue", "organisation")
        .prefetch_related(Prefetch("event__occurrences", queryset=dates, to_attr=COMING))
        .distinct()
    )
    coming = [ComingInvitation(invitation, getattr(invitation.event, COMING)) for invitation in invitations]
    return sorted(coming, key=lambda row: (row.first.start, row.invitation.pk))
