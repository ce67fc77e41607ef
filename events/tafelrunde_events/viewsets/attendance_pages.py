"""What the pages about the day of an event have in common, and the files to take along."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.on_the_day import Participant, participants_of, session_now, sessions_of
from tafelrunde_events.domain.on_the_day.papers import Paper, log_print, paper_pdf
from tafelrunde_events.domain.on_the_day.participants import count_present
from tafelrunde_events.domain.on_the_day.tables import attendance_table, log_export
from tafelrunde_events.domain.registrations.board import unnamed
from tafelrunde_events.domain.spreadsheets import FileFormat
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_events.viewsets.event_pages import EventPageMixin
from tafelrunde_events.viewsets.spreadsheet_files import asked_format, spreadsheet_file

NAMESPACE = "tafelrunde_attendance"
#: The session in addresses and forms.
SESSION = "sitzung"


class AttendancePageMixin(EventPageMixin):
    """A page about one event that people register for."""

    index_url_name = "tafelrunde_registrations:index"
    index_label = _("Registrations")
    home_url_name = "tafelrunde_registrations:board"
    header_icon = "group"

    @cached_property
    def event(self) -> Event:
        """The event, looked up among those that the user runs and that people register for."""
        events = Event.objects.filter(managed_event_scope(self.request.user), places__isnull=False)
        return get_object_or_404(events.select_related("venue"), pk=self.kwargs["event_id"])

    @cached_property
    def sessions(self) -> list[Occurrence]:
        """The sessions that take place."""
        return sessions_of(self.event)

    @cached_property
    def people(self) -> list[Participant]:
        """Everybody with a place."""
        return participants_of(self.event)

    def find_session(self, asked: str | None) -> Occurrence | None:
        """Return the session that is asked for, or the one that people arrive for now; None where there is none."""
        if not asked:
            return session_now(self.sessions)
        found = next((row for row in self.sessions if str(row.pk) == asked), None)
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what leads from one page of the day to the others."""
        return super().get_context_data(
            **kwargs,
            event=self.event,
            board_url=self.home_url,
            sessions=[(row, when_text(row)) for row in self.sessions],
        )


def title_of(person: Participant) -> str:
    """Return the name, or the words that stand where it must not be read."""
    return person.name or unnamed(person.registration)


class ListsView(AttendancePageMixin, TemplateView):
    """What can be printed and saved for the day."""

    template_name = "tafelrunde_events/admin/attendance/lists.html"
    page_title = _("Lists and signs")
    header_icon = "doc-full"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the papers and what they are for."""
        return super().get_context_data(
            **kwargs,
            papers=[
                (self._paper_url(Paper.ATTENDANCE), gettext("Attendance list"), gettext("For the table at the door.")),
                (self._paper_url(Paper.SIGN_IN), gettext("Sign-in sheet"), gettext("Goes round to be signed.")),
                (self._paper_url(Paper.BADGES), gettext("Name badges"), gettext("90 mm × 54 mm, ten on a sheet.")),
                (self._paper_url(Paper.ROOM_SIGN), gettext("Room sign"), gettext("For the door.")),
            ],
            expected=len(self.people),
            unnamed=sum(not person.name for person in self.people),
            formats=FileFormat.choices,
        )

    def _paper_url(self, paper: Paper) -> str:
        return reverse(f"{NAMESPACE}:paper", args=[self.event.pk, paper.value])


class PaperView(AttendancePageMixin, View):
    """One paper as PDF; who printed a list of people is logged."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Return the paper for all sessions or the one that is asked for; no cache keeps names."""
        try:
            paper = Paper(self.kwargs["paper"])
        except ValueError as error:
            raise Http404 from error
        asked = request.GET.get(SESSION)
        session = self.find_session(asked) if asked else None
        try:
            pdf = paper_pdf(self.event, paper, [session] if session else None)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(f"{NAMESPACE}:lists", self.event.pk)
        if paper != Paper.ROOM_SIGN:
            log_print(self.event, by=self.user)
        return _pdf_file(pdf, f"{paper.value}-{self.event.pk}.pdf")


class ExportView(AttendancePageMixin, View):
    """The attendance as a file; who took it along is logged."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file, under a name that tells nothing."""
        file_format = asked_format(request)
        log_export(self.event, by=self.user)
        return spreadsheet_file(
            attendance_table(self.event), file_format, name=f"{gettext('Attendance')}-{self.event.pk}"
        )


def presence_text(people: list[Participant], session: Occurrence) -> str:
    """Return how many of those expected are there: "12 von 20 da"."""
    return gettext("%(present)d of %(expected)d there") % {
        "present": count_present(people, session),
        "expected": len(people),
    }


def _pdf_file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
