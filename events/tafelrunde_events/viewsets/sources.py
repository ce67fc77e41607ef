"""Foreign calendars in the Wagtail admin: the list, for those who look after one."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.imports.owners import with_owners
from tafelrunde_events.domain.imports.reports import SourceState, state_of
from tafelrunde_events.domain.imports.sources import owner_name
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import CalendarSource, Occurrence
from tafelrunde_events.viewsets.source_pages import (
    NAMESPACE,
    AddView,
    ConfirmLossesView,
    DeleteView,
    EditView,
    FetchView,
    HideView,
    ReportView,
    UploadReportView,
    UploadView,
)
from tafelrunde_members.viewsets.scoped import ScopedIndexView


def _state(source: Any) -> SourceState:
    return state_of(source, questions=source.questions)


class SourceListView(ScopedIndexView):
    """The calendars that the user looks after."""

    model = CalendarSource
    page_title = _("Foreign calendars")
    header_icon = "download"
    paginate_by = 30
    default_ordering = ["name", "pk"]
    search_fields = ["name"]
    search_backend_name = None
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    add_url_name = f"{NAMESPACE}:add"
    add_item_label = _("Take over a calendar")
    columns = [
        TitleColumn("name", label=_("Name"), url_name=f"{NAMESPACE}:report"),
        Column("owner", label=_("From"), accessor=owner_name),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda source: _state(source).label,
            primary=lambda source: not _state(source).needs_attention,
        ),
        DateColumn("fetched_at", label=_("Last fetched")),
        NumberColumn("coming", label=_("Coming dates")),
    ]

    def get_base_queryset(self) -> QuerySet[CalendarSource]:
        """Return the user's calendars with the number of coming dates and of open questions."""
        dates = Occurrence.objects.filter(event__imported__source=OuterRef("pk"), end__gt=timezone.now())
        counted = dates.exclude(status=EventStatus.CANCELLED).order_by().values("event__imported__source")
        coming = Subquery(counted.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
        return with_owners(super().get_base_queryset()).annotate(
            coming=Coalesce(coming, 0),
            questions=Count("imported", filter=Q(imported__missing_since__isnull=False)),
        )


class SourceViewSet(ViewSet):
    """Menu item "Foreign calendars" with the pages behind it."""

    icon = "download"
    menu_label = _("Foreign calendars")
    menu_order = 250
    add_to_admin_menu = True
    url_prefix = "fremde-kalender"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of what can be done with one calendar."""
        return [
            path("", SourceListView.as_view(), name="index"),
            path("ergebnisse/", SourceListView.as_view(results_only=True), name="index_results"),
            path("neu/", AddView.as_view(), name="add"),
            path("<int:pk>/", ReportView.as_view(), name="report"),
            path("<int:pk>/bearbeiten/", EditView.as_view(), name="edit"),
            path("<int:pk>/abrufen/", FetchView.as_view(), name="fetch"),
            path("<int:pk>/entfallene/", ConfirmLossesView.as_view(), name="confirm_losses"),
            path("<int:pk>/datei/", UploadView.as_view(), name="upload"),
            path("<int:pk>/datei/bericht/", UploadReportView.as_view(), name="upload_report"),
            path("<int:pk>/loeschen/", DeleteView.as_view(), name="delete"),
            path("<int:pk>/<int:imported_pk>/ausblenden/", HideView.as_view(), name="hide"),
            path("<int:pk>/<int:imported_pk>/einblenden/", HideView.as_view(hide=False), name="show"),
        ]


sources = SourceViewSet(NAMESPACE)
