"""The address at which the page editor asks what typed dates come to."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.views.schedule_preview import SchedulePreviewView


class SchedulePreviewViewSet(ViewSet):
    """One address without a menu item."""

    url_prefix = "terminvorschau"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the address."""
        return [path("", SchedulePreviewView.as_view(), name="preview")]


schedule_preview = SchedulePreviewViewSet("tafelrunde_events_schedule")
