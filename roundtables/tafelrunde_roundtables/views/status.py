"""Admin pages that call a meeting off, or let it take place after all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tafelrunde_events.domain.invitation_news import send_cancellation
from tafelrunde_roundtables.domain.attendance import count_answers
from tafelrunde_roundtables.domain.meetings import cancel_meeting, reinstate_meeting
from tafelrunde_roundtables.domain.news import awaits_news
from tafelrunde_roundtables.forms.meetings import CancellationForm
from tafelrunde_roundtables.views.admin import MeetingMixin, sent_message
from tafelrunde_roundtables.views.links import news_url


class CancelMeetingView(MeetingMixin):
    """Calling a meeting off, with the reason."""

    template_name = "tafelrunde_roundtables/admin/meeting_cancel.html"
    page_title = gettext_lazy("Call off")
    header_icon = "cross"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CancellationForm())
        return super().get_context_data(counts=count_answers([self.meeting])[self.meeting.pk], **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Call the meeting off, and tell those invited when that was asked for."""
        form = CancellationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        cancel_meeting(self.meeting, reason=form.cleaned_data["reason"], by=self.user)
        messages.success(request, _("The meeting is called off."))
        if form.cleaned_data["tell"] and awaits_news(self.meeting):
            messages.success(request, sent_message(send_cancellation(self.meeting.event, by=self.user).queued))
        return HttpResponseRedirect(self.meeting_url)


class ReinstateMeetingView(MeetingMixin):
    """Letting a meeting take place that was called off."""

    template_name = "tafelrunde_roundtables/admin/meeting_reinstate.html"
    page_title = gettext_lazy("Let it take place after all")
    header_icon = "rotate"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Reinstate the meeting and offer to tell those invited."""
        reinstate_meeting(self.meeting, by=self.user)
        messages.success(request, _("The meeting takes place."))
        if awaits_news(self.meeting):
            return HttpResponseRedirect(news_url(self.meeting))
        return HttpResponseRedirect(self.meeting_url)
