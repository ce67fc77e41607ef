"""The day of an event in the Wagtail admin: check-in, attendance afterwards, and papers."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_events.domain.on_the_day import Participant, note_attendance
from tafelrunde_events.domain.on_the_day.checking_in import Cell
from tafelrunde_events.domain.on_the_day.participants import absent, count_present
from tafelrunde_events.domain.on_the_day.sessions import session_text
from tafelrunde_events.viewsets.attendance_pages import (
    NAMESPACE,
    AttendancePageMixin,
    ExportView,
    ListsView,
    PaperView,
    title_of,
)
from tafelrunde_events.viewsets.check_in import CheckInView, EntryView, StateView

#: Boxes on one page: Django accepts forms of 1000 fields.
_BOXES = 800
_PEOPLE_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Box:
    """Whether somebody was at a session; the key names both in forms."""

    key: str
    session: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody with their boxes."""

    title: str
    organisation: str
    boxes: list[Box]
    stayed_away: bool


class GridView(AttendancePageMixin, TemplateView):
    """Who was at which session, to be ticked from the signed list afterwards."""

    template_name = "tafelrunde_events/admin/attendance/grid.html"
    page_title = _("Attendance")
    header_icon = "check"

    @cached_property
    def people_page(self) -> Page:
        """A part of the people that makes a form of reasonable size."""
        size = max(1, min(_PEOPLE_ON_A_PAGE, _BOXES // max(1, len(self.sessions))))
        return Paginator(self.people, size).get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the boxes, and mark who did not come once everything is over."""
        is_over = bool(self.sessions) and all(row.end <= timezone.now() for row in self.sessions)
        missing = absent(self.people) if is_over else []
        marked = {person.registration.pk for person in missing}
        rows = [self._row(person, stayed_away=person.registration.pk in marked) for person in self.people_page]
        return super().get_context_data(
            **kwargs,
            headings=[session_text(row) for row in self.sessions],
            rows=rows,
            counts=[count_present(self.people, row) for row in self.sessions],
            expected=len(self.people),
            missing=len(missing),
            people_page=self.people_page,
            shown=" ".join(box.key for row in rows for box in row.boxes if box.ticked),
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Store what was changed on the page: boxes that somebody else changed meanwhile stay as they are."""
        ticked = _cells(request.POST.getlist("da"))
        shown = _cells(request.POST.get("gezeigt", "").split())
        noted = note_attendance(self.event, present=ticked - shown, absent=shown - ticked, by=self.user)
        if noted.added or noted.removed:
            text = gettext("Attendance saved: %(added)d added, %(removed)d taken back.")
            messages.success(request, text % {"added": noted.added, "removed": noted.removed})
        else:
            messages.info(request, gettext("Nothing was changed."))
        return redirect(f"{request.path}?{urlencode({'p': self.people_page.number})}")

    def _row(self, person: Participant, *, stayed_away: bool) -> Row:
        pk = person.registration.pk
        boxes = [Box(f"{pk}-{row.pk}", session_text(row), person.was_at(row)) for row in self.sessions]
        return Row(title_of(person), person.organisation, boxes, stayed_away)


def _cells(keys: list[str]) -> set[Cell]:
    """Return the boxes that a form names; what nobody's form can hold is passed over."""
    pairs = (key.split("-") for key in keys)
    return {(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))}


class AttendanceViewSet(ViewSet):
    """The pages of the day; the board of registrations leads to them, and the QR codes of participants."""

    icon = "group"
    url_prefix = "einlass"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses; a token is never a number."""
        return [
            path("<int:event_id>/", CheckInView.as_view(), name="check_in"),
            path("<int:event_id>/stand/", StateView.as_view(), name="state"),
            path("<int:event_id>/anwesenheit/", GridView.as_view(), name="grid"),
            path("<int:event_id>/anwesenheit/datei/", ExportView.as_view(), name="export"),
            path("<int:event_id>/listen/", ListsView.as_view(), name="lists"),
            path("<int:event_id>/listen/<slug:paper>.pdf", PaperView.as_view(), name="paper"),
            path("<str:token>/", EntryView.as_view(), name="entry"),
        ]


attendance = AttendanceViewSet(NAMESPACE)
