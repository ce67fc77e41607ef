"""Addresses of the web."""

from typing import Any

from django import forms
from django.db import models


class WebAddressField(models.URLField):
    """An address that people type: one without a scheme means https, whatever the version of Django takes it for.

    Migrations know it as the plain `URLField`, which it is to the database.
    """

    def formfield(self, **options: Any) -> forms.Field | None:
        """Ask for an address of https."""
        field: forms.Field | None = super().formfield(**{"assume_scheme": "https", **options})
        return field

    def deconstruct(self) -> Any:
        """Leave this class out of migrations."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options
