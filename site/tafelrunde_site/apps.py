"""Application configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TafelrundeSiteConfig(AppConfig):
    """Registers the plugin; the label is also its template, static and URL namespace."""

    name = "tafelrunde_site"
    label = "tafelrunde_site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks and periodic jobs, and what follows a new second factor and a migration."""
        from allauth.mfa.signals import authenticator_added

        from tafelrunde_site.accounts import checks  # noqa: F401 (registers itself)
        from tafelrunde_site.accounts.limits import create_cache_table
        from tafelrunde_site.accounts.second_factor import trust_new_factor
        from tafelrunde_site.domain.upkeep import register_jobs

        register_jobs()
        authenticator_added.connect(trust_new_factor)
        post_migrate.connect(create_cache_table, sender=self)
