"""Events as facts beside pages (laws 1 to 4): plain rows in no revision."""

import datetime as dt
from typing import Self

import swapper
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from tafelrunde_events import conf
from tafelrunde_events.enums import Audience, Booking, EventKind, EventStatus, Trait
from tafelrunde_events.models.venues import Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation
from tafelrunde_members.models.web_addresses import WebAddressField


class EventQuerySet(models.QuerySet["Event"]):
    """Queries for events."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the events the user may see; the only way to a list, a page, a feed or an export."""
        from tafelrunde_events.permissions import event_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(event_scope(user))


class Event(models.Model):
    """What registrations, invitations and feeds refer to; exists with or without a page.

    Its dates are `ScheduleEntry` rows (one per free session or series, each with a UID of its own, as law 4 asks)
    and, below them, `Occurrence` rows. Only `tafelrunde_events.domain` writes to the three.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices, default=EventKind.EVENT)
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Plain text for lists and calendars."))
    language = models.CharField(_("language"), max_length=10, default=conf.language)
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.CONFIRMED, editable=False
    )
    status_reason = models.CharField(_("reason"), max_length=255, blank=True)
    visibility = models.PositiveSmallIntegerField(
        _("visibility"), choices=Visibility.choices, default=Visibility.COORDINATION
    )
    first_public_at = models.DateTimeField(
        _("first public"), null=True, blank=True, editable=False, help_text=_("What was ever public is not deleted.")
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("venue")
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    online_url = WebAddressField(_("online meeting"), blank=True)
    contact_email = models.EmailField(
        _("role mailbox"), blank=True, help_text=_("Answers go there; never a person's own address.")
    )
    guests_allowed = models.PositiveSmallIntegerField(
        _("guests allowed"), default=0, help_text=_("How many people each of those invited may bring along.")
    )
    booking = models.CharField(
        _("registration"), max_length=12, choices=Booking.choices, default=Booking.NONE, blank=True
    )
    organisers = models.ManyToManyField(
        Organisation, through="EventOrganiser", related_name="events", verbose_name=_("organised by")
    )
    topics: "models.ManyToManyField[Tag, models.Model]" = models.ManyToManyField(
        Tag, related_name="+", blank=True, verbose_name=_("topics")
    )
    translation_key = models.UUIDField(
        _("translation key"),
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("Shared by all translations of the page: they are one event."),
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since its page is no longer published; publishing the page again ends this."),
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("page"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The short permanent link, which survives moves and renames."""
        return reverse("tafelrunde_events:event", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        """Whether the whole event was called off."""
        return self.status == EventStatus.CANCELLED

    @property
    def place(self) -> str:
        """Room and address, or nothing for an event without a venue."""
        parts = [self.room, self.venue.address if self.venue else ""]
        return ", ".join(part for part in parts if part)


class EventOrganiser(models.Model):
    """An organisation that holds the event, in the order to be shown."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="organiser_rows", verbose_name=_("event"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="organised_rows", verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="event_organiser_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class EventAudience(models.Model):
    """Whom the event is for; nobody named means everybody."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="audience_rows", verbose_name=_("event"))
    audience = models.CharField(_("for whom"), max_length=16, choices=Audience.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        constraints = [models.UniqueConstraint(fields=["event", "audience"], name="event_audience_once")]

    def __str__(self) -> str:
        return self.get_audience_display()


class EventTrait(models.Model):
    """A fact by which lists are narrowed: format, level, language, access, and the key of the region it is for."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="trait_rows", verbose_name=_("event"))
    trait = models.CharField(_("sort"), max_length=10, choices=Trait.choices)
    value = models.CharField(_("value"), max_length=20)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trait of an event")
        verbose_name_plural = _("traits of events")
        constraints = [models.UniqueConstraint(fields=["event", "trait", "value"], name="event_trait_once")]
        indexes = [models.Index(fields=["trait", "value", "event"], name="event_trait_filter")]

    def __str__(self) -> str:
        return f"{self.get_trait_display()}: {self.value}"


class WallTimes(models.Model):
    """A stretch of time as people entered it: wall clock and IANA zone, or days when it lasts whole days (law 3).

    `end_date` is inclusive for whole days; the exclusive end of iCalendar is the engine's business.
    """

    start_date = models.DateField(_("begins on"))
    start_time = models.TimeField(_("at"), null=True, blank=True)
    end_date = models.DateField(_("ends on"))
    end_time = models.TimeField(_("until"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default=conf.time_zone)

    class Meta:
        abstract = True

    @property
    def all_day(self) -> bool:
        """Whether the dates stand for whole days."""
        return self.start_time is None

    @property
    def start_wall(self) -> dt.datetime | dt.date:
        """Beginning as naive wall clock, or a date."""
        return self.start_date if self.start_time is None else dt.datetime.combine(self.start_date, self.start_time)

    @property
    def end_wall(self) -> dt.datetime | dt.date:
        """End as naive wall clock, or the last day."""
        return self.end_date if self.end_time is None else dt.datetime.combine(self.end_date, self.end_time)


class ScheduleEntry(WallTimes):
    """A free session or a series, as applied last: the owner of a UID, a SEQUENCE and a stored VEVENT.

    `cancelled_alone` and `venue` are those of a whole series; the one date of a free session has its own.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="entries", verbose_name=_("event"))
    key = models.CharField(
        _("key"), max_length=36, help_text=_("Stable identity of the entry in the page's draft schedule.")
    )
    rule = models.CharField(_("recurrence rule"), max_length=255, blank=True, help_text=_("RRULE of RFC 5545."))
    applied = models.CharField(
        _("schedule applied last"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Fingerprint of the drafted session; empty when the schedule no longer has it."),
    )
    split_off = models.BooleanField(
        _("split off"),
        default=False,
        editable=False,
        help_text=_("A date that had to stay when its series changed; the schedule no longer knows it."),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.CONFIRMED, editable=False
    )
    status_reason = models.CharField(_("reason"), max_length=255, blank=True)
    cancelled_alone = models.BooleanField(_("cancelled by itself"), default=False, editable=False)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("other venue")
    )
    uid = models.CharField(_("UID"), max_length=255, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("sequence"), default=0, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    dtstamp = models.DateTimeField(_("revised"), editable=False)
    last_modified = models.DateTimeField(_("modified"), editable=False)
    vevent = models.TextField(
        _("calendar text"), blank=True, editable=False, help_text=_("Stored VEVENT blocks, joined by feeds.")
    )
    # Derived, as is the last end, so that a whole feed is one index range.
    visibility = models.PositiveSmallIntegerField(
        _("visibility"), choices=Visibility.choices, default=Visibility.COORDINATION, editable=False
    )
    first_public_at = models.DateTimeField(
        _("first public"),
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_("When anybody could see it first; subscribers by mail are told of it once."),
    )
    last_end = models.DateTimeField(
        _("last end (UTC)"), null=True, editable=False, help_text=_("When the last of its stored dates is over.")
    )

    class Meta:
        ordering = ["start_date", "start_time", "pk"]
        verbose_name = _("schedule entry")
        verbose_name_plural = _("schedule entries")
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="schedule_entry_key_once")]
        indexes = [models.Index(fields=["visibility", "last_end"], name="schedule_entry_feed")]

    def __str__(self) -> str:
        return self.uid

    @property
    def is_cancelled(self) -> bool:
        """Whether all of its dates were called off."""
        return self.status == EventStatus.CANCELLED

    @property
    def is_removed(self) -> bool:
        """Whether the schedule that was applied last no longer has this entry."""
        return not self.applied and not self.split_off


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Queries for single dates."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the dates the user may see."""
        from tafelrunde_events.permissions import occurrence_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(occurrence_scope(user))

    def public(self) -> Self:
        """Return dates that anybody may see."""
        return self.filter(visibility=Visibility.PUBLIC)

    def upcoming(self, now: dt.datetime | None = None) -> Self:
        """Return dates that are not over, soonest first."""
        return self.filter(end__gt=now or timezone.now()).order_by("start", "pk")

    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        """Return dates that touch the half-open interval [start, end), soonest first."""
        return self.filter(start__lt=end, end__gt=start).order_by("start", "pk")

    def with_event(self) -> Self:
        """Fetch what a list row shows, in one query."""
        return self.select_related("event__venue", "venue")


