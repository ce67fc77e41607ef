"""Wagtail permission policies of the plugin's models."""

from wagtail.permissions import register_permission_policy

from tafelrunde_events.models import CalendarSource, ConsentText, Venue
from tafelrunde_members.enums import EDITING_ROLES, Role
from tafelrunde_members.permission_policies import ScopedPermissionPolicy


def register_policies() -> None:
    """Let those who publish keep venues and consent texts; coordinators type new venues into the form of their meeting.

    Foreign calendars are for everybody on the staff: whose they are decides who sees which.
    """
    actions = dict.fromkeys(("add", "change", "delete", "view"), EDITING_ROLES)
    register_permission_policy(Venue, ScopedPermissionPolicy(Venue, actions=actions, scope=Venue.objects.visible_to))
    texts = ConsentText.objects.visible_to
    register_permission_policy(ConsentText, ScopedPermissionPolicy(ConsentText, actions=actions, scope=texts))
    every_role = dict.fromkeys(("add", "change", "delete", "view"), tuple(Role))
    register_permission_policy(
        CalendarSource,
        ScopedPermissionPolicy(CalendarSource, actions=every_role, scope=CalendarSource.objects.visible_to),
    )
