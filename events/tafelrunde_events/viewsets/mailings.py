"""Mailings about an event in the Wagtail admin: written, checked, tried, sent, watched, stopped, sent again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.mailings import (
    Preview,
    continue_,
    discard_draft,
    plan_recipients,
    preview,
    progress_of,
    release,
    release_and_prepare,
    repeat_for,
    send_test,
    stop,
)
from tafelrunde_events.domain.mailings.lifecycle import check_releasable
from tafelrunde_events.domain.mailings.plan import PlannedRecipient, RecipientPlan, Way
from tafelrunde_events.domain.mailings.progress import unreached
from tafelrunde_events.domain.mailings.recipients import circle_labels
from tafelrunde_events.domain.mailings.warnings import warnings_about
from tafelrunde_events.models import EventMailing
from tafelrunde_events.viewsets.mailing_names import Names
from tafelrunde_events.viewsets.mailing_pages import (
    NAMESPACE,
    ChangeDraftView,
    ComposeView,
    MailingActionView,
    MailingListView,
    MailingPageMixin,
)
from tafelrunde_members.domain.mail.health import check_delivery_health
from tafelrunde_members.viewsets.mail import MAIL_POLICY

State = EventMailing.State
RECIPIENTS_PER_PAGE = 50
UNREACHED_PER_PAGE = 50
#: Who gets nothing stands first: that is what somebody may want to do something about.
_ORDER = {Way.NONE.value: 0, Way.LETTER.value: 1, Way.EMAIL.value: 2}


class PlanMixin(MailingPageMixin):
    """Works out who would get a draft, and shows the mail to one of them. Changes nothing."""

    @cached_property
    def plan(self) -> RecipientPlan:
        """Everybody of the draft's circles."""
        return plan_recipients(self.mailing, user=self.user)

    @cached_property
    def reader(self) -> PlannedRecipient | None:
        """The recipient whose mail is shown: the one asked for, or the first whose name the user may know."""
        asked = self.request.GET.get("an", "")
        receiving = [one for one in self.plan.recipients if one.way != Way.NONE]
        chosen = next((one for one in receiving if reader_key(one) == asked), None) if asked else None
        names = Names((), user=self.user)
        return chosen or next(
            (
                one
                for one in receiving
                if (one.person and not one.person.protected) or (one.registration and names.may_know(one))
            ),
            None,
        )

    def shown_mail(self) -> Preview | None:
        """Return the mail to the reader; None when there is nobody, or nothing to write."""
        if self.reader is None or not Names([self.reader], user=self.user).may_know(self.reader):
            return None
        try:
            check_releasable(self.mailing)
        except ValidationError:
            return None
        return preview(self.mailing, self.reader)


def reader_key(recipient: PlannedRecipient) -> str:
    """Return how an address names one recipient of a draft."""
    if recipient.person is not None:
        return f"p{recipient.person.pk}"
    if recipient.registration is not None:
        return f"r{recipient.registration.pk}"
    return f"e{recipient.invitation.pk}" if recipient.invitation else ""


