"""What happened to the dates of an event, for those who run it."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import DateChangeKind
from tafelrunde_events.models.events import Event, Occurrence


class DateChangeQuerySet(models.QuerySet["DateChange"]):
    """Queries for the history of dates."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the history of the events the user runs: it tells times and places of confidential dates too."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (import models)

        return self.filter(prefixed(managed_event_scope(user), "event"))


class DateChange(models.Model):
    """One change of an event or of its dates, written in the transaction that made it.

    Dates that changed alike are one row: `occurrence` is the first of them, or none when all dates of the event
    changed, and `dates` says how many there were (0: a change of the event that is no change of its dates).
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes", verbose_name=_("event"))
    occurrence = models.ForeignKey(
        Occurrence, models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name=_("date")
    )
    kind = models.CharField(_("change"), max_length=16, choices=DateChangeKind.choices)
    dates = models.PositiveIntegerField(_("number of dates"), default=1)
    # Times are ISO forms of the wall clock with their zone; places and titles are plain text.
    before = models.CharField(_("before"), max_length=400, blank=True)
    after = models.CharField(_("after"), max_length=400, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    changed_at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = DateChangeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("change of a date")
        verbose_name_plural = _("changes of dates")
        indexes = [models.Index(fields=["event", "-changed_at"], name="date_change_history")]

    def __str__(self) -> str:
        return f"#{self.pk}"
