"""Administrative units with their official keys."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.enums import DISTRICT_KINDS, RegionKind


class RegionQuerySet(models.QuerySet["Region"]):
    """Queries for regions."""

    def districts(self) -> Self:
        """Return districts and independent cities."""
        return self.filter(kind__in=DISTRICT_KINDS)


class Region(models.Model):
    """A state, district, independent city or municipality.

    `key` is the official regional key (Amtlicher Regionalschlüssel): 2 digits for a state, 5 for a district,
    12 for a municipality; the first digits name the unit above.
    """

    key = models.CharField(
        _("regional key"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{2}(\d{3}(\d{7})?)?$", _("The key has 2, 5 or 12 digits."))],
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address part"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=RegionKind.choices, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name

    @property
    def district(self) -> "Region | None":
        """The district or independent city this region is or lies in; None for a state."""
        region: Region | None = self
        while region is not None and region.kind not in DISTRICT_KINDS:
            region = region.parent
        return region
