"""The board of answers to one event, and what is taken along from it: files and lists on paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from tafelrunde_events.domain.answer_board import AnswerBoard, answer_board, invitee_name
from tafelrunde_events.domain.answers import is_answerable
from tafelrunde_events.domain.board_lists import answers_table, log_export, signatories
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.invitation_news import pending_news
from tafelrunde_events.domain.mailings.progress import progress_list
from tafelrunde_events.domain.reminders import described_reminders
from tafelrunde_events.domain.spreadsheets import FileFormat
from tafelrunde_events.event_links import admin_address_of
from tafelrunde_events.forms.answer_board import BoardFilterForm
from tafelrunde_events.models import CalendarReply, EventMailing, Invitation
from tafelrunde_events.viewsets.event_pages import EventPageMixin
from tafelrunde_events.viewsets.spreadsheet_files import asked_format, spreadsheet_file

NAMESPACE = "tafelrunde_invitations"
#: How many of the mailings so far the board names.
LISTED_MAILINGS = 5
#: Empty lines for those who come unexpectedly, on the list that goes round.
EMPTY_LINES = 6


class BoardPageMixin(EventPageMixin):
    """A page about the invitations to one event."""

    index_url_name = f"{NAMESPACE}:index"
    index_label = _("Invitations and answers")
    home_url_name = f"{NAMESPACE}:board"
    header_icon = "mail"

    @cached_property
    def board(self) -> AnswerBoard:
        """The answers as this user may see them."""
        return answer_board(self.event, user=self.request.user)

    @cached_property
    def filter_form(self) -> BoardFilterForm:
        """What of the board is asked for."""
        return BoardFilterForm(self.request.GET, board=self.board)

    def get_date_context(self) -> dict[str, Any]:
        """Return the event with its dates in words."""
        rows = list(self.event.occurrences.select_related("venue").order_by("start", "pk"))
        return {
            "event": self.event,
            "dates": [(row, when_text(row)) for row in rows],
            "is_answerable": is_answerable(self.event, rows),
        }


class InvitationPageMixin(BoardPageMixin):
    """A page about one invitation."""

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation, looked up among those to this event."""
        invitations = Invitation.objects.managed_by(self.request.user).select_related("person", "organisation")
        return get_object_or_404(invitations, pk=self.kwargs["pk"], event=self.event)

    @property
    def invitee_name(self) -> str:
        """Organisation and person as far as this user may know them."""
        name = invitee_name(self.invitation, user=self.request.user)
        organisation = self.invitation.organisation
        parts = [organisation.name if organisation else "", name]
        return ", ".join(part for part in parts if part) or gettext("Specially protected person")

    def get_page_subtitle(self) -> str:
        """Name whom it is about."""
        return self.invitee_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom it is about, and where to go back to."""
        return super().get_context_data(**kwargs, invitee=self.invitee_name, board_url=self.home_url)


class BoardView(BoardPageMixin, TemplateView):
    """Who comes to an event, who does not, who has not answered, and what to do next."""

    template_name = "tafelrunde_events/admin/invitations/board.html"

    def get_page_title(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the answers, and everything about them that waits for somebody."""
        mailings = EventMailing.objects.visible_to(self.request.user).filter(event=self.event)
        calendar_replies = CalendarReply.objects.visible_to(self.request.user).filter(event=self.event)
        groups = self.board.groups(self.filter_form.wanted)
        return super().get_context_data(
            **kwargs,
            **self.get_date_context(),
            board=self.board,
            groups=groups,
            filter_form=self.filter_form,
            is_filtered=bool(self.filter_form.wanted),
            shown=sum(len(rows) for _answer, rows in groups),
            formats=FileFormat.choices,
            query=self.request.GET.urlencode(),
            pending=pending_news(self.event),
            mailings=progress_list(mailings.select_related("mailing")[:LISTED_MAILINGS]),
            waiting_replies=calendar_replies.waiting().count(),
            reminders=described_reminders(self.event),
            event_url=admin_address_of(self.event, user=self.request.user),
        )


class ExportView(BoardPageMixin, View):
    """The answers as a file; who took them along is logged."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file, under a name that tells nothing."""
        file_format = asked_format(request)
        log_export(self.event, by=self.user)
        table = answers_table(self.board, self.filter_form.wanted)
        return spreadsheet_file(table, file_format, name=f"{gettext('Answers')}-{self.event.pk}")


class PrintView(BoardPageMixin, TemplateView):
    """The answers on paper: no menu, no buttons."""

    template_name = "tafelrunde_events/admin/invitations/print.html"
    page_title = _("Answers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what is printed, and log that it was."""
        log_export(self.event, printed=True, by=self.user)
        return super().get_context_data(
            **kwargs,
            **self.get_date_context(),
            **self.get_lists(),
            board=self.board,
            board_url=self.home_url,
        )

    def get_lists(self) -> dict[str, Any]:
        """Return the rows by their answers."""
        return {"groups": self.board.groups(self.filter_form.wanted), "is_filtered": bool(self.filter_form.wanted)}


class AttendanceListView(PrintView):
    """The list on which everybody signs who is there."""

    template_name = "tafelrunde_events/admin/invitations/attendance_list.html"
    page_title = _("Attendance list")

    def get_lists(self) -> dict[str, Any]:
        """Return who is expected, and empty lines for others."""
        return {"lines": signatories(self.board.rows), "empty_lines": range(EMPTY_LINES)}
