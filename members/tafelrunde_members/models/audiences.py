"""Whom mailings go to: saved audiences, and the consent that people gave to get any."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_members.models.directory import Organisation, Sector
from tafelrunde_members.models.people import Person
from tafelrunde_members.models.regions import Region
from tafelrunde_members.permissions import AnyUser, is_network_coordinator, is_superuser


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Queries for consents."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return the consents of people the user may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def in_force(self) -> Self:
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """What somebody agreed to, in which words and when (GDPR Art. 7 (1)); kept after its withdrawal as proof."""

    class Purpose(models.TextChoices):
        """What for."""

        MAILINGS = "mailings", _("mailings of the network")
        TRAINER = "trainer", _("being named as a trainer")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices, default=Purpose.MAILINGS)
    text_version = models.CharField(_("wording"), max_length=80, blank=True, help_text=_("Which text was agreed to."))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = ConsentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once_in_force"
            ),
        ]

    def __str__(self) -> str:
        """Say what was agreed to and never by whom: the site's log shows it."""
        return f"{self.get_purpose_display()} ({date_format(timezone.localtime(self.given_at), 'SHORT_DATE_FORMAT')})"


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Queries for audiences."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return one's own, and for the network's coordination those that it shares."""
        if is_superuser(user):
            return self
        own = Q(owner=user.pk) if user.is_authenticated else Q(pk__in=())
        return self.filter(own | Q(shared=True)) if is_network_coordinator(user) else self.filter(own)

    def managed_by(self, user: AnyUser) -> Self:
        """Return those the user may change: one's own; what a closed account left behind is the administrators'."""
        if is_superuser(user):
            return self
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()


class Audience(models.Model):
    """A saved circle of recipients. Criteria of one sort widen it, criteria of different sorts narrow it.

    People and organisations that are named belong to it in any case. Who is in it is worked out anew each time, and
    only among those that the user who asks may see (laws 12 and 13).
    """

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    shared = models.BooleanField(_("shared within the network's coordination"), default=False)
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+", verbose_name=_("sectors of society"))
    districts = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("districts"))
    tags: "models.ManyToManyField[Tag, models.Model]" = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("tags of organisations")
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("these organisations")
    )
    people = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name=_("these people"))

    objects = AudienceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("audience of mailings")
        verbose_name_plural = _("audiences of mailings")

    def __str__(self) -> str:
        return self.name

    def is_managed_by(self, user: AnyUser) -> bool:
        """Tell whether the user may change it, as `AudienceQuerySet.managed_by` asks the database."""
        return is_superuser(user) or (user.is_authenticated and self.owner_id == user.pk)
