"""Addresses of the site's own public views."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import include, path
from health_check.views import HealthCheckView

from tafelrunde_site.views import colours, search, site_map, styleguide

app_name = "tafelrunde_site"


def favicon(request: HttpRequest) -> HttpResponseRedirect:  # noqa: ARG001
    """Lead browsers that ask for the old address to the mark."""
    return HttpResponseRedirect(staticfiles_storage.url("tafelrunde_site/img/mark.svg"))


urlpatterns = [
    path("konto/", include("tafelrunde_site.accounts.urls")),
    path("suche/", search.search, name="search"),
    path("seitenuebersicht/", site_map.site_map, name="site_map"),
    path("farben.css", colours.colours, name="colours"),
    path("sitemap.xml", site_map.sitemap, name="sitemap"),
    path("robots.txt", site_map.robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    # For supervisors: asks the database and nobody else (`?format=json` for machines).
    path("healthz", HealthCheckView.as_view(checks=["health_check.checks.Database"]), name="health"),
]
if settings.DEBUG:
    urlpatterns.append(path("demo/bausteine/", styleguide.styleguide, name="styleguide"))
