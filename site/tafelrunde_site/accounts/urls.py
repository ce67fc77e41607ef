"""Our own pages of the account; they are part of the namespace `tafelrunde_site`."""

from django.urls import path

from tafelrunde_site.accounts import calendars, invitations, overview, registrations

urlpatterns = [
    path("", overview.account, name="account"),
    path("einladungen/", invitations.invitations, name="account_invitations"),
    path("einladungen/<int:pk>/", invitations.invitation, name="account_invitation"),
    path("einladungen/<int:pk>/termin.ics", invitations.invitation_calendar, name="account_invitation_calendar"),
    path("einladungen/<int:pk>/antwort/", invitations.answer, name="account_answer"),
    path("anmeldungen/", registrations.registrations, name="account_registrations"),
    path("anmeldungen/<int:pk>/", registrations.open_registration, name="account_registration"),
    path("kalender/", calendars.calendars, name="calendars"),
    path("kalender/<int:pk>/beenden/", calendars.end_calendar, name="calendar_end"),
    path("kalender/filter/", calendars.keep_filter, name="calendar_keep_filter"),
    path("kalender/filter/<int:pk>/entfernen/", calendars.drop_filter, name="calendar_drop_filter"),
]
