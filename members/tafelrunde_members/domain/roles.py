"""The roles of staff: groups that carry them, and the rights that Wagtail itself asks for.

What a role does with plain models is written in permission policies and scopes; a group needs only what Wagtail
looks up in the database: access to the admin, and rights on pages, images and documents.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from tafelrunde_members import conf
from tafelrunde_members.enums import EDITING_ROLES, Role

ADMIN_ACCESS = "wagtailadmin.access_admin"
TRANSLATION = "simple_translation.submit_translation"

#: Wagtail asks for the rights of its own models, also where a site brings models of its own.
MEDIA_RIGHTS = tuple(
    f"{app_label}.{action}_{model}"
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
)
PAGE_RIGHTS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


def ensure_role_groups(**_signal: Any) -> None:
    """Create the groups of all roles with the rights they need. Runs after every migrate.

    Rights that are there stay: an operator may give a group more, and pages are granted one by one.
    """
    _ensure_permissions()
    with transaction.atomic():
        for role in Role:
            _ensure_group(role)


def role_group(role: Role) -> Group:
    """Return the group that carries a role."""
    return Group.objects.get(name=role.value)


def assign_role(user: AbstractBaseUser, *, role: Role) -> None:
    """Give an account a role."""
    role_group(role).user_set.add(user)  # type: ignore[arg-type]
    _forget_roles(user)


def withdraw_role(user: AbstractBaseUser, *, role: Role) -> None:
    """Take a role away from an account."""
    role_group(role).user_set.remove(user)  # type: ignore[arg-type]
    _forget_roles(user)


def grant_page_rights(role: Role, page: Page) -> None:
    """Let a role write and publish a page and everything below it; granting twice changes nothing."""
    group = role_group(role)
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        content_type__model="page",
        codename__in=[f"{action}_page" for action in PAGE_RIGHTS],
    )
    for permission in permissions:
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def extend_page_rights(*, source_obj: Any, target_obj: Any, **_signal: Any) -> None:
    """Let roles work on the translation of a page as on the page itself. Receives `copy_for_translation_done`.

    Wagtail grants rights per tree, and every language is a tree of its own: whoever began a translation there could
    not open it.
    """
    if not isinstance(target_obj, Page):
        return
    granted = GroupPagePermission.objects.filter(page=source_obj.pk, group__name__in=Role.values)
    for row in granted:
        GroupPagePermission.objects.get_or_create(
            group_id=row.group_id, page_id=target_obj.pk, permission_id=row.permission_id
        )


def _ensure_permissions() -> None:
    """Create the permissions named here, whose apps may come later in the same round of signals."""
    labels = {"wagtailcore", *(right.split(".")[0] for right in (ADMIN_ACCESS, TRANSLATION, *MEDIA_RIGHTS))}
    for config in apps.get_app_configs():
        if config.label in labels:
            create_permissions(config, verbosity=0)


def _ensure_group(role: Role) -> None:
    group, _created = Group.objects.get_or_create(name=role.value)
    group.permissions.add(*_permissions(ADMIN_ACCESS))
    if role not in EDITING_ROLES:
        return
    group.permissions.add(*_permissions(TRANSLATION))
    collection = _editorial_collection()
    if collection is None:
        return
    for permission in _permissions(*MEDIA_RIGHTS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _editorial_collection() -> Collection | None:
    """Return the collection that editors work in; what lies in others is none of theirs."""
    root = Collection.get_first_root_node()
    if root is None:  # a database that a test has emptied
        return None
    name = conf.editorial_collection()
    found: Collection | None = root.get_children().filter(name=name).first()
    return found or root.add_child(name=name)


def _permissions(*names: str) -> list[Permission]:
    """Return the permissions named ``app_label.codename``, without those of apps that are not installed."""
    split = [name.split(".") for name in names]
    found = Permission.objects.filter(
        content_type__app_label__in={app_label for app_label, _codename in split},
        codename__in={codename for _app_label, codename in split},
    ).select_related("content_type")
    return [permission for permission in found if f"{permission.content_type.app_label}.{permission.codename}" in names]


def _forget_roles(user: AbstractBaseUser) -> None:
    """Drop the roles that `permissions.roles_of` keeps on the user object."""
    user.__dict__.pop("_tafelrunde_roles", None)
