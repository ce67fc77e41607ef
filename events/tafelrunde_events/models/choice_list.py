"""A list of choices in one column."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """Several values of a closed vocabulary, stored as a JSON list in the order of the vocabulary."""

    default_error_messages = {"unknown_choice": _("%(value)s is not one of the choices.")}

    def __init__(self, *args: Any, vocabulary: type[models.TextChoices] | None = None, **options: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(*args, **{"default": list, "blank": True, **options})

    def formfield(self, **options: Any) -> forms.Field:
        """Offer the vocabulary as check boxes."""
        choices = self.vocabulary.choices if self.vocabulary else []
        return forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            required=not self.blank,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what the vocabulary does not know."""
        super().validate(value, model_instance)
        for one in value:
            if self.vocabulary and one not in self.vocabulary.values:
                raise ValidationError(
                    self.error_messages["unknown_choice"], code="unknown_choice", params={"value": one}
                )