class Occurrence(WallTimes):
    """One stored date with lasting identity: moving it changes its times and never `original_start`.

    `status` is what holds for this date, whoever called it off; `cancelled_alone` remembers that it was this date
    alone. A date of a series that was `changed_by_hand` is a component of its own in calendars (RECURRENCE-ID).
    """

    entry = models.ForeignKey(
        ScheduleEntry, models.CASCADE, related_name="occurrences", verbose_name=_("schedule entry")
    )
    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", verbose_name=_("event"))
    original_start = models.CharField(
        _("original beginning"),
        max_length=20,
        help_text=_("ISO form of the wall-clock start that the schedule gave; the RECURRENCE-ID of RFC 5545."),
    )
    start = models.DateTimeField(_("beginning (UTC)"), help_text=_("Derived from wall clock and zone."))
    end = models.DateTimeField(_("end (UTC)"), help_text=_("Derived from wall clock and zone."))
    status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.CONFIRMED, editable=False
    )
    status_reason = models.CharField(_("reason"), max_length=255, blank=True)
    cancelled_alone = models.BooleanField(_("cancelled by itself"), default=False, editable=False)
    changed_by_hand = models.BooleanField(
        _("changed by hand"),
        default=False,
        help_text=_("Moved, cancelled or relocated on its own; the schedule no longer overwrites it."),
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name=_("other venue")
    )
    sequence = models.PositiveIntegerField(_("sequence"), default=0, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    dtstamp = models.DateTimeField(_("revised"), editable=False)
    last_modified = models.DateTimeField(_("modified"), editable=False)
    # Copied from the event, so that a list of dates is one index range.
    visibility = models.PositiveSmallIntegerField(_("visibility"), choices=Visibility.choices, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        constraints = [
            models.UniqueConstraint(fields=["entry", "original_start"], name="occurrence_original_once"),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="occurrence_end_after_start"),
        ]
        indexes = [
            # With the end, so that counting what is to come reads the index alone.
            models.Index(fields=["visibility", "start", "end"], name="occurrence_list"),
            models.Index(fields=["event", "start"], name="occurrence_of_event"),
            # Whoever shows a month asks which dates reach into it; only these few can have begun long before.
            models.Index(
                fields=["visibility", "end"],
                condition=Q(end_date__gt=models.F("start_date")),
                name="occurrence_of_several_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} UTC"

    @property
    def is_cancelled(self) -> bool:
        """Whether this date was called off, by itself or with the whole event."""
        return self.status == EventStatus.CANCELLED
