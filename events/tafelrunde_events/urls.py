"""Addresses of the events plugin; hosts choose their own prefix."""

from django.urls import path

from tafelrunde_events.views.answers import answer, answer_calendar, answer_sent
from tafelrunde_events.views.calendar import calendar
from tafelrunde_events.views.certificates import certificate, certificate_check, registration_certificate
from tafelrunde_events.views.cross_origin import readable_everywhere
from tafelrunde_events.views.embedding import embed, embedding
from tafelrunde_events.views.evaluations import evaluation
from tafelrunde_events.views.exports import dates_json, dates_rss
from tafelrunde_events.views.feeds import feed
from tafelrunde_events.views.mail_subscriptions import mail_subscription, mail_subscription_sent, subscribe_by_mail
from tafelrunde_events.views.permanent import event_ics, show_event
from tafelrunde_events.views.personal_feed import personal_feed
from tafelrunde_events.views.registering import register, register_sent
from tafelrunde_events.views.registrations import registration, registration_calendar, registration_paper
from tafelrunde_events.views.short_codes import short_form, short_link
from tafelrunde_events.views.subscribing import subscribe

app_name = "tafelrunde_events"

urlpatterns = [
    path("kalender/", calendar, name="calendar"),
    path("kalender/abonnieren/", subscribe, name="subscribe"),
    path("kalender/mail-abo/", subscribe_by_mail, name="subscribe_by_mail"),
    path("kalender/mail-abo/gesendet/", mail_subscription_sent, name="mail_subscription_sent"),
    path("kalender/mail-abo/<str:token>/", mail_subscription, name="mail_subscription"),
    path("kalender/termine.ics", readable_everywhere(feed), name="feed"),
    path("kalender/termine.rss", dates_rss, name="rss"),
    path("kalender/termine.json", dates_json, name="json"),
    path("kalender/einbetten/", embed, name="embed"),
    path("kalender/einbetten/anleitung/", embedding, name="embedding"),
    path("kalender/abo/<str:token>.ics", personal_feed, name="personal_feed"),
    path("t/<int:pk>/", show_event, name="event"),
    path("t/<int:pk>/termin.ics", event_ics, name="event_ics"),
    path("t/<int:pk>/anmelden/", register, name="register"),
    path("t/<int:pk>/anmelden/gesendet/", register_sent, name="register_sent"),
    path("anmeldung/<str:token>/", registration, name="registration"),
    path("anmeldung/<str:token>/termin.ics", registration_calendar, name="registration_calendar"),
    path("anmeldung/<str:token>/unterlagen/<int:pk>/", registration_paper, name="registration_paper"),
    path("anmeldung/<str:token>/bescheinigung.pdf", registration_certificate, name="registration_certificate"),
    path("bescheinigung/", certificate_check, name="certificate_check"),
    path("bescheinigung/<str:code>/", certificate, name="certificate"),
    path("rueckmeldung/<str:token>/", evaluation, name="evaluation"),
    path("antwort/<str:token>/", answer, name="answer"),
    path("antwort/<str:token>/gesendet/", answer_sent, name="answer_sent"),
    path("antwort/<str:token>/termin.ics", answer_calendar, name="answer_calendar"),
    path("a/", short_form, name="short_form"),
    path("a/<str:code>/", short_link, name="short_link"),
]
