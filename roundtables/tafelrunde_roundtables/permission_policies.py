"""Wagtail permission policies of the plugin's models."""

from wagtail.permissions import register_permission_policy

from tafelrunde_members.enums import Role
from tafelrunde_members.permission_policies import ScopedPermissionPolicy
from tafelrunde_roundtables.models import RoundTable


def register_policies() -> None:
    """Let the network's coordination enter tables into the directory; only administrators delete one."""
    actions = dict.fromkeys(("add", "change", "view"), (Role.NETWORK_COORDINATOR,))
    policy = ScopedPermissionPolicy(RoundTable, actions=actions, scope=RoundTable.objects.visible_to)
    register_permission_policy(RoundTable, policy)
