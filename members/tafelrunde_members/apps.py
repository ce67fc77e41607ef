"""Application configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TafelrundeMembersConfig(AppConfig):
    """Registers the plugin; the label is also its template, static and URL namespace."""

    name = "tafelrunde_members"
    label = "tafelrunde_members"
    verbose_name = _("Members")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who may edit what, which areas of the admin the roles enter and what is periodic; create groups."""
        from anymail.signals import inbound, tracking
        from wagtail.signals import copy_for_translation_done

        from tafelrunde_members import checks, inbound_checks, wagtail_areas  # noqa: F401 (importing registers the checks)
        from tafelrunde_members.domain.roles import ensure_role_groups, extend_page_rights
        from tafelrunde_members.domain.upkeep import register_jobs
        from tafelrunde_members.mail.arrivals import receive_arrival
        from tafelrunde_members.mail.tracking import receive_tracking
        from tafelrunde_members.permission_policies import register_policies

        register_policies()
        wagtail_areas.register()
        register_jobs()
        tracking.connect(receive_tracking)
        inbound.connect(receive_arrival)
        copy_for_translation_done.connect(extend_page_rights)
        post_migrate.connect(ensure_role_groups, sender=self)
