"""People and what they do where. Nothing here is ever public by itself (law 12)."""

from typing import Self

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.models.directory import Organisation
from tafelrunde_members.models.validity import ValidityModel, ValidityQuerySet
from tafelrunde_members.permissions import AnyUser, people_scope
from tafelrunde_members.validators import validate_deliverable_address


class PersonQuerySet(models.QuerySet["Person"]):
    """Queries for people."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return the people this user works with.

        The network's coordination sees everybody except those under special protection; whoever coordinates a
        round table sees the people of that table, protected ones included, which the round-table plugin adds
        through `tafelrunde_members.permissions.person_scopes`.
        """
        return self.filter(people_scope(user))

    def with_address(self, address: str) -> Self:
        """Return people with this e-mail address, whatever the case; the index `person_email_lower` serves it."""
        return self.alias(address=Lower("email")).filter(address=address.lower())


class Person(models.Model):
    """A human being we write to. No private address, birth date, party or religion: there is no field for them."""

    class Salutation(models.TextChoices):
        """How a letter begins; the neutral form is the default."""

        UNKNOWN = "", _("neutral")
        MS = "ms", _("Ms")
        MR = "mr", _("Mr")

    class ContactBy(models.TextChoices):
        """On which way official letters come."""

        EMAIL = "email", _("by e-mail")
        LETTER = "letter", _("as a printed letter")

    salutation = models.CharField(
        _("form of address"), max_length=4, choices=Salutation.choices, default=Salutation.UNKNOWN, blank=True
    )
    title = models.CharField(_("academic title"), max_length=40, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"), blank=True, validators=[validate_deliverable_address])
    contact_by = models.CharField(
        _("official letters reach this person"),
        max_length=8,
        choices=ContactBy.choices,
        default=ContactBy.EMAIL,
        help_text=_("Invitations to those who hold a seat come by e-mail or as a printed letter."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, default="de")
    protected = models.BooleanField(
        _("specially protected"),
        default=False,
        help_text=_(
            "Only the coordination of the person's own table sees the name; no list, export, feed or log shows it."
        ),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(Lower("email"), name="person_email_lower")]

    def __str__(self) -> str:
        return self.full_name

    @property
    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self) -> str:
        """Title, first and last name."""
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


class AffiliationQuerySet(ValidityQuerySet):
    """Queries for affiliations."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return affiliations of people the user may see."""
        return self.filter(person__in=Person.objects.visible_to(user))


class Affiliation(ValidityModel):
    """A person's function in an organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="affiliations", verbose_name=_("organisation")
    )
    function = models.CharField(_("function"), max_length=120, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta(ValidityModel.Meta):
        ordering = ["organisation__name"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            *ValidityModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(valid_until__isnull=True),
                name="affiliation_one_open_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
