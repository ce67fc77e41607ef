"""Institutions, what they offer and where they are responsible."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_members.enums import DISTRICT_KINDS, Visibility
from tafelrunde_members.models.regions import Region
from tafelrunde_members.models.validity import ValidityModel, ValidityQuerySet
from tafelrunde_members.models.web_addresses import WebAddressField
from tafelrunde_members.permissions import AnyUser, is_network_member


class Sector(models.Model):
    """A part of society that should sit at a round table: church, business, administration, initiative and so on."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address part"), max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    expected = models.BooleanField(
        _("expected at every table"),
        default=True,
        help_text=_("A table without a seat for this sector shows it as missing."),
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("sector of society")
        verbose_name_plural = _("sectors of society")

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(ValidityQuerySet):
    """Queries for organisations."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what the user may see: released organisations, and all of them for the network's people."""
        if is_network_member(user):
            return self.filter(visibility__lte=Visibility.NETWORK)
        return self.filter(visibility=Visibility.PUBLIC)

    def matching(self, text: str) -> Self:
        """Return organisations in whose name, short name or town the text occurs, whatever the case."""
        return self.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(city__icontains=text))

    def released(self) -> Self:
        """Return organisations that stand in the public directory today."""
        return self.filter(visibility=Visibility.PUBLIC).valid_on()


class Organisation(ValidityModel):
    """An institution, or a unit of one. The provider (Träger) is named apart from what it offers."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    slug = models.SlugField(_("address part"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("unit of")
    )
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, blank=True, related_name="organisations", verbose_name=_("sector")
    )
    description = models.TextField(_("description"), blank=True)
    role_email = models.EmailField(
        _("role mailbox"), blank=True, help_text=_("An address of the institution, never of a person.")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = WebAddressField(_("website"), blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("region")
    )
    visibility = models.PositiveSmallIntegerField(
        _("visibility"),
        choices=[(Visibility.PUBLIC, Visibility.PUBLIC.label), (Visibility.NETWORK, Visibility.NETWORK.label)],
        default=Visibility.NETWORK,
        help_text=_("Public only after the institution has agreed."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Smaller numbers stand first in lists.")
    )
    tags: "models.ManyToManyField[Tag, models.Model]" = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="+",
        verbose_name=_("tags"),
        help_text=_("For audiences of mailings; never shown in public."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(ValidityModel.Meta):
        ordering = ["position", "name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["visibility", "position", "name"], name="organisation_directory")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_released(self) -> bool:
        """Whether it stands in the public directory today, as `OrganisationQuerySet.released` asks the database."""
        return self.visibility == Visibility.PUBLIC and self.is_valid_on(timezone.localdate())

    def get_absolute_url(self) -> str:
        """Address of the organisation's page in the directory."""
        return reverse("tafelrunde_members:organisation", args=[self.slug])

    def clean(self) -> None:
        """Refuse a unit of itself."""
        super().clean()
        seen: Any = self.parent
        while seen is not None:
            if seen.pk is not None and seen.pk == self.pk:
                raise ValidationError({"parent": _("An organisation cannot be a unit of itself.")})
            seen = seen.parent


class Offer(ValidityModel):
    """What is offered: mobile counselling, counselling for businesses, support for those affected and so on."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address part"), max_length=120, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    organisations = models.ManyToManyField(
        Organisation, related_name="offers", blank=True, verbose_name=_("offered by")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = ValidityQuerySet.as_manager()

    class Meta(ValidityModel.Meta):
        ordering = ["position", "title"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self) -> str:
        return self.title


class Responsibility(ValidityModel):
    """Which organisation is responsible for which district."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="responsibilities", verbose_name=_("organisation")
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("district"),
        limit_choices_to={"kind__in": DISTRICT_KINDS},
    )

    objects = ValidityQuerySet.as_manager()

    class Meta(ValidityModel.Meta):
        ordering = ["region__name", "organisation__name"]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")

    def __str__(self) -> str:
        return f"{self.organisation} – {self.region}"
