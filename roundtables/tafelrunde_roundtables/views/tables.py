"""Admin pages of round tables: which ones the user coordinates, the overview of one, and its settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tafelrunde_roundtables.domain.attendance import AnswerCounts, count_answers, vacant_seats
from tafelrunde_roundtables.domain.news import awaits_news
from tafelrunde_roundtables.domain.seats import draw_balance, represented_sectors
from tafelrunde_roundtables.domain.tables import own_tables, save_table
from tafelrunde_roundtables.forms.tables import TableSettingsForm
from tafelrunde_roundtables.models import Meeting, Seat
from tafelrunde_roundtables.views.admin import TableView, admin_url, when_of
from tafelrunde_roundtables.views.links import answers_url, news_url

#: Meetings that are over, as many as the overview shows.
RECENT_MEETINGS = 5


class TableListView(WagtailAdminTemplateMixin, TemplateView):
    """The tables of the user; whoever coordinates exactly one is led straight to it."""

    template_name = "tafelrunde_roundtables/admin/table_list.html"
    page_title = gettext_lazy("My round tables")
    header_icon = "group"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, unless there is nothing to choose."""
        rows = own_tables(request.user)
        if len(rows) == 1:
            return redirect(admin_url("table", rows[0].table.pk))
        return super().get(request, *args, rows=rows, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the home page here."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class TableOverviewView(TableView):
    """Everything a coordinator wants to know about the table at a glance."""

    template_name = "tafelrunde_roundtables/admin/table.html"

    def get_page_title(self) -> str:
        return self.table.name

    def get_own_breadcrumbs(self) -> list[dict[str, Any]]:
        """The table itself is this page."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meetings = Meeting.objects.filter(table=self.table).with_facts()
        upcoming = list(meetings.upcoming())
        taking_place = [meeting for meeting in upcoming if not meeting.event.is_cancelled]
        next_meeting = taking_place[0] if taking_place else None
        past = list(meetings.past()[: RECENT_MEETINGS + 1])
        counts = count_answers([*upcoming, *past])
        return super().get_context_data(
            next_meeting=next_meeting,
            next_counts=counts[next_meeting.pk] if next_meeting else AnswerCounts(),
            **self._describe(next_meeting),
            later_meetings=_rows([meeting for meeting in upcoming if meeting != next_meeting], counts),
            past_meetings=_rows(past[:RECENT_MEETINGS], counts),
            has_more_meetings=len(past) > RECENT_MEETINGS,
            **self._get_seats(),
            **kwargs,
        )

    @staticmethod
    def _describe(meeting: Meeting | None) -> dict[str, Any]:
        if meeting is None:
            return {}
        return {
            "next_when": when_of(meeting),
            "next_awaits_news": awaits_news(meeting),
            "next_answers_url": answers_url(meeting),
            "next_news_url": news_url(meeting),
        }

    def _get_seats(self) -> dict[str, Any]:
        seats = list(Seat.objects.filter(table=self.table).valid_on().select_related("organisation"))
        balance = represented_sectors(self.table)
        return {
            "seat_count": len(seats),
            "vacant_seats": vacant_seats(seats),
            "balance": balance,
            "figure": draw_balance(balance) if seats else None,
        }


class TableSettingsView(TableView):
    """What the table says about itself, its notice period, and what of it is public."""

    template_name = "tafelrunde_roundtables/admin/table_settings.html"
    page_title = gettext_lazy("Settings of the round table")
    header_icon = "cog"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": TableSettingsForm(instance=self.table), **kwargs})

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store the settings."""
        form = TableSettingsForm(request.POST, instance=self.table)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        save_table(form.save(commit=False), by=self.user)
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(admin_url("table", self.table.pk))


def _rows(meetings: list[Meeting], counts: dict[int, AnswerCounts]) -> list[dict[str, Any]]:
    return [{"meeting": meeting, "counts": counts[meeting.pk]} for meeting in meetings]
