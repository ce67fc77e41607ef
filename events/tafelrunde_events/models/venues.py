"""Places where people meet."""

from typing import Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.models import Region


class VenueQuerySet(models.QuerySet["Venue"]):
    """Queries for venues."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the listed venues and those of dates the user may see.

        Where others meet behind closed doors, no list may tell.
        """
        from tafelrunde_events.permissions import venue_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(venue_scope(user))


class Venue(models.Model):
    """A house or hall with its address and what one should know about getting in."""

    name = models.CharField(_("name"), max_length=160)
    street = models.CharField(_("street"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=80)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("region"),
        help_text=_("Whoever filters the calendar by district finds the dates through it."),
    )
    access = models.CharField(
        _("access"), max_length=255, blank=True, help_text=_("For example: step-free, induction loop, lift.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    listed = models.BooleanField(
        _("listed"),
        default=False,
        help_text=_("Everybody who plans dates is offered it. Otherwise only those who see a date there know of it."),
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["city", "name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city not in self.name else self.name

    @property
    def address(self) -> str:
        """Name, street and city on one line, as a calendar shows it."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.name, self.street, town) if part)
