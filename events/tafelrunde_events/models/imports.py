"""Foreign calendars that somebody takes over into this one."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import EventKind
from tafelrunde_events.models.events import Event
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation, Region
from tafelrunde_members.models.web_addresses import WebAddressField


class CalendarSourceQuerySet(models.QuerySet["CalendarSource"]):
    """Queries for foreign calendars."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the sources the user looks after."""
        from tafelrunde_events.permissions import source_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(source_scope(user))


class CalendarSource(models.Model):
    """A foreign ICS calendar of an organisation (or, by the round-table plugin, of a table): fetched again and again,
    or a file that somebody uploaded once.
    """

    name = models.CharField(_("name"), max_length=120, help_text=_("Stands beside its dates: where they come from."))
    url = WebAddressField(
        _("address"), max_length=500, blank=True, help_text=_("Of an ICS calendar; empty where files are uploaded.")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calendar_sources",
        verbose_name=_("organisation"),
        help_text=_("Organises the dates that come from here."),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region of its dates")
    )
    kind = models.CharField(_("kind of its dates"), max_length=12, choices=EventKind.choices, default=EventKind.EVENT)
    visibility = models.PositiveSmallIntegerField(
        _("visibility of its dates"), choices=Visibility.choices, default=Visibility.PUBLIC
    )
    active = models.BooleanField(_("fetch regularly"), default=True)
    # What a conditional request sends back.
    etag = models.CharField(max_length=255, blank=True, editable=False)
    last_modified = models.CharField(max_length=64, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True, editable=False)
    next_fetch_at = models.DateTimeField(_("next fetched"), null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("One worker fetches it now, and has this long for it.")
    )
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CalendarSourceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("foreign calendar")
        verbose_name_plural = _("foreign calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~models.Q(url=""),
                name="calendar_source_url_once",
                violation_error_message=_("This calendar is taken over already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarUpload(models.Model):
    """A calendar file that waits for somebody to look at its report and take it over; kept for a day at most."""

    source = models.OneToOneField(
        CalendarSource, models.CASCADE, related_name="upload", verbose_name=_("foreign calendar")
    )
    file_name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(editable=False)
    uploaded_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("uploaded calendar")
        verbose_name_plural = _("uploaded calendars")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ImportRun(models.Model):
    """What one fetch or upload did, with what was skipped and why."""

    source = models.ForeignKey(CalendarSource, models.CASCADE, related_name="runs", verbose_name=_("foreign calendar"))
    started_at = models.DateTimeField(_("at"), default=timezone.now)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    unchanged = models.BooleanField(_("nothing new"), default=False)
    # A code, put into words for whoever reads the report, and what belongs to it: a status number, a host name.
    error = models.CharField(_("error"), max_length=40, blank=True)
    error_detail = models.CharField(max_length=200, blank=True)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    removed = models.PositiveIntegerField(_("gone"), default=0)
    held_back = models.PositiveIntegerField(_("held back"), default=0)
    # A list of {"line": int | null, "title": str, "reason": code}, at most as many as are shown.
    skipped = models.JSONField(_("skipped"), default=list, blank=True)
    skipped_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("fetch")
        verbose_name_plural = _("fetches")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ImportedEvent(models.Model):
    """Ties an event to the entry of the foreign calendar that it came from."""

    source = models.ForeignKey(
        CalendarSource, models.CASCADE, related_name="imported", verbose_name=_("foreign calendar")
    )
    event = models.OneToOneField(Event, models.CASCADE, related_name="imported", verbose_name=_("event"))
    uid = models.CharField(_("foreign UID"), max_length=500)
    content_hash = models.CharField(max_length=64, editable=False)
    url = WebAddressField(_("page over there"), max_length=500, blank=True)
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Stays hidden when it is fetched again."))
    missing_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Not in the calendar any more; somebody decides about it.")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="imported_event_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
