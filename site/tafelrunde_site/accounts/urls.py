"""Our own pages of the account; they are part of the namespace `tafelrunde_site`."""

from django.urls import path

from tafelrunde_site.accounts import overview

urlpatterns = [
    path("", overview.account, name="account"),
    path("einladungen/<int:pk>/antwort/", overview.answer, name="account_answer"),
]
