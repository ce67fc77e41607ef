"""Personal calendars: secret addresses, one for each device, and the filters somebody keeps."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.enums import DigestFrequency
from tafelrunde_members.validators import validate_deliverable_address


class PersonalFeedQuerySet(models.QuerySet["PersonalFeed"]):
    """Queries for personal calendars."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return one's own: nobody else learns who subscribes, staff included."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def active(self) -> Self:
        """Return those whose address still leads to dates."""
        return self.filter(revoked_at__isnull=True)


class PersonalFeed(models.Model):
    """One device's secret address of its owner's dates. Only the hash of its token is stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="personal_feeds", verbose_name=_("account")
    )
    name = models.CharField(_("device or program"), max_length=80, help_text=_("For example: phone, Outlook."))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    # What the device got last, so that Last-Modified is right and never goes back, also when a date leaves.
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    content_changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonalFeedQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("personal calendar")
        verbose_name_plural = _("personal calendars")

    def __str__(self) -> str:
        return f"#{self.pk}"


class SavedSelectionQuerySet(models.QuerySet["SavedSelection"]):
    """Queries for saved filters."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return one's own."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()


class SavedSelection(models.Model):
    """A selection of public dates that somebody wants in the personal calendar."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_selections", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(
        _("filters"),
        max_length=2000,
        blank=True,
        help_text=_("The canonical query of the calendar. Empty: all public dates."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SavedSelectionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="saved_selection_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MailSubscriptionQuerySet(models.QuerySet["MailSubscription"]):
    """Queries for subscriptions by mail. Staff has none: who subscribes is nobody's business."""

    def of_address(self, address: str) -> Self:
        """Return what an address subscribed to, whatever the case."""
        return self.alias(address=Lower("email")).filter(address=address.lower())

    def active(self) -> Self:
        """Return those that were confirmed and not left."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class MailSubscription(models.Model):
    """Somebody who asked for mails about new dates; nothing is sent before the address was confirmed.

    The filters are those of the calendar. Everything that became public up to `reported_until` was told; `reported`
    are the entries of the last minutes before it, because what is published at that moment may become visible late.
    """

    email = models.EmailField(_("e-mail address"), validators=[validate_deliverable_address])
    language = models.CharField(_("language"), max_length=8, default=conf.language)
    query = models.CharField(_("filters"), max_length=2000, blank=True)
    frequency = models.CharField(
        _("how often"), max_length=8, choices=DigestFrequency.choices, default=DigestFrequency.WEEKLY
    )
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    reported_until = models.DateTimeField(null=True, blank=True, editable=False)
    reported: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list, blank=True, editable=False)
    next_at = models.DateTimeField(_("next mail"), null=True, blank=True, editable=False)

    objects = MailSubscriptionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("subscription by mail")
        verbose_name_plural = _("subscriptions by mail")
        constraints = [models.UniqueConstraint("query", Lower("email"), name="mail_subscription_once")]
        indexes = [
            models.Index(fields=["next_at"], name="mail_subscription_due"),
            models.Index(Lower("email"), name="mail_subscription_address"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
