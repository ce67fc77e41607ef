"""Who was there, and what certifies it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models.events import Event, Occurrence
from tafelrunde_events.models.registrations import Registration


class Attendance(models.Model):
    """Somebody was at one session. No row: they were not, or nobody noted it."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="attendances", verbose_name=_("registration")
    )
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendances", verbose_name=_("session"))
    way = models.CharField(_("way"), max_length=8, choices=AttendanceWay.choices)
    at = models.DateTimeField(_("noted"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["registration", "occurrence"], name="attendance_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Certificate(models.Model):
    """What was certified, under a code that anybody can check. It names nobody: of the name it keeps a salted hash."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="certificates", verbose_name=_("event"))
    registration = models.OneToOneField(
        Registration,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="certificate",
        verbose_name=_("registration"),
    )
    code = models.CharField(_("verification code"), max_length=16, unique=True)
    salt = models.CharField(max_length=32, editable=False)
    name_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=255)
    dates = models.TextField(_("dates"), help_text=_("The sessions attended, one a line."))
    contents = models.TextField(_("contents"), blank=True)
    organisers = models.TextField(_("organised by"), blank=True)
    hours = models.CharField(_("extent"), max_length=60, blank=True)
    attended = models.PositiveSmallIntegerField(_("sessions attended"))
    sessions = models.PositiveSmallIntegerField(_("sessions"))
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=255, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("replaced by")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_revoked(self) -> bool:
        """Whether it no longer counts, be it that another one has replaced it."""
        return self.revoked_at is not None
