"""Public addresses of the members plugin; the host chooses the prefix."""

from django.urls import path

from tafelrunde_members.views import directory
from tafelrunde_members.views.unsubscribing import unsubscribe

app_name = "tafelrunde_members"

urlpatterns = [
    path("einrichtungen/", directory.OrganisationListView.as_view(), name="organisations"),
    path("einrichtungen/<slug:slug>/", directory.OrganisationView.as_view(), name="organisation"),
    path("zustaendig/", directory.responsible, name="responsible"),
    path("zustaendig/<slug:slug>/", directory.district, name="district"),
    path("abmelden/<str:token>/", unsubscribe, name="unsubscribe"),
]
