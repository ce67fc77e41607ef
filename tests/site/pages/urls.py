"""The addresses of the site, and the building blocks that only development serves."""

from django.urls import path

from tafelrunde_site.urls import urlpatterns as site_urlpatterns
from tafelrunde_site.views.styleguide import styleguide

urlpatterns = [path("demo/bausteine/", styleguide), *site_urlpatterns]
