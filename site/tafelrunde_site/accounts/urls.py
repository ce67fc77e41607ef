"""Our own pages of the account; they are part of the namespace `tafelrunde_site`."""

from django.urls import path

from tafelrunde_site.accounts import calendars, overview

urlpatterns = [
    path("", overview.account, name="account"),
    path("einladungen/<int:pk>/antwort/", overview.answer, name="account_answer"),
    path("kalender/", calendars.calendars, name="calendars"),
    path("kalender/<int:pk>/beenden/", calendars.end_calendar, name="calendar_end"),
    path("kalender/filter/", calendars.keep_filter, name="calendar_keep_filter"),
    path("kalender/filter/<int:pk>/entfernen/", calendars.drop_filter, name="calendar_drop_filter"),
]
