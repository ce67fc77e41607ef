"""Roles: their groups after migrating, what Wagtail looks up for them, and how an administrator gives one."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale, Site

from tafelrunde_members.domain.roles import (
    assign_role,
    ensure_role_groups,
    grant_page_rights,
    role_group,
    withdraw_role,
)
from tafelrunde_members.enums import Role
from tafelrunde_members.permissions import roles_of
from tafelrunde_site.models import User
from tests.factories.members import UserFactory
from tests.factories.site import make_home, make_page

pytestmark = pytest.mark.django_db

EDITORS = (Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR)


def rights_of(role):
    """Return the names of all rights that the group carries."""
    group = Group.objects.get(name=role)
    rows = [
        *group.permissions.values_list("content_type__app_label", "codename"),
        *GroupCollectionPermission.objects.filter(group=group).values_list(
            "permission__content_type__app_label", "permission__codename"
        ),
        *GroupPagePermission.objects.filter(group=group).values_list(
            "permission__content_type__app_label", "permission__codename"
        ),
    ]
    return {f"{app_label}.{codename}" for app_label, codename in rows}


def test_a_coordinator_has_nothing_but_access_to_the_admin():
    assert rights_of(Role.COORDINATOR) == {"wagtailadmin.access_admin"}


@pytest.mark.parametrize("role", EDITORS)
def test_editors_write_no_page_until_somebody_says_which(role):
    assert rights_of(role) == {
        "wagtailadmin.access_admin",
        "simple_translation.submit_translation",
        "wagtailimages.add_image",
        "wagtailimages.change_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.change_document",
        "wagtaildocs.choose_document",
    }


def test_creating_the_groups_again_changes_nothing():
    before = {role: rights_of(role) for role in Role}

    ensure_role_groups()

    assert {role: rights_of(role) for role in Role} == before
    assert Group.objects.filter(name__in=Role.values).count() == len(Role)


def test_what_an_operator_added_stays():
    added = Permission.objects.get(content_type__app_label="wagtailredirects", codename="add_redirect")
    role_group(Role.TRAINING_EDITOR).permissions.add(added)

    ensure_role_groups()

    assert "wagtailredirects.add_redirect" in rights_of(Role.TRAINING_EDITOR)


def test_page_rights_hold_below_the_page_and_nowhere_else(client):
    home = make_home()
    trainings, other = make_page(home, "Fortbildungen"), make_page(home, "Impressum")
    below = make_page(trainings, "Gesprächsführung")
    for _ in range(2):
        grant_page_rights(Role.TRAINING_EDITOR, trainings)
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))

    assert client.get(reverse("wagtailadmin_pages:edit", args=[below.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code == 302
    assert client.get(reverse("wagtailadmin_pages:delete", args=[home.pk])).status_code == 302
    assert GroupPagePermission.objects.filter(group__name=Role.TRAINING_EDITOR).count() == 6


def test_roles_are_given_and_taken():
    user = UserFactory()
    assert roles_of(user) == frozenset()

    assign_role(user, role=Role.COORDINATOR)
    assert roles_of(user) == {Role.COORDINATOR}

    withdraw_role(user, role=Role.COORDINATOR)
    assert roles_of(user) == frozenset()


def test_an_administrator_makes_an_account_with_a_role_and_without_a_password(client):
    client.force_login(UserFactory(is_superuser=True))

    response = client.post(
        reverse("wagtailusers_users:add"),
        {
            "email": "Neu@example.org",
            "first_name": "Olaf",
            "last_name": "Muster",
            "password1": "",
            "password2": "",
            "groups": [role_group(Role.COORDINATOR).pk],
        },
    )

    assert response.status_code == 302
    user = User.objects.get(email__iexact="neu@example.org")
    assert roles_of(user) == {Role.COORDINATOR}
    assert not user.has_usable_password()


@pytest.mark.parametrize("role", Role)
def test_nobody_else_makes_accounts_or_gives_roles(client, role):
    grant_page_rights(role, Site.objects.get().root_page)
    client.force_login(UserFactory(roles=(role,)))

    for name in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
        assert client.get(reverse(name)).status_code == 404
        assert client.post(reverse(name)).status_code == 404


def test_the_form_of_an_account_names_the_roles(client):
    client.force_login(UserFactory(is_superuser=True))

    for url in (
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[UserFactory(roles=(Role.COORDINATOR,)).pk]),
    ):
        page = client.get(url).content.decode()
        for role in Role:
            assert str(role.label) in page
            assert role.value not in page


def test_page_rights_reach_the_translation_of_the_page(client):
    trainings = make_page(make_home(), "Fortbildungen")
    below = make_page(trainings, "Gesprächsführung")
    grant_page_rights(Role.TRAINING_EDITOR, trainings)
    english = Locale.objects.create(language_code="en")
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))

    translation = below.copy_for_translation(english, copy_parents=True)

    assert client.get(reverse("wagtailadmin_pages:edit", args=[translation.pk])).status_code == 200
    home = translation.get_ancestors().get(depth=2)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 302
