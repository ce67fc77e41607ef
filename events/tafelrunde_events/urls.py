"""Addresses of the events plugin; hosts choose their own prefix."""

from django.urls import path

from tafelrunde_events.views.permanent import event_ics, show_event

app_name = "tafelrunde_events"

urlpatterns = [
    path("t/<int:pk>/", show_event, name="event"),
    path("t/<int:pk>/termin.ics", event_ics, name="event_ics"),
]
