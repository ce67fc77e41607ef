"""Who may do what: pure questions about a user, asked by views, querysets, tasks and the admin alike."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from tafelrunde_members.enums import Role

AnyUser: TypeAlias = AbstractBaseUser | AnonymousUser

#: Higher plugins add here whom a user works with: callables from a user to a `Q` over `Person`.
person_scopes: list[Callable[[Any], Q]] = []
#: Higher plugins add here who belongs to the network: callables from a user to a bool.
network_memberships: list[Callable[[Any], bool]] = []

NOTHING = Q(pk__in=[])


def roles_of(user: AnyUser) -> frozenset[str]:
    """Return the names of the user's roles, asked once per user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_tafelrunde_roles", None)
    if cached is None:
        names = user.groups.filter(name__in=Role.values).values_list("name", flat=True)  # type: ignore[attr-defined]
        cached = frozenset(names)
        user._tafelrunde_roles = cached  # type: ignore[attr-defined]  # noqa: SLF001
    return cached


def is_superuser(user: AnyUser) -> bool:
    """Tell whether the user is the active technical administrator."""
    return bool(user.is_active and getattr(user, "is_superuser", False))


def has_role(user: AnyUser, role: Role) -> bool:
    """Tell whether the user has the role."""
    return role in roles_of(user)


def is_network_coordinator(user: AnyUser) -> bool:
    """Tell whether the user sees the whole network."""
    return is_superuser(user) or has_role(user, Role.NETWORK_COORDINATOR)


def is_staff_member(user: AnyUser) -> bool:
    """Tell whether the user works in the admin in any role."""
    return is_superuser(user) or bool(roles_of(user))


def is_network_member(user: AnyUser) -> bool:
    """Tell whether the user belongs to the network: staff, or somebody with a seat."""
    return is_staff_member(user) or any(belongs(user) for belongs in network_memberships)


def people_scope(user: AnyUser) -> Q:
    """Return the condition for the people whom the user may see (laws 12 and 13)."""
    if is_superuser(user):
        return Q()
    scope = Q(protected=False) if is_network_coordinator(user) else NOTHING
    for extra in person_scopes:
        scope |= extra(user)
    return scope
