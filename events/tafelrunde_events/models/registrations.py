"""Places of an event, and the people who register for them."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.enums import (
    PLACED_STATES,
    RegistrationChangeKind,
    RegistrationSource,
    RegistrationState,
    WaitingReason,
)
from tafelrunde_events.models.consents import ConsentText
from tafelrunde_events.models.events import Event
from tafelrunde_events.models.terms import RegistrationTerms
from tafelrunde_members.models import Person


class Places(RegistrationTerms):
    """The terms on which an event gives its places, as published last. An event without this row registers nobody.

    How many places are taken is always counted from `Registration` rows, under the event's lock (law 9).
    """

    event = models.OneToOneField(
        Event, models.CASCADE, primary_key=True, related_name="places", verbose_name=_("event")
    )
    is_open = models.BooleanField(
        _("takes registrations"), default=True, help_text=_("The page says so; those who are registered stay.")
    )
    questions: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(
        _("questions"), default=list, blank=True
    )
    consents = models.ManyToManyField(ConsentText, blank=True, related_name="+", verbose_name=_("consents asked for"))
    changed_at = models.DateTimeField(
        _("dates changed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Participants who know an older state are told of it some minutes later."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return f"#{self.pk}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Queries for registrations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the registrations the user may see: those for events the user runs, and the user's own."""
        from tafelrunde_events.permissions import registration_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(registration_scope(user))

    def managed_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the registrations for the events the user runs."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (as above)

        return self.filter(prefixed(managed_event_scope(user), "event"))

    def placed(self) -> Self:
        """Return those that take up a place, accepted or still to be accepted."""
        return self.filter(state__in=PLACED_STATES)

    def holding(self, now: Any = None) -> Self:
        """Return unconfirmed ones whose short hold on a place has not ended (law 10)."""
        return self.filter(state=RegistrationState.UNCONFIRMED, hold_until__gt=now or timezone.now())

    def in_order(self) -> Self:
        """Return them in the order of their first submission."""
        return self.order_by("submitted_at", "pk")


class Registration(models.Model):
    """One person who registered for one event.

    Whoever registers colleagues is the `contact` of their rows. A colleague with an address confirms it and is written
    to; what concerns one without an address goes to the contact.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations", verbose_name=_("event"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="registrations", verbose_name=_("person")
    )
    contact = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="companions", verbose_name=_("registered by")
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    address = models.CharField(
        max_length=254, blank=True, editable=False, help_text=_("The address in lower case, for comparing.")
    )
    confirms_alone = models.BooleanField(
        _("confirms by themselves"),
        default=True,
        help_text=_("Of a colleague without an address the contact's confirmation counts."),
    )
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    organisation_key = models.CharField(
        max_length=160, blank=True, editable=False, help_text=_("Its name folded, so that spellings count as one.")
    )
    language = models.CharField(_("language"), max_length=8, default=conf.language)
    state = models.CharField(
        _("state"), max_length=12, choices=RegistrationState.choices, default=RegistrationState.UNCONFIRMED
    )
    waiting_reason = models.CharField(
        _("why it waits"), max_length=12, choices=WaitingReason.choices, default=WaitingReason.NONE, blank=True
    )
    source = models.CharField(_("way"), max_length=8, choices=RegistrationSource.choices)
    overbooked = models.BooleanField(_("beyond the places"), default=False, editable=False)
    reserved = models.BooleanField(_("on a reserved place"), default=False)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    hold_until = models.DateTimeField(_("place held until"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True, editable=False)
    placed_at = models.DateTimeField(_("got a place"), null=True, blank=True, editable=False)
    offered_until = models.DateTimeField(_("to be accepted until"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("reason"), max_length=255, blank=True)
    told_for = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("How dates and place stood in the last mail.")
    )
    note = models.TextField(_("note of the staff"), blank=True, max_length=1000)
    network = models.CharField(
        max_length=80, blank=True, editable=False, help_text=_("A hash of where the form came from, kept for a week.")
    )
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # A second secret that follows from the nonce: what the QR code on the phone of a participant says at the door.
    entry_hash = models.CharField(max_length=64, unique=True, editable=False)
    anonymised_at = models.DateTimeField(_("made anonymous"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["submitted_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address"],
                condition=~Q(address="") & Q(ended_at__isnull=True),
                name="registration_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(address="", email="", last_name="", first_name=""),
                name="registration_anonymous_is_nameless",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "submitted_at"], name="registration_queue"),
            models.Index(fields=["state", "hold_until"], name="registration_lapsing"),
            models.Index(fields=["address"], name="registration_address"),
        ]

    def __str__(self) -> str:
        """Name nobody: logs show it."""
        return f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store address and organisation also in the forms in which they are compared."""
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Set the forms in which address and organisation are compared."""
        self.address = self.email.strip().lower()
        self.organisation_key = " ".join(self.organisation.casefold().split())

    @property
    def full_name(self) -> str:
        """First and last name; whether this may be shown is the caller's question (`names.shown_name`)."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def has_place(self) -> bool:
        """Whether it takes up a place, accepted or still to be accepted."""
        return self.state in PLACED_STATES

    def holds_place(self, now: dt.datetime) -> bool:
        """Tell whether a place is held for it while its address is not confirmed (law 10)."""
        return self.hold_until is not None and self.hold_until > now

    @property
    def is_over(self) -> bool:
        """Whether it was cancelled, refused or has lapsed."""
        return self.ended_at is not None


class RegistrationAnswer(models.Model):
    """An answer to a question of the editors, with the question as it was asked."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    key = models.CharField(_("key"), max_length=255)
    label = models.CharField(_("question"), max_length=255)
    value = models.TextField(_("answer"), blank=True)
    sensitive = models.BooleanField(_("sensitive"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        constraints = [models.UniqueConstraint(fields=["registration", "key"], name="registration_answer_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RegistrationConsent(models.Model):
    """What somebody agreed to when registering, in the words of that day (GDPR Art. 7 (1))."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="consents", verbose_name=_("registration")
    )
    text = models.ForeignKey(
        ConsentText, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("consent text")
    )
    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(_("version"))
    wording = models.TextField(_("wording"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    proof = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_("A keyed hash of the address, once the registration has no name any more."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("consent of a registration")
        verbose_name_plural = _("consents of registrations")
        constraints = [models.UniqueConstraint(fields=["registration", "name"], name="registration_consent_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RegistrationChange(models.Model):
    """What happened to a registration, when and through whom: why somebody moved up, or did not."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="changes", verbose_name=_("registration")
    )
    kind = models.CharField(_("what happened"), max_length=16, choices=RegistrationChangeKind.choices)
    detail = models.CharField(_("detail"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of a registration")
        verbose_name_plural = _("changes of registrations")

    def __str__(self) -> str:
        return f"#{self.pk}"
