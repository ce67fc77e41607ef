"""Wagtail permission policies for plain models with a scope: what you may not see does not exist."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from tafelrunde_members.enums import Role
from tafelrunde_members.models import (
    Affiliation,
    Audience,
    Consent,
    Offer,
    Organisation,
    Person,
    Region,
    Responsibility,
    Sector,
)
from tafelrunde_members.permissions import AnyUser, is_superuser, roles_of


class ScopedPermissionPolicy(BasePermissionPolicy):
    """Lets roles act on those rows of a model that one queryset method returns for the user.

    `actions` maps an action ("add", "change", "delete", "view") to the roles that may take it; superusers may take
    all of them. `scope` returns the rows a user works with, normally `Model.objects.visible_to`.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        actions: Mapping[str, Collection[Role]],
        scope: Callable[[AnyUser], QuerySet[Any]],
    ) -> None:
        super().__init__(model)
        self.actions = actions
        self.scope = scope

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        """Tell whether the user may take the action on some rows."""
        return is_superuser(user) or not roles_of(user).isdisjoint(self.actions.get(action, ()))

    def user_has_any_permission(self, user: AnyUser, actions: Collection[str]) -> bool:
        """Tell whether the user may take one of the actions on some rows."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Model) -> bool:
        """Tell whether the user may take the action on this row."""
        return self.user_has_permission(user, action) and self.scope(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: AnyUser, actions: Collection[str]) -> QuerySet[Any]:
        """Return the rows on which the user may take one of the actions."""
        rows = self.scope(user)
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[Any]:
        """Return the accounts that may take one of the actions on some rows."""
        roles = {role for action in actions for role in self.actions.get(action, ())}
        users = get_user_model().objects.filter(is_active=True)
        return (users.filter(groups__name__in=roles) | users.filter(is_superuser=True)).distinct()


def register_policies() -> None:
    """Give the directory to the network's coordination; coordinators edit their people through their table's seats."""
    everything = dict.fromkeys(("add", "change", "delete", "view"), (Role.NETWORK_COORDINATOR,))
    for model in (Organisation, Person, Affiliation):
        register_permission_policy(
            model, ScopedPermissionPolicy(model, actions=everything, scope=model.objects.visible_to)
        )
    writers = (Role.COORDINATOR, Role.NETWORK_COORDINATOR)
    mailings = dict.fromkeys(("add", "change", "delete", "view"), writers)
    register_permission_policy(
        Audience, ScopedPermissionPolicy(Audience, actions=mailings, scope=Audience.objects.visible_to)
    )
    # A consent is proof: it is withdrawn, never deleted.
    proofs = dict.fromkeys(("add", "change", "view"), writers)
    register_permission_policy(
        Consent, ScopedPermissionPolicy(Consent, actions=proofs, scope=Consent.objects.visible_to)
    )
    for catalogue in (Offer, Region, Responsibility, Sector):
        policy = ScopedPermissionPolicy(catalogue, actions=everything, scope=partial(all_rows, catalogue))
        register_permission_policy(catalogue, policy)


def all_rows(model: type[Model], _user: AnyUser) -> QuerySet[Any]:
    """Return all rows of a catalogue, which holds no secrets."""
    return model._default_manager.all()  # noqa: SLF001 (Django's documented name)