class MailingView(PlanMixin, TemplateView):
    """A mailing: the check before a draft is sent, and how far it got afterwards."""

    page_title = ""

    def get_page_title(self) -> str:
        """Name what it is."""
        return str(self.mailing.get_kind_display())

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    @property
    def is_draft(self) -> bool:
        """Whether nothing was released yet."""
        return self.mailing.state == State.DRAFT

    def get_template_names(self) -> list[str]:
        """Show the check or the progress."""
        name = "check" if self.is_draft else "progress"
        return [f"tafelrunde_events/admin/mailings/{name}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page shows."""
        labels = circle_labels(self.event, self.mailing.sources, user=self.user)
        return super().get_context_data(
            **kwargs,
            **(self._draft_context() if self.is_draft else self._progress_context()),
            event=self.event,
            mailing=self.mailing,
            circles=[labels.get(key) or gettext("No longer known") for key in self.mailing.sources],
            papers=list(self.mailing.documents.order_by("title", "pk")),
            list_url=self.list_url,
            board_url=self.home_url,
        )

    def _draft_context(self) -> dict[str, Any]:
        ordered = sorted(self.plan.recipients, key=lambda one: _ORDER[one.way])
        page = Paginator(ordered, RECIPIENTS_PER_PAGE).get_page(self.request.GET.get("p"))
        names = Names(page, user=self.user)
        try:
            check_releasable(self.mailing)
            problem = ""
        except ValidationError as error:
            problem = " ".join(error.messages)
        return {
            "plan": self.plan,
            "counts": {way.value: self.plan.counts[way.value] for way in Way},
            "page_obj": page,
            "rows": [names.row(one, key=reader_key(one), is_reader=one is self.reader) for one in page],
            "warnings": warnings_about(self.mailing),
            "problem": problem,
            "reader": self.reader,
            "reader_key": reader_key(self.reader) if self.reader else "",
            "mail": self.shown_mail(),
        }

    def _progress_context(self) -> dict[str, Any]:
        progress = progress_of(self.mailing)
        failed = Paginator(unreached(self.mailing), UNREACHED_PER_PAGE).get_page(self.request.GET.get("p"))
        names = Names(failed, user=self.user)
        return {
            "progress": progress,
            "health": check_delivery_health() if progress.messages.waiting else None,
            "page_obj": failed,
            "failed": [names.row(row) for row in failed],
            "can_stop": progress.state in (State.SCHEDULED, State.PREPARING, State.SENDING),
            "can_continue": progress.state in (State.STOPPED, State.FAILED),
        }


class PreviewView(PlanMixin, View):
    """The HTML part of the mail to one recipient, for the sandboxed frame."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it under a policy of its own, which the site's middleware leaves in place."""
        shown = self.shown_mail() if self.mailing.state == State.DRAFT else None
        if shown is None:
            raise Http404
        return HttpResponse(
            shown.html, headers={"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "private, no-store"}
        )


class SendView(MailingActionView):
    """Releases a draft: at once, or for the moment that was chosen."""

    def act(self) -> HttpResponseBase:
        """Release it; a second press finds it released."""
        if "schedule" in self.request.POST:
            released = release(self.mailing, by=self.user)
            text = gettext("The mailing goes out at the chosen time.")
        else:
            released = release_and_prepare(self.mailing, by=self.user)
            text = gettext("The mailing is on its way.")
        if released:
            messages.success(self.request, text)
        return redirect(self.url("mailing"))


class TestMailView(MailingActionView):
    """Sends one mail to one's own address."""

    def act(self) -> HttpResponseBase:
        """Send it and say where it went."""
        address = send_test(self.mailing, to=self.user)
        messages.success(self.request, gettext("A test mail goes to %(address)s.") % {"address": address})
        return redirect(self.url("mailing"))


class StopView(MailingActionView):
    """Holds a mailing back."""

    def act(self) -> HttpResponseBase:
        """Stop it and say what that means."""
        if stop(self.mailing, by=self.user):
            messages.success(self.request, gettext("The mailing is stopped. What was sent already arrives."))
        return redirect(self.url("mailing"))


class ContinueView(MailingActionView):
    """Lets a mailing go on that was stopped, or tries again what failed."""

    def act(self) -> HttpResponseBase:
        """Let it go on."""
        if continue_(self.mailing, by=self.user):
            messages.success(self.request, gettext("The mailing goes on."))
        return redirect(self.url("mailing"))


class RepeatView(MailingActionView):
    """Writes a new draft for those whom a mailing did not reach, or who have not answered."""

    def act(self) -> HttpResponseBase:
        """Lead to the check of the new draft."""
        whom = "failed" if "failed" in self.request.POST else "unanswered"
        draft = repeat_for(self.mailing, whom, by=self.user)
        return redirect(f"{NAMESPACE}:mailing", self.event.pk, draft.pk)


class DiscardView(MailingPageMixin, TemplateView):
    """Asks before a draft is thrown away."""

    template_name = "tafelrunde_events/admin/mailings/discard.html"

    def get_page_title(self) -> str:
        """Say what is asked."""
        return gettext("Discard the draft")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the draft."""
        return super().get_context_data(**kwargs, mailing=self.mailing, back_url=self.url("mailing"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Throw it away and return to the list."""
        if discard_draft(self.mailing):
            messages.success(request, gettext("The draft is discarded."))
            return redirect(self.list_url)
        messages.error(request, gettext("This mailing is released and cannot be discarded any more."))
        return redirect(self.url("mailing"))


class MailingViewSet(ViewSet):
    """The pages about the mailings of one event; the board of answers leads to them."""

    url_prefix = "einladungen/<int:event_id>/aussendungen"
    icon = "mail"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of what can be done to one mailing."""
        return [
            path("", MailingListView.as_view(), name="index"),
            path("neu/", ComposeView.as_view(), name="compose"),
            path("<int:pk>/", MailingView.as_view(), name="mailing"),
            path("<int:pk>/bearbeiten/", ChangeDraftView.as_view(), name="change"),
            path("<int:pk>/vorschau/", xframe_options_sameorigin(PreviewView.as_view()), name="preview"),
            path("<int:pk>/senden/", SendView.as_view(), name="send"),
            path("<int:pk>/probe/", TestMailView.as_view(), name="test"),
            path("<int:pk>/anhalten/", StopView.as_view(), name="stop"),
            path("<int:pk>/fortsetzen/", ContinueView.as_view(), name="continue"),
            path("<int:pk>/wiederholen/", RepeatView.as_view(), name="repeat"),
            path("<int:pk>/verwerfen/", DiscardView.as_view(), name="discard"),
        ]


mailings = MailingViewSet(NAMESPACE)
