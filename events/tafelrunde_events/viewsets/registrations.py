"""Registrations in the Wagtail admin: one board per event, for those who run it."""

import datetime as dt
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.registrations.board import concerns_about, figures_of
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_events.viewsets import registration_actions as actions
from tafelrunde_events.viewsets import registration_entry as entry
from tafelrunde_events.viewsets.registration_pages import NAMESPACE, BoardView, ExportView, ListView, PrintView
from tafelrunde_events.viewsets.registration_thanks import ThanksView


class EventsView(generic.IndexView):
    """The user's events that register people, the soonest first."""

    model = Event
    any_permission_required = None  # the rows are the permission: nobody edits events here
    page_title = _("Registrations")
    header_icon = "group"
    paginate_by = 30
    search_fields = ["title"]
    search_backend_name = None
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    columns = [
        TitleColumn("title", label=_("Event"), url_name=f"{NAMESPACE}:board"),
        Column("next_date", label=_("Next date"), accessor=lambda event: _moment(event.next_date)),
        NumberColumn("taken", label=_("Places taken"), accessor="figures.taken"),
        NumberColumn("waiting", label=_("On the waiting list"), accessor="figures.count.waiting"),
        NumberColumn("unconfirmed", label=_("Not confirmed"), accessor="figures.count.unconfirmed"),
        Column("booking", label=_("State"), accessor=lambda event: event.state),
        Column("concerns", label=_("To do"), accessor=lambda event: ", ".join(event.concerns)),
    ]

    def get_base_queryset(self) -> QuerySet[Event]:
        """Return the user's events that register people, with their next dates."""
        coming = Occurrence.objects.filter(event=OuterRef("pk"), end__gt=timezone.now()).order_by("start")
        managed = Event.objects.filter(managed_event_scope(self.request.user))
        events = Event.objects.filter(pk__in=managed.values("pk"), places__isnull=False)
        return events.annotate(next_date=Subquery(coming.values("start")[:1]))

    def order_queryset(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Put events without a coming date last, the newest of them first."""
        return queryset.order_by(F("next_date").asc(nulls_last=True), "-pk")

    def paginate_queryset(self, queryset: QuerySet[Event], page_size: int) -> Any:
        """Count for the events of this page alone, in the same queries however many they are."""
        paginated = super().paginate_queryset(queryset, page_size)
        rows: Any = list(paginated[2])
        figures = figures_of(rows)
        for event in rows:
            event.figures = figures[event.pk]
            event.state = event.get_status_display() if event.is_cancelled else event.get_booking_display()
            event.concerns = concerns_about(event, event.figures, begins_at=event.next_date)
        page_obj = paginated[1]
        page_obj.object_list = rows
        return paginated[0], page_obj, rows, paginated[3]


class RegistrationViewSet(ViewSet):
    """Menu item "Registrations" with the boards behind it."""

    icon = "group"
    menu_label = _("Registrations")
    menu_order = 135
    add_to_admin_menu = True
    url_prefix = "anmeldungen"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the boards and of what can be done on them."""
        one = "<int:event_id>/<int:pk>/"
        return [
            path("", EventsView.as_view(), name="index"),
            path("ergebnisse/", EventsView.as_view(results_only=True), name="index_results"),
            path("<int:event_id>/", BoardView.as_view(), name="board"),
            path("<int:event_id>/neu/", entry.EntryView.as_view(), name="entry"),
            path("<int:event_id>/mehrere/", entry.SeveralView.as_view(), name="several"),
            path("<int:event_id>/aufraeumen/", entry.CleanupView.as_view(), name="cleanup"),
            path("<int:event_id>/aufraeumen/entfernen/", entry.RemoveView.as_view(), name="remove"),
            path("<int:event_id>/freigabe/", entry.ApprovalView.as_view(), name="approval"),
            path("<int:event_id>/liste/", ListView.as_view(), name="list"),
            path("<int:event_id>/datei/", ExportView.as_view(), name="export"),
            path("<int:event_id>/druck/", PrintView.as_view(), name="print"),
            path("<int:event_id>/dank/", ThanksView.as_view(), name="thanks"),
            path(one, actions.RegistrationView.as_view(), name="registration"),
            path(f"{one}freigeben/", actions.ApproveView.as_view(), name="approve"),
            path(f"{one}ablehnen/", actions.RefuseView.as_view(), name="refuse"),
            path(f"{one}platz/", actions.PlaceView.as_view(), name="place"),
            path(f"{one}ueberbuchen/", actions.OverbookView.as_view(), name="overbook"),
            path(f"{one}verschieben/", actions.MoveView.as_view(), name="move"),
            path(f"{one}absagen/", actions.CancelView.as_view(), name="cancel"),
            path(f"{one}wieder-aufnehmen/", actions.ReinstateView.as_view(), name="reinstate"),
            path(f"{one}aendern/", actions.ChangeView.as_view(), name="change"),
            path(f"{one}notiz/", actions.NoteView.as_view(), name="note"),
            path(f"{one}erneut-senden/", actions.SendAgainView.as_view(), name="send_again"),
        ]


def _moment(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


registrations = RegistrationViewSet(NAMESPACE)
