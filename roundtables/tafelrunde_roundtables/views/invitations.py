"""Admin pages on the way to the invitations of a meeting: who gets which mail, and sending them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from tafelrunde_events.domain.mailings import PlannedRecipient, Preview, plan_candidates, preview
from tafelrunde_events.domain.mailings.lifecycle import check_releasable
from tafelrunde_events.domain.mailings.plan import RecipientPlan, Way
from tafelrunde_events.models import EventMailing
from tafelrunde_members.viewsets.mail import MAIL_POLICY
from tafelrunde_roundtables.domain.attendance import (
    candidates_among,
    day_of,
    invitation_draft,
    invite_seats,
    seats_on_day_of,
    vacant_seats,
)
from tafelrunde_roundtables.domain.meetings import missed_notice
from tafelrunde_roundtables.models import Seat
from tafelrunde_roundtables.views.admin import MeetingMixin, sent_message
from tafelrunde_roundtables.views.links import answers_url, mailing_url


class InvitationPreviewMixin(MeetingMixin):
    """Works out whom the invitations would go to, and how they read. Changes nothing."""

    @cached_property
    def seats(self) -> list[Seat]:
        """The seats on the meeting's day."""
        return seats_on_day_of(self.meeting)

    @cached_property
    def draft(self) -> EventMailing:
        """The mailing that would be sent."""
        return invitation_draft(self.meeting)

    @cached_property
    def plan(self) -> RecipientPlan:
        """Everybody who would be invited by their seat, and how."""
        return plan_candidates(self.draft, candidates_among(self.seats))

    @cached_property
    def reader(self) -> PlannedRecipient | None:
        """The recipient whose mail is shown: the one asked for, or the first."""
        asked = self.request.GET.get("person", "")
        people = [one for one in self.plan.recipients if one.person is not None]
        chosen = next((one for one in people if str(one.person.pk) == asked), None)  # type: ignore[union-attr]
        return chosen or self.plan.first or next(iter(people), None)

    def shown_mail(self) -> Preview | None:
        """Return the mail to the chosen reader; None when there is nobody, or nothing to invite to."""
        if self.reader is None:
            return None
        try:
            check_releasable(self.draft)
        except ValidationError:
            return None
        return preview(self.draft, self.reader)


class InviteView(InvitationPreviewMixin):
    """The step before sending: the mail as it will look, who gets it, and who does not and why."""

    template_name = "tafelrunde_roundtables/admin/invite.html"
    page_title = gettext_lazy("Send invitations")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sectors = {seat.organisation_id: seat.sector for seat in self.seats}
        rows = [_row(recipient, sectors) for recipient in self.plan.recipients]
        return super().get_context_data(
            receivers=[row for row in rows if row["way"] == Way.EMAIL],
            letters=[row for row in rows if row["way"] == Way.LETTER],
            others=[row for row in rows if row["way"] == Way.NONE],
            reached=self.plan.reached,
            vacant_seats=vacant_seats(self.seats),
            mail=self.shown_mail(),
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
            return HttpResponseRedirect(self.meeting_url)
        buttons = [messages.button(answers_url(self.meeting), _("List of answers"))]
        if result.mailing is not None:
            text = _("Print the letters") if result.letters else _("How far it got")
            buttons.append(messages.button(mailing_url(result.mailing), text))
        messages.success(request, sent_message(result.queued, letters=result.letters), buttons=buttons)
        return HttpResponseRedirect(self.meeting_url)


class InvitationMailView(InvitationPreviewMixin):
    """The HTML part of the mail, for the frame of the preview."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the mail as its reader's program would."""
        mail = self.shown_mail()
        if mail is None:
            raise Http404
        response = HttpResponse(mail.html)
        response["Content-Security-Policy"] = MAIL_POLICY
        return response


def _row(recipient: PlannedRecipient, sectors: dict[int, Any]) -> dict[str, Any]:
    organisation = recipient.organisation
    return {
        "person": recipient.person,
        "organisation": organisation,
        "sector": sectors.get(organisation.pk) if organisation else None,
        "way": recipient.way,
        "obstacle": recipient.obstacle,
        "why": recipient.obstacle_label,
    }
