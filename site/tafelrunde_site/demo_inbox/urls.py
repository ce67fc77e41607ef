"""Addresses of the demo inbox, included at ``demo/postfach/``."""

from django.urls import path

from tafelrunde_site.demo_inbox import views

app_name = "demo_inbox"

urlpatterns = [
    path("", views.InboxView.as_view(), name="list"),
    path("<slug:key>/", views.MailView.as_view(), name="mail"),
    path("<slug:key>/html/", views.MailHtmlView.as_view(), name="html"),
    path("<slug:key>/eml/", views.MailDownloadView.as_view(), name="download"),
    path("<slug:key>/teil/<int:number>/", views.MailPartView.as_view(), name="part"),
]
