"""Public addresses of the round-tables plugin; hosts choose their own prefix."""

from django.urls import path

from tafelrunde_roundtables.views.public import lead_to_page

app_name = "tafelrunde_roundtables"

urlpatterns = [path("tisch/<slug:slug>/", lead_to_page, name="table")]
