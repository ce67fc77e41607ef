"""The forms of the rows of a training: who gives it, and what is asked of those who register."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from wagtail.admin.forms.models import WagtailAdminModelForm

from tafelrunde_members.models import Consent, Person

#: Questions that offer something to choose from.
CHOICE_TYPES = ("checkboxes", "dropdown", "multiselect", "radio")
#: Nobody can answer what nobody sees.
_UNASKED_TYPES = ("hidden",)


def split_choices(text: str) -> list[str]:
    """Return the choices of a question; as in Wagtail's form builder, line breaks part them, or else commas."""
    parts = text.splitlines() if "\n" in text else text.split(",")
    return [choice for part in parts if (choice := part.strip().rstrip(",").strip())]


def nameable_people() -> Q:
    """Return the condition for people who agreed to be named as trainers and need no special protection (law 12)."""
    agreed = Consent.objects.in_force().filter(purpose=Consent.Purpose.TRAINER)
    return Q(pk__in=agreed.values("person"), protected=False)


class TrainerForm(WagtailAdminModelForm):
    """One trainer: somebody who agreed to be named, or a plain name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            self.fields["person"].queryset = Person.objects.filter(nameable_people())

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the two, so that a name does not outlive a withdrawn consent."""
        cleaned: dict[str, Any] = super().clean()
        person, name = cleaned.get("person"), cleaned.get("name", "").strip()
        if person and name:
            self.add_error("name", gettext("Please choose a person or type a name, not both."))
        elif not (person or name or self.is_deferred_validation or "person" in self.errors):
            self.add_error(
                "person",
                gettext("Please choose a person or type a name. Only people who agreed to be named can be chosen."),
            )
        return cleaned


class QuestionForm(WagtailAdminModelForm):
    """One question of the registration form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "field_type" in self.fields:
            choices = self.fields["field_type"].choices
            self.fields["field_type"].choices = [pair for pair in choices if pair[0] not in _UNASKED_TYPES]

    def clean(self) -> dict[str, Any]:
        """Refuse a question that offers nothing to choose from."""
        cleaned: dict[str, Any] = super().clean()
        asks_choice = cleaned.get("field_type") in CHOICE_TYPES
        if asks_choice and not split_choices(cleaned.get("choices", "")) and not self.is_deferred_validation:
            self.add_error("choices", gettext("Please enter what can be chosen, one choice in each line."))
        return cleaned
