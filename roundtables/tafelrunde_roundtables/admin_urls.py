"""Addresses of the plugin inside the admin."""

from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin

from tafelrunde_roundtables.views.admin import NAMESPACE
from tafelrunde_roundtables.views.invitations import InvitationMailView, InviteView
from tafelrunde_roundtables.views.meetings import (
    AgendaPrintView,
    EditMeetingView,
    MeetingDetailView,
    MeetingListView,
    PlanMeetingView,
)
from tafelrunde_roundtables.views.seats import AddSeatView, EditPersonView, EditSeatView, EndSeatView, SeatListView
from tafelrunde_roundtables.views.status import CancelMeetingView, ReinstateMeetingView
from tafelrunde_roundtables.views.tables import TableListView, TableOverviewView, TableSettingsView

app_name = NAMESPACE

MEETING = "<int:table_pk>/sitzungen/<int:meeting_pk>/"
SEAT = "<int:table_pk>/plaetze/<int:seat_pk>/"

urlpatterns = [
    path("", TableListView.as_view(), name="tables"),
    path("<int:table_pk>/", TableOverviewView.as_view(), name="table"),
    path("<int:table_pk>/einstellungen/", TableSettingsView.as_view(), name="table_settings"),
    path("<int:table_pk>/sitzungen/", MeetingListView.as_view(), name="meetings"),
    path("<int:table_pk>/sitzungen/neu/", PlanMeetingView.as_view(), name="meeting_plan"),
    path(MEETING, MeetingDetailView.as_view(), name="meeting"),
    path(f"{MEETING}bearbeiten/", EditMeetingView.as_view(), name="meeting_edit"),
    path(f"{MEETING}einladen/", InviteView.as_view(), name="meeting_invite"),
    path(
        f"{MEETING}einladen/mail/",
        xframe_options_sameorigin(InvitationMailView.as_view()),
        name="meeting_invite_mail",
    ),
    path(f"{MEETING}absagen/", CancelMeetingView.as_view(), name="meeting_cancel"),
    path(f"{MEETING}wieder-ansetzen/", ReinstateMeetingView.as_view(), name="meeting_reinstate"),
    path(f"{MEETING}tagesordnung/", AgendaPrintView.as_view(), name="meeting_agenda"),
    path("<int:table_pk>/plaetze/", SeatListView.as_view(), name="seats"),
    path("<int:table_pk>/plaetze/neu/", AddSeatView.as_view(), name="seat_add"),
    path(SEAT, EditSeatView.as_view(), name="seat_edit"),
    path(f"{SEAT}beenden/", EndSeatView.as_view(), name="seat_end"),
    path("<int:table_pk>/menschen/<int:person_pk>/", EditPersonView.as_view(), name="person_edit"),
]
