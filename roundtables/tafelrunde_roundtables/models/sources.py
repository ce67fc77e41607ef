"""Foreign calendars whose dates belong to a round table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import CalendarSource
from tafelrunde_roundtables.models.tables import RoundTable


class TableSource(models.Model):
    """Gives a foreign calendar to a round table, whose coordination looks after it and whose dates it brings."""

    source = models.OneToOneField(
        CalendarSource, models.CASCADE, related_name="table_source", verbose_name=_("foreign calendar")
    )
    table = models.ForeignKey(
        RoundTable, models.PROTECT, related_name="calendar_sources", verbose_name=_("round table")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("foreign calendar of a round table")
        verbose_name_plural = _("foreign calendars of round tables")

    def __str__(self) -> str:
        return f"#{self.pk}"
