"""Accounts in the admin: roles by the names that people know them by."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from tafelrunde_members.enums import Role

#: The roles in the order in which the code names them, then everything else.
ROLES_FIRST = Case(
    *(When(name=role, then=Value(position)) for position, role in enumerate(Role)), default=Value(len(Role))
)


class RoleChoiceField(forms.ModelMultipleChoiceField):
    """Groups, of which those that carry a role bear its name; they come first."""

    def __init__(self) -> None:
        super().__init__(
            Group.objects.order_by(ROLES_FIRST, "name"),
            label=_("Roles"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Whoever has none of the three roles does not get into the admin."),
        )

    def label_from_instance(self, group: Any) -> str:
        """Return the name of the role, or of a group of another kind."""
        return str(Role(group.name).label) if group.name in Role.values else str(group.name)


class AccountCreationForm(UserCreationForm):
    """A new account."""

    groups = RoleChoiceField()


class AccountEditForm(UserEditForm):
    """An account."""

    groups = RoleChoiceField()


class UserViewSet(WagtailUserViewSet):
    """Wagtail's accounts with our roles."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        """Return the form with the roles."""
        return AccountEditForm if for_update else AccountCreationForm
