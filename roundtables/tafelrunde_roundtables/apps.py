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
        """Tell the lower plugins who belongs to the network and who works with whom."""
        from tafelrunde_events import permissions as events
        from tafelrunde_members import permissions as members
        from tafelrunde_roundtables import permissions

        members.network_memberships.append(permissions.holds_seat)
        members.person_scopes.append(permissions.people_at_managed_tables)
        events.event_scopes.append(permissions.meeting_events_scope)
        events.managed_event_scopes.append(permissions.managed_meeting_events_scope)
