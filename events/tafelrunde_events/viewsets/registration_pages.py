"""The board of the registrations for one event, and what is taken along from it: files and lists on paper."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.registrations.board import (
    count_states,
    grouped,
    is_short,
    registrations_of,
    rows_of,
    unnamed,
    with_details,
)
from tafelrunde_events.domain.registrations.lists import (
    REGISTRATIONS_EXPORTED,
    REGISTRATIONS_PRINTED,
    SENSITIVE_EXPORTED,
    chosen_columns,
    log_list,
    own_columns,
    question_columns,
    registrations_table,
)
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.places import PlaceCount, count_places, window_of
from tafelrunde_events.domain.spreadsheets import FileFormat
from tafelrunde_events.enums import PLACED_STATES
from tafelrunde_events.forms.registration_admin import ListForm, RegistrationFilterForm
from tafelrunde_events.models import Event, Places, Registration
from tafelrunde_events.viewsets.event_pages import EventPageMixin
from tafelrunde_events.viewsets.spreadsheet_files import asked_format, spreadsheet_file

NAMESPACE = "tafelrunde_registrations"
ROWS_PER_PAGE = 50
#: How many dates the board names before it says how many more there are.
LISTED_DATES = 5


class RegistrationsPageMixin(EventPageMixin):
    """A page about the registrations for one event; events that register nobody have none."""

    index_url_name = f"{NAMESPACE}:index"
    index_label = _("Registrations")
    home_url_name = f"{NAMESPACE}:board"
    header_icon = "group"

    @cached_property
    def places(self) -> Places:
        """The terms of the event's registration."""
        places = get_object_or_404(Places, pk=self.event.pk)
        places.event = self.event
        return places

    @cached_property
    def count(self) -> PlaceCount:
        """How the places are taken."""
        return count_places(self.places)

    @cached_property
    def filter_form(self) -> RegistrationFilterForm:
        """What of the board is asked for."""
        return RegistrationFilterForm(self.request.GET, event=self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which event it is about, and where to go back to."""
        return super().get_context_data(
            **kwargs, event=self.event, places=self.places, count=self.count, board_url=self.home_url
        )

    def get_date_context(self) -> dict[str, Any]:
        """Return the first dates of the event in words, and how many there are besides."""
        rows = list(self.event.occurrences.select_related("venue").order_by("start", "pk")[: LISTED_DATES + 1])
        dates = [(row, when_text(row)) for row in rows[:LISTED_DATES]]
        return {"dates": dates, "has_more_dates": len(rows) > LISTED_DATES}


class RegistrationPageMixin(RegistrationsPageMixin):
    """A page about one registration."""

    @cached_property
    def registration(self) -> Registration:
        """The registration, looked up among those for this event."""
        registrations = Registration.objects.filter(event=self.places.event)
        rows = registrations.select_related("person", "contact__person")
        registration = get_object_or_404(rows, pk=self.kwargs["pk"])
        registration.event = self.event
        return registration

    @cached_property
    def is_hidden(self) -> bool:
        """Whether nobody here may read who it is, or can any more."""
        return not shown_name(self.registration)

    @property
    def registrant(self) -> str:
        """Whom the page is about, in words that may be read."""
        return shown_name(self.registration) or unnamed(self.registration)

    @property
    def registration_url(self) -> str:
        """Address of the page with everything about this registration."""
        return reverse(f"{NAMESPACE}:registration", args=[self.event.pk, self.registration.pk])

    def get_page_subtitle(self) -> str:
        """Name whom it is about."""
        return self.registrant

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom it is about."""
        return super().get_context_data(
            **kwargs,
            registration=self.registration,
            registrant=self.registrant,
            is_hidden=self.is_hidden,
            registration_url=self.registration_url,
        )


class BoardView(RegistrationsPageMixin, TemplateView):
    """Who has a place, who waits for one and why, who is gone, and what there is to do."""

    template_name = "tafelrunde_events/admin/registrations/board.html"

    def get_page_title(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the figures and one page of people."""
        wanted = self.filter_form.wanted
        registrations = registrations_of(self.event, wanted)
        totals = count_states(registrations)
        paginator = Paginator(with_details(registrations), ROWS_PER_PAGE)
        paginator.count = sum(totals.values())  # counted already, with the totals of the states
        page_obj = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            **self.get_date_context(),
            groups=grouped(rows_of(self.event, page_obj), totals),
            page_obj=page_obj,
            page_range=paginator.get_elided_page_range(page_obj.number),
            filter_form=self.filter_form,
            is_filtered=bool(wanted),
            window=window_of(self.places),
            is_short=not self.event.is_cancelled and is_short(self.places, self.count.placed),
            query=self._query(),
            links=board_links(self.event, self.request),
        )

    def _query(self) -> str:
        query = self.request.GET.copy()
        query.pop("p", None)
        return query.urlencode()


class ListView(RegistrationsPageMixin, TemplateView):
    """Which columns a file has, before it is saved."""

    template_name = "tafelrunde_events/admin/registrations/list_options.html"
    page_title = _("Save as a file")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the columns; of sensitive answers only say that there are some."""
        columns = own_columns() + question_columns(self.event, sensitive=False)
        wanted = self.filter_form.wanted
        return super().get_context_data(
            **kwargs,
            form=ListForm(columns=columns),
            formats=FileFormat.choices,
            sensitive=question_columns(self.event, sensitive=True),
            filters=[(name, self.request.GET.get(name, "")) for name in self.filter_form.fields],
            is_filtered=bool(wanted),
            shown=registrations_of(self.event, wanted).count(),
        )


class ExportView(RegistrationsPageMixin, View):
    """The registrations as a file; who took them along is logged, and sensitive answers by a log entry of their own."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return the file, under a name that tells nothing."""
        file_format = asked_format(request)
        sensitive = "sensibel" in request.GET
        columns = chosen_columns(self.event, request.GET.getlist("spalten"), sensitive=sensitive)
        table = registrations_table(columns, rows_of(self.event, self._registrations()))
        log_list(self.event, action=SENSITIVE_EXPORTED if sensitive else REGISTRATIONS_EXPORTED, by=self.user)
        return spreadsheet_file(table, file_format, name=f"{gettext('Registrations')}-{self.event.pk}")

    def _registrations(self) -> QuerySet[Registration]:
        return with_details(registrations_of(self.places.event, self.filter_form.wanted))


class PrintView(RegistrationsPageMixin, TemplateView):
    """Everybody who has a place on paper, or whoever is asked for: no menu, no buttons."""

    template_name = "tafelrunde_events/admin/registrations/print.html"
    page_title = _("Registrations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what is printed, and log that it was."""
        wanted = self.filter_form.wanted
        registrations = registrations_of(self.event, wanted)
        if not wanted:
            registrations = registrations.filter(state__in=PLACED_STATES)
        rows = rows_of(self.event, with_details(registrations))
        totals = count_states(registrations)
        log_list(self.event, action=REGISTRATIONS_PRINTED, by=self.user)
        return super().get_context_data(
            **kwargs, **self.get_date_context(), groups=grouped(rows, totals), is_filtered=bool(wanted)
        )


def board_links(event: Event, request: HttpRequest) -> list[tuple[str, str]]:
    """Return where the work on the event goes on, as words and addresses."""
    pages = (
        (gettext("Mailing to participants"), "tafelrunde_mailings:compose"),
        (gettext("Mailings"), "tafelrunde_mailings:index"),
        (gettext("Automatic reminders"), "tafelrunde_invitations:reminders"),
        (gettext("Dates, postpone or cancel"), "tafelrunde_dates:dates"),
        (gettext("Check-in"), "tafelrunde_attendance:check_in"),
        (gettext("Attendance"), "tafelrunde_attendance:grid"),
        (gettext("Lists, badges and signs"), "tafelrunde_attendance:lists"),
        (gettext("Certificates"), "tafelrunde_certificates:index"),
        (gettext("Opinions"), "tafelrunde_evaluations:training"),
        (gettext("Thanks"), f"{NAMESPACE}:thanks"),
    )
    links = [(label, reverse(name, args=[event.pk])) for label, name in pages]
    if event.page is not None and event.page.permissions_for_user(request.user).can_edit():
        links.insert(0, (gettext("Edit the page"), reverse("wagtailadmin_pages:edit", args=[event.page_id])))
    return links
