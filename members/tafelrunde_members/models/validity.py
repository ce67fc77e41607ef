"""Facts that hold for a time: responsibilities, offers and names change over the years."""

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ValidityQuerySet(models.QuerySet[Any]):
    """Queries for rows that carry `valid_from` and `valid_until`."""

    def valid_on(self, day: dt.date | None = None) -> Self:
        """Return rows in force on the day (default: today); both ends are inclusive, an empty end is open."""
        day = day or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class ValidityModel(models.Model):
    """A row in force from one day to another, both included; its manager comes from a `ValidityQuerySet`."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_valid_order",
            ),
        ]

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The end must not be before the beginning.")})

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether the row is in force on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
