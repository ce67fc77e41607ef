"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TafelrundeRoundtablesConfig(AppConfig):
    """Registers the plugin; the label is also its template, static and URL namespace."""

    name = "tafelrunde_roundtables"
    label = "tafelrunde_roundtables"
    verbose_name = _("Round tables")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the lower plugins who belongs to the network, who works with whom, and what an invitation says."""
        from tafelrunde_events.domain.clashes import clash_sources
        from tafelrunde_events.domain.facets import register_facet
        from tafelrunde_events.domain.imports.owners import register_owner_kind
        from tafelrunde_events.domain.invitation_sections import invitation_sections
        from tafelrunde_events.domain.quorums import quorums
        from tafelrunde_events.domain.text_owners import text_owners
        from tafelrunde_events.event_links import event_links
        from tafelrunde_events.person_links import person_links
        from tafelrunde_members.admin_areas import allow
        from tafelrunde_members.enums import Role
        from tafelrunde_roundtables import permissions, receivers
        from tafelrunde_roundtables.clashes import same_table
        from tafelrunde_roundtables.domain.agenda import agenda_section
        from tafelrunde_roundtables.event_links import meeting_address
        from tafelrunde_roundtables.facets import table_facet
        from tafelrunde_roundtables.permission_policies import register_policies
        from tafelrunde_roundtables.person_links import pages_at_table
        from tafelrunde_roundtables.quorums import quorum_of_table
        from tafelrunde_roundtables.recipients import register_mailings
        from tafelrunde_roundtables.sources import table_kind
        from tafelrunde_roundtables.text_owners import table_texts

        permissions.register_scopes()
        register_owner_kind(table_kind)
        invitation_sections.append(agenda_section)
        text_owners.append(table_texts)
        event_links.append(meeting_address)
        person_links.append(pages_at_table)
        quorums.append(quorum_of_table)
        register_facet(table_facet)
        clash_sources.append(same_table)
        register_mailings()
        register_policies()
        receivers.connect()
        for role in (Role.COORDINATOR, Role.NETWORK_COORDINATOR):
            allow(role, "tafelrunde_roundtables_admin")
        allow(Role.NETWORK_COORDINATOR, "tafelrunde_roundtables_tables")
