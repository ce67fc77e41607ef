"""Invitations and answers in the Wagtail admin: one board per event, for those who run it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.invitation_news import pending_news, send_cancellation, send_update
from tafelrunde_events.domain.invitations import invite_again, withdraw_invitation
from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer, ReplySource
from tafelrunde_events.forms.recorded_answers import DatedAnswerForm
from tafelrunde_events.models import Event, Invitation, Occurrence
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_events.viewsets.board_pages import (
    NAMESPACE,
    AttendanceListView,
    BoardPageMixin,
    BoardView,
    ExportView,
    InvitationPageMixin,
    PrintView,
)
from tafelrunde_events.viewsets.reminders import (
    AddReminderView,
    ChangeReminderView,
    DeleteReminderView,
    RemindersView,
)

#: How many dates a question before sending names.
LISTED_DATES = 5


def _moment(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


class EventBoardsView(generic.IndexView):
    """The user's events that people were invited to, the latest first."""

    model = Event
    any_permission_required = None  # the rows are the permission: nobody edits events here
    page_title = _("Invitations and answers")
    header_icon = "mail"
    paginate_by = 30
    default_ordering = ["-first_date", "-pk"]
    search_fields = ["title"]
    search_backend_name = None
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    columns = [
        TitleColumn("title", label=_("Event"), url_name=f"{NAMESPACE}:board"),
        Column("first_date", label=_("First date"), accessor=lambda event: _moment(event.first_date)),
        NumberColumn("invited", label=_("Invited")),
        NumberColumn("coming", label=_("Coming")),
        NumberColumn("unanswered", label=_("Not answered")),
    ]

    def get_base_queryset(self) -> QuerySet[Event]:
        """Return the user's events with the figures of their boards."""
        current = Q(invitations__withdrawn_at__isnull=True, invitations__deputy_of__isnull=True)
        dates = Occurrence.objects.filter(event=OuterRef("pk")).order_by("start")
        return (
            Event.objects.filter(managed_event_scope(self.request.user), invitations__isnull=False)
            .annotate(
                first_date=Subquery(dates.values("start")[:1]),
                invited=Count("invitations", filter=current, distinct=True),
                coming=Count(
                    "invitations",
                    filter=current
                    & Q(invitations__answer__in=ATTENDING_ANSWERS)
                    & ~Q(invitations__in=Invitation.objects.vacant().values("pk")),
                    distinct=True,
                ),
                unanswered=Count(
                    "invitations", filter=current & Q(invitations__answer=Answer.NEEDS_ACTION), distinct=True
                ),
            )
            .distinct()
        )


class RecordAnswerView(InvitationPageMixin, FormView):
    """Note an answer that came by phone or in person; shows the history of answers."""

    template_name = "tafelrunde_events/admin/invitations/record_answer.html"
    form_class = DatedAnswerForm
    page_title = _("Record an answer")

    def get_form(self, form_class: type[DatedAnswerForm] | None = None) -> DatedAnswerForm:
        """Start from the answer given before."""
        return DatedAnswerForm.for_invitation(self.invitation, self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answers given so far."""
        replies = self.invitation.replies.select_related("recorded_by", "occurrence")
        return super().get_context_data(**kwargs, replies=replies)

    def form_valid(self, form: DatedAnswerForm) -> HttpResponse:
        """Record the answer and return to the board."""
        try:
            record_answer(self.invitation, **form.cleaned_data, source=ReplySource.STAFF, by=self.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The answer was recorded."))
        return redirect(self.home_url)


class WithdrawView(InvitationPageMixin, TemplateView):
    """Ask before an invitation is taken back."""

    template_name = "tafelrunde_events/admin/invitations/withdraw.html"
    page_title = _("Withdraw the invitation")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Withdraw and return to the board."""
        withdraw_invitation(self.invitation, by=self.user)
        messages.success(request, gettext("The invitation was withdrawn."))
        return redirect(self.home_url)


class InviteAgainView(InvitationPageMixin, TemplateView):
    """Ask before somebody is invited once more whose invitation was withdrawn."""

    template_name = "tafelrunde_events/admin/invitations/invite_again.html"
    page_title = _("Invite again")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Invite and return to the board, or say there why that is not possible."""
        try:
            invite_again(self.invitation, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, gettext("The invitation is on its way."))
        return redirect(self.home_url)


class NewsView(BoardPageMixin, TemplateView):
    """The quick way to tell those invited that dates were moved or called off: two presses, in the usual words.

    Whoever wants to choose words, moment or people writes a mailing; both tell the same news (`NewsOfDates`) once.
    """

    template_name = "tafelrunde_events/admin/invitations/news.html"

    def get_page_title(self) -> str:
        """Say which of the two it is."""
        return gettext("Tell about the cancellation") if self.event.is_cancelled else gettext("Tell about the change")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how the dates stand, and how many people are going to get a mail about them."""
        rows = self.event.occurrences.select_related("venue").upcoming()[:LISTED_DATES]
        return super().get_context_data(
            **kwargs,
            event=self.event,
            dates=[(row, when_text(row)) for row in rows],
            pending=pending_news(self.event),
            board_url=self.home_url,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Queue the mails and return to the board."""
        send = send_cancellation if self.event.is_cancelled else send_update
        try:
            round_ = send(self.event, by=self.user)
        except ValidationError as error:  # called off, or reinstated, this very moment
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", round_.queued)
        messages.success(request, text % {"count": round_.queued})
        return redirect(self.home_url)


class InvitationViewSet(ViewSet):
    """Menu item "Invitations and answers" with the boards behind it."""

    icon = "mail"
    menu_label = _("Answers")
    menu_order = 130
    add_to_admin_menu = True
    url_prefix = "einladungen"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the boards and of what can be done on them."""
        return [
            path("", EventBoardsView.as_view(), name="index"),
            path("ergebnisse/", EventBoardsView.as_view(results_only=True), name="index_results"),
            path("<int:event_id>/", BoardView.as_view(), name="board"),
            path("<int:event_id>/datei/", ExportView.as_view(), name="export"),
            path("<int:event_id>/druck/", PrintView.as_view(), name="print"),
            path("<int:event_id>/anwesenheit/", AttendanceListView.as_view(), name="attendance_list"),
            path("<int:event_id>/erinnerungen/", RemindersView.as_view(), name="reminders"),
            path("<int:event_id>/erinnerungen/neu/", AddReminderView.as_view(), name="reminder_add"),
            path(
                "<int:event_id>/erinnerungen/<int:reminder_pk>/", ChangeReminderView.as_view(), name="reminder_change"
            ),
            path(
                "<int:event_id>/erinnerungen/<int:reminder_pk>/entfernen/",
                DeleteReminderView.as_view(),
                name="reminder_delete",
            ),
            path("<int:event_id>/mitteilen/", NewsView.as_view(), name="news"),
            path("<int:event_id>/<int:pk>/antwort/", RecordAnswerView.as_view(), name="record_answer"),
            path("<int:event_id>/<int:pk>/zurueckziehen/", WithdrawView.as_view(), name="withdraw"),
            path("<int:event_id>/<int:pk>/erneut/", InviteAgainView.as_view(), name="invite_again"),
        ]


invitations = InvitationViewSet(NAMESPACE)
