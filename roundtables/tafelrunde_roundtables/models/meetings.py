"""Meetings of a round table and their agenda: confidential unless the meeting is public."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.enums import AgendaItemKind
from tafelrunde_roundtables.models.tables import RoundTable


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Queries for meetings."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the meetings the user may see: their events decide."""
        return self.filter(event__in=Event.objects.visible_to(user))

    def managed_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the meetings of the tables the user coordinates."""
        return self.filter(table__in=RoundTable.objects.managed_by(user))

    def upcoming(self) -> Self:
        """Return meetings that are not over, soonest first; those called off stay among them until their day."""
        return self.by_date().filter(last_end__gt=timezone.now()).order_by("first_start", "pk")

    def past(self) -> Self:
        """Return meetings that are over, latest first."""
        return self.latest_first().filter(last_end__lte=timezone.now())

    def latest_first(self) -> Self:
        """Return meetings in the order of their beginning, the latest first."""
        return self.by_date().order_by("-first_start", "-pk")

    def taking_place(self) -> Self:
        """Return meetings that were not called off."""
        return self.exclude(event__status=EventStatus.CANCELLED)

    def with_facts(self) -> Self:
        """Fetch table, event, place and date in two queries, however many meetings there are."""
        return self.select_related("table", "event__venue").prefetch_related("event__occurrences__venue")

    def by_date(self) -> Self:
        """Add `first_start` and `last_end` (UTC), between which a meeting lies."""
        return self.annotate(first_start=Min("event__occurrences__start"), last_end=Max("event__occurrences__end"))


class Meeting(models.Model):
    """A meeting of one table; date, place, status and visibility are those of its event."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="meeting", verbose_name=_("event"))
    table = models.ForeignKey(RoundTable, models.PROTECT, related_name="meetings", verbose_name=_("round table"))
    public_agenda = models.BooleanField(
        _("agenda is public"), default=False, help_text=_("Only for meetings that are public themselves.")
    )

    objects = MeetingQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-event__created_at"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def date(self) -> Occurrence | None:
        """The one date of the meeting, with its own fetch of `event.occurrences` used where there was one."""
        return next(iter(self.event.occurrences.all()), None)

    @property
    def place(self) -> str:
        """Room and address where people meet; nothing while that is open or for meetings held online only."""
        return self.event.place

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of the meeting."""
        return self.event.visibility == Visibility.PUBLIC


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Queries for agenda items."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the items the user may see: public agendas of public meetings, and those of one's own table."""
        from tafelrunde_roundtables.permissions import agenda_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(agenda_scope(user))


class AgendaItem(models.Model):
    """A point on the agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("kind"), max_length=12, choices=AgendaItemKind.choices, default=AgendaItemKind.DISCUSSION)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    speaker = models.CharField(_("introduced by"), max_length=160, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = AgendaItemQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"

    @property
    def duration(self) -> dt.timedelta:
        """Planned time; nothing where none was given."""
        return dt.timedelta(minutes=self.minutes or 0)
