"""Wagtail permission policies of the plugin's models."""

from wagtail.permissions import register_permission_policy

from tafelrunde_events.models import Venue
from tafelrunde_members.enums import EDITING_ROLES
from tafelrunde_members.permission_policies import ScopedPermissionPolicy


def register_policies() -> None:
    """Let those who publish dates keep the venues; coordinators type new ones into the form of their meeting."""
    actions = dict.fromkeys(("add", "change", "delete", "view"), EDITING_ROLES)
    register_permission_policy(Venue, ScopedPermissionPolicy(Venue, actions=actions, scope=Venue.objects.visible_to))
