"""Answers of calendar programs in the Wagtail admin: what could not be applied to an event's invitations, and why."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.replies import count_reply, note_reply
from tafelrunde_events.domain.replies.listing import ReplyRow, replies_to_show, rows_of
from tafelrunde_events.forms.answers import RecordedAnswerForm
from tafelrunde_events.models import CalendarReply
from tafelrunde_events.viewsets.board_pages import BoardPageMixin

NAMESPACE = "tafelrunde_calendar_replies"
ROWS_PER_PAGE = 30


class CalendarRepliesView(BoardPageMixin, TemplateView):
    """The answers to one event that did not count by themselves, those that wait for somebody first."""

    template_name = "tafelrunde_events/admin/calendar_replies/list.html"
    page_title = _("Answers of calendar programs")

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of them."""
        found = Paginator(replies_to_show(self.event, user=self.user), ROWS_PER_PAGE)
        page_obj = found.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            event=self.event,
            page_obj=page_obj,
            rows=rows_of(page_obj, self.event, user=self.user),
            board_url=self.home_url,
        )


class ReplyPageMixin(BoardPageMixin):
    """What is done about one of these answers."""

    @cached_property
    def row(self) -> ReplyRow:
        """The answer, looked up among those to this event that the user sees."""
        reply = get_object_or_404(replies_to_show(self.event, user=self.user), pk=self.kwargs["pk"])
        return rows_of([reply], self.event, user=self.user)[0]

    @property
    def reply(self) -> CalendarReply:
        """The answer itself."""
        return self.row.reply

    @property
    def list_url(self) -> str:
        """Address of all these answers."""
        return reverse(f"{NAMESPACE}:index", args=[self.event.pk])


class CountReplyView(ReplyPageMixin, FormView):
    """Take an answer over as one that the coordination records, after a look at what it says."""

    template_name = "tafelrunde_events/admin/calendar_replies/count.html"
    form_class = RecordedAnswerForm
    page_title = _("Count this answer")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404 for what belongs to no invitation, or was settled already."""
        if not self.row.is_countable:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: type[RecordedAnswerForm] | None = None) -> RecordedAnswerForm:
        """Start from what the calendar program said."""
        if self.reply.invitation is None:
            raise Http404
        form = RecordedAnswerForm.for_invitation(self.reply.invitation, self.request.POST or None)
        form.initial = {**form.initial, "answer": self.reply.partstat, "comment": self.reply.comment}
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the answer beside the form."""
        return super().get_context_data(**kwargs, row=self.row, list_url=self.list_url)

    def form_valid(self, form: RecordedAnswerForm) -> HttpResponse:
        """Record it and return to the list."""
        try:
            count_reply(self.reply, **form.cleaned_data, by=self.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The answer counts now."))
        return redirect(self.list_url)


class NoteReplyView(ReplyPageMixin, View):
    """Put an answer aside; nothing else changes."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Lead to the list with the button."""
        return redirect(self.list_url)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Mark it as looked at and return to the list."""
        note_reply(self.reply, by=self.user)
        messages.success(request, gettext("The answer is noted and changes nothing."))
        return redirect(self.list_url)


class CalendarReplyViewSet(ViewSet):
    """The answers of calendar programs to one event; its board leads to them."""

    url_prefix = "einladungen/<int:event_id>/kalenderantworten"
    icon = "calendar"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of what is done about one answer."""
        return [
            path("", CalendarRepliesView.as_view(), name="index"),
            path("<int:pk>/zaehlen/", CountReplyView.as_view(), name="count"),
            path("<int:pk>/gesehen/", NoteReplyView.as_view(), name="note"),
        ]


calendar_replies = CalendarReplyViewSet(NAMESPACE)
