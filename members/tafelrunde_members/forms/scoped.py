"""Admin forms whose choices are narrowed to what the user may see (laws 11 and 13)."""

from typing import Any

from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminModelForm

from tafelrunde_members.models import Person


def _name_and_address(person: Person) -> str:
    """Tell people apart who bear the same name."""
    return f"{person} ({person.email})" if person.email else str(person)


class ScopedModelForm(WagtailAdminModelForm):
    """Offers, in every relation to a model with `visible_to`, only the rows the user works with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, ModelChoiceField) or field.queryset is None:
                continue
            manager = field.queryset.model._default_manager  # noqa: SLF001 (Django's documented name)
            if self.for_user is not None and hasattr(manager, "visible_to"):
                field.queryset = field.queryset.filter(pk__in=manager.visible_to(self.for_user).values("pk"))
            if field.queryset.model is Person:
                choice: Any = field
                choice.label_from_instance = _name_and_address
