"""Admin pages on the way to the invitations of a meeting: who gets which mail, and sending them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from tafelrunde_events.domain.invitations import (
    Invitee,
    PlannedInvitation,
    RenderedInvitation,
    plan_invitations,
    render_invitation,
)
from tafelrunde_members.viewsets.mail import MAIL_POLICY
from tafelrunde_roundtables.domain.attendance import day_of, invite_seats, invitees_among, seats_on_day_of, vacant_seats
from tafelrunde_roundtables.domain.meetings import missed_notice
from tafelrunde_roundtables.models import Seat
from tafelrunde_roundtables.views.admin import MeetingMixin, sent_message
from tafelrunde_roundtables.views.links import answers_url


class InvitationPreviewMixin(MeetingMixin):
    """Works out whom the invitations would go to, and how they read. Changes nothing."""

    @cached_property
    def seats(self) -> list[Seat]:
        """The seats on the meeting's day."""
        return seats_on_day_of(self.meeting)

    @cached_property
    def invitees(self) -> list[Invitee]:
        """Everybody who would be invited by their seat."""
        return invitees_among(self.seats)

    @cached_property
    def reader(self) -> Invitee | None:
        """The invitee whose mail is shown: the one asked for, or the first."""
        asked = self.request.GET.get("person", "")
        return next((invitee for invitee in self.invitees if str(invitee.person.pk) == asked), None) or next(
            iter(self.invitees), None
        )

    def render_mail(self) -> RenderedInvitation | None:
        """Return the mail to the chosen reader; None when there is nobody, or nothing to invite to."""
        if self.reader is None:
            return None
        try:
            return render_invitation(self.meeting.event, self.reader)
        except ValidationError:
            return None


class InviteView(InvitationPreviewMixin):
    """The step before sending: the mail as it will look, who gets it, and who does not and why."""

    template_name = "tafelrunde_roundtables/admin/invite.html"
    page_title = gettext_lazy("Send invitations")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        planned = plan_invitations(self.meeting.event, self.invitees)
        sectors = {seat.organisation_id: seat.sector for seat in self.seats}
        return super().get_context_data(
            receivers=_rows([plan for plan in planned if plan.will_receive], sectors),
            others=_rows([plan for plan in planned if not plan.will_receive], sectors),
            vacant_seats=vacant_seats(self.seats),
            mail=self.render_mail(),
            reader=self.reader,
            notice_missed=missed_notice(self.table, day_of(self.meeting)),
            **kwargs,
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send the invitations; a second time sends nothing."""
        try:
            result = invite_seats(self.meeting, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            buttons = [messages.button(answers_url(self.meeting), _("List of answers"))]
            messages.success(request, sent_message(result.queued), buttons=buttons)
        return HttpResponseRedirect(self.meeting_url)


class InvitationMailView(InvitationPreviewMixin):
    """The HTML part of the mail, for the frame of the preview."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the mail as its reader's program would."""
        mail = self.render_mail()
        if mail is None:
            raise Http404
        response = HttpResponse(mail.html)
        response["Content-Security-Policy"] = MAIL_POLICY
        return response


def _rows(planned: list[PlannedInvitation], sectors: dict[int, Any]) -> list[dict[str, Any]]:
    return [
        {
            "person": plan.invitee.person,
            "organisation": plan.invitee.organisation,
            "sector": sectors.get(plan.invitee.organisation.pk) if plan.invitee.organisation else None,
            "obstacle": plan.obstacle,
        }
        for plan in planned
    ]
