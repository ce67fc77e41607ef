"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TafelrundeSiteConfig(AppConfig):
    """Registers the plugin; the label is also its template, static and URL namespace."""

    name = "tafelrunde_site"
    label = "tafelrunde_site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"
