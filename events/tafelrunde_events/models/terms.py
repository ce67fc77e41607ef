"""The terms on which one gets a place: drafted on pages, and as they hold beside them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import OrganisationAsked
from tafelrunde_members.models.web_addresses import WebAddressField

if TYPE_CHECKING:
    from tafelrunde_events.models.consents import ConsentText


class RegistrationTerms(models.Model):
    """What editors say about places and registration. Days are counted back from the beginning, so they follow it."""

    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: without limit.")
    )
    minimum = models.PositiveIntegerField(
        _("takes place from"), null=True, blank=True, help_text=_("Staff is warned while fewer people have a place.")
    )
    reserved = models.PositiveIntegerField(
        _("of these reserved"), default=0, help_text=_("Places that only staff gives away.")
    )
    per_organisation = models.PositiveIntegerField(
        _("places for each organisation"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    group_size = models.PositiveSmallIntegerField(
        _("people in one registration"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Larger than one: somebody may register colleagues along with themselves."),
    )
    organisation_asked = models.CharField(
        _("organisation"), max_length=8, choices=OrganisationAsked.choices, default=OrganisationAsked.OPTIONAL
    )
    needs_approval = models.BooleanField(
        _("each registration is approved"), default=False, help_text=_("Places are given by staff alone.")
    )
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    opens_at = models.DateTimeField(_("registration from"), null=True, blank=True, help_text=_("Empty: at once."))
    closes_days = models.PositiveSmallIntegerField(
        _("closes so many days before"), default=0, help_text=_("0: registration is possible until the beginning.")
    )
    promotion_days = models.PositiveSmallIntegerField(
        _("waiting list moves up until so many days before"),
        default=1,
        help_text=_("Afterwards staff alone gives free places to those who wait."),
    )
    reply_hours = models.PositiveSmallIntegerField(
        _("hours to accept a place"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: whoever moves up has the place at once."),
    )
    join_url = WebAddressField(
        _("link for participants"),
        max_length=500,
        blank=True,
        help_text=_("Of an online meeting; shown to those alone who have a place, and only near the date."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder so many days before"), null=True, blank=True, default=3, help_text=_("Empty: none.")
    )
    sends_thanks = models.BooleanField(_("thanks by mail on the day after"), default=True)
    asks_evaluation = models.BooleanField(_("anonymous evaluation"), default=True)
    gives_certificate = models.BooleanField(_("certificates of attendance"), default=True)
    certificate_sessions = models.PositiveSmallIntegerField(
        _("sessions needed for a certificate"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: all of them."),
    )
    certificate_hours = models.CharField(
        _("extent on the certificate"), max_length=60, blank=True, help_text=_("For example: 8 lessons of 45 minutes.")
    )

    class Meta:
        abstract = True

    def terms(self) -> dict[str, Any]:
        """Return the terms by the names of their fields."""
        return {field.name: getattr(self, field.name) for field in RegistrationTerms._meta.get_fields()}


@dataclass(frozen=True, slots=True)
class RegistrationOffer:
    """What a page offers to those who register: terms, questions (see `questions.asked_questions`) and consents."""

    terms: dict[str, Any]
    questions: list[dict[str, Any]]
    consents: list["ConsentText"]
