"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TafelrundeEventsConfig(AppConfig):
    """Registers the plugin; the label is also its template, static and URL namespace."""

    name = "tafelrunde_events"
    label = "tafelrunde_events"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow what happens to pages, register periodic jobs and who may edit what, allow the areas of the admin."""
        from tafelrunde_events import checks, receivers  # noqa: F401 (importing registers the checks)
        from tafelrunde_events.domain.facets import register_facets
        from tafelrunde_events.domain.imports.owners import organisation_kind, register_owner_kind
        from tafelrunde_events.domain.invitation_secrets import renew_secrets
        from tafelrunde_events.domain.mailings import circulars
        from tafelrunde_events.domain.mailings.recipients import register_sources
        from tafelrunde_events.domain.registrations import letters
        from tafelrunde_events.domain.replies import handle_calendar_mail
        from tafelrunde_events.domain.subscriptions.mail import register_lists
        from tafelrunde_events.domain.upkeep import register_jobs
        from tafelrunde_events.permission_policies import register_policies
        from tafelrunde_events.person_links import pages_in_directory, person_links
        from tafelrunde_events.public_links import calendar_of_district, calendar_of_organisation
        from tafelrunde_members.admin_areas import allow, allow_everybody
        from tafelrunde_members.domain.mail import register_secrets
        from tafelrunde_members.domain.mail.inbound import register_inbound_handler
        from tafelrunde_members.enums import EDITING_ROLES, Role
        from tafelrunde_members.public_links import district_links, organisation_links

        register_policies()
        allow_everybody(
            "tafelrunde_dates",
            "tafelrunde_invitations",
            "tafelrunde_calendar_replies",
            "tafelrunde_mailings",
            "tafelrunde_letters",
            "tafelrunde_events_schedule",
            "tafelrunde_sources",
        )
        for role in EDITING_ROLES:
            allow(role, "tafelrunde_events_venues", "tafelrunde_consent_texts", "tafelrunde_trainings")
            allow(role, "tafelrunde_certificates", "tafelrunde_evaluations")
            allow(role, "tafelrunde_figures")
            allow(role, "tafelrunde_attendance")
            allow(role, "tafelrunde_registrations")
        for role in (Role.COORDINATOR, Role.NETWORK_COORDINATOR):
            allow(role, "tafelrunde_texts")
        register_facets()
        register_owner_kind(organisation_kind)
        person_links.append(pages_in_directory)
        organisation_links.append(calendar_of_organisation)
        district_links.append(calendar_of_district)
        receivers.connect()
        register_inbound_handler("calendar", handle_calendar_mail)
        register_jobs()
        register_lists()
        register_secrets("invitation:", renew_secrets)
        register_secrets(circulars.PREFIX, circulars.renew_secrets)
        register_secrets(letters.PREFIX, letters.renew_secrets)
        register_sources()
