"""Admin pages of meetings: planning, looking at and changing them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages as admin_messages

from tafelrunde_roundtables.domain.agenda import agenda_of
from tafelrunde_roundtables.domain.attendance import (
    AnswerCounts,
    count_answers,
    day_of,
    seats_on_day_of,
    vacant_seats,
)
from tafelrunde_roundtables.domain.meetings import first_day_in_time, missed_notice, plan_meeting, update_meeting
from tafelrunde_roundtables.domain.news import awaits_news
from tafelrunde_roundtables.forms.agenda import MORE_ROWS, AgendaFormSet
from tafelrunde_roundtables.forms.meetings import MeetingForm, initial_of, suggestions_for
from tafelrunde_roundtables.models import Meeting
from tafelrunde_roundtables.views.admin import MeetingMixin, TableView, add_errors, admin_url
from tafelrunde_roundtables.views.links import answers_url, mailings_url, news_url

PER_PAGE = 20


class MeetingFormMixin(TableView):
    """A meeting's form with its agenda. Whatever is wrong, everything typed stays."""

    template_name = "tafelrunde_roundtables/admin/meeting_form.html"

    def get_initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        raise NotImplementedError

    def get_stored(self) -> Meeting | None:
        """Return the meeting that is changed; None for a new one."""
        return None

    def submit(self, form: MeetingForm, agenda: AgendaFormSet) -> HttpResponse:
        """Carry out what was entered; may raise ValidationError."""
        raise NotImplementedError

    def get_form(self, data: QueryDict | None = None, **options: Any) -> MeetingForm:
        """Return the form, filled with what was sent."""
        return MeetingForm(data, user=self.request.user, meeting=self.get_stored(), **options)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs |= {"form": self.get_form(initial=self.get_initial()), "agenda": AgendaFormSet.of(self.get_stored())}
        return super().get_context_data(
            more_rows=MORE_ROWS,
            first_day_in_time=first_day_in_time(self.table),
            cancel_url=self.get_cancel_url(),
            **kwargs,
        )

    def get_cancel_url(self) -> str:
        """Where "back" leads."""
        return admin_url("table", self.table.pk)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store what was entered, or give more rows for the agenda."""
        if MORE_ROWS in request.POST:
            form = self.get_form(initial=request.POST.dict())
            return self.render_to_response(
                self.get_context_data(form=form, agenda=AgendaFormSet.with_more_rows(request.POST))
            )
        form, agenda = self.get_form(request.POST), AgendaFormSet.of(self.get_stored(), request.POST)
        if form.is_valid() & agenda.is_valid():
            try:
                return self.submit(form, agenda)
            except ValidationError as error:
                add_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, agenda=agenda))

    def warn_about_notice(self, meeting: Meeting) -> None:
        """Warn, and only warn, about a meeting that is called too late for the rules of the table."""
        if missed_notice(self.table, day_of(meeting)):
            days = self.table.notice_days
            text = ngettext(
                "The notice period of %(days)s day is not kept.",
                "The notice period of %(days)s days is not kept.",
                days,
            )
            messages.warning(self.request, text % {"days": days})


class PlanMeetingView(MeetingFormMixin):
    """A new meeting, begun with time and place of the last one."""

    page_title = gettext_lazy("Plan a meeting")
    header_icon = "date"

    def get_initial(self) -> dict[str, Any]:
        meetings = Meeting.objects.filter(table=self.table).with_facts()
        return suggestions_for(self.table, previous=meetings.latest_first().first())

    def submit(self, form: MeetingForm, agenda: AgendaFormSet) -> HttpResponse:
        meeting = plan_meeting(self.table, **form.facts(), agenda=agenda.entries(), by=self.user)
        url = admin_url("meeting", self.table.pk, meeting.pk)
        admin_messages.success(self.request, _("The meeting is planned. Nobody has been invited yet."))
        self.warn_about_notice(meeting)
        return HttpResponseRedirect(url)


class EditMeetingView(MeetingFormMixin, MeetingMixin):
    """Changing a meeting; whoever is invited is told in a step of its own."""

    page_title = gettext_lazy("Edit or move")
    header_icon = "edit"

    def get_stored(self) -> Meeting:
        return self.meeting

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.meeting)

    def get_cancel_url(self) -> str:
        return self.meeting_url

    def submit(self, form: MeetingForm, agenda: AgendaFormSet) -> HttpResponse:
        day = day_of(self.meeting)
        outdated = update_meeting(self.meeting, **form.facts(), agenda=agenda.entries(), by=self.user)
        messages.success(self.request, _("The meeting is saved."))
        if day != day_of(self.meeting):
            self.warn_about_notice(self.meeting)
        if outdated and awaits_news(self.meeting):
            return HttpResponseRedirect(news_url(self.meeting))
        return HttpResponseRedirect(self.meeting_url)


class MeetingDetailView(MeetingMixin):
    """Facts, agenda and answers of a meeting, and what can be done with it."""

    template_name = "tafelrunde_roundtables/admin/meeting.html"

    def get_page_title(self) -> str:
        return self.meeting.event.title

    def get_own_breadcrumbs(self) -> list[dict[str, Any]]:
        """The meeting itself is this page."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, seats = self.meeting, seats_on_day_of(self.meeting)
        counts = count_answers([meeting])[meeting.pk]
        return super().get_context_data(
            counts=counts,
            agenda=agenda_of(meeting),
            seat_count=len(seats),
            vacant_seats=vacant_seats(seats),
            awaits_news=awaits_news(meeting),
            answers_url=answers_url(meeting),
            news_url=news_url(meeting),
            mailings_url=mailings_url(meeting),
            notice_missed=counts == AnswerCounts() and missed_notice(self.table, day_of(meeting)),
            **kwargs,
        )


class AgendaPrintView(MeetingMixin):
    """The agenda on paper: no menu, no buttons, nothing but the meeting."""

    template_name = "tafelrunde_roundtables/admin/agenda_print.html"
    page_title = gettext_lazy("Agenda")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agenda=agenda_of(self.meeting), **kwargs)


class MeetingListView(TableView):
    """All meetings of the table that are over, latest first."""

    template_name = "tafelrunde_roundtables/admin/meeting_list.html"
    page_title = gettext_lazy("Past meetings")
    header_icon = "date"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meetings = Meeting.objects.filter(table=self.table).with_facts().past()
        page = Paginator(meetings, PER_PAGE).get_page(self.request.GET.get("p"))
        counts = count_answers(page.object_list)
        rows = [{"meeting": meeting, "counts": counts[meeting.pk]} for meeting in page.object_list]
        return super().get_context_data(page=page, rows=rows, **kwargs)
