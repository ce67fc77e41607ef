"""Rows of the account's lists: something of one's own for each event, with the dates that matter now."""

from typing import Any, Protocol, TypeVar

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from tafelrunde_events.domain.calendar_text import place_of
from tafelrunde_events.models import Event, Occurrence

ROWS_PER_PAGE = 20
#: Name under which dates are kept on an event.
DATES = "account_dates"

_Rows = TypeVar("_Rows", bound="QuerySet[Any]")


class _HasDates(Protocol):
    @property
    def event(self) -> Event: ...

    @property
    def dates(self) -> list[Occurrence]: ...

    @property
    def first(self) -> Occurrence: ...


class DateRow:
    """What lists show of an event's dates: those that are still to come, or of one that is over the last alone."""

    @property
    def first(self: _HasDates) -> Occurrence:
        """The next date that takes place; the first one where all are cancelled."""
        return next((date for date in self.dates if not date.is_cancelled), self.dates[0])

    @property
    def more(self: _HasDates) -> int:
        """How many dates follow it."""
        return len(self.dates) - self.dates.index(self.first) - 1

    @property
    def place(self: _HasDates) -> str:
        """Where the next date is; only the person concerned reads these pages."""
        return place_of(self.event, self.first)

    @property
    def is_cancelled(self: _HasDates) -> bool:
        """Whether nothing of it takes place."""
        return self.event.is_cancelled or self.first.is_cancelled


def in_order_of_dates(rows: _Rows) -> _Rows:
    """Return rows that belong to events with all dates: what comes next first, and last what is over for longest."""
    dates = Occurrence.objects.filter(event=OuterRef("event"))
    every_date = Occurrence.objects.select_related("venue").order_by("start", "pk")
    return (
        rows.annotate(
            next_start=Subquery(dates.upcoming().values("start")[:1]),
            last_end=Subquery(dates.order_by("-end").values("end")[:1]),
        )
        .filter(last_end__isnull=False)
        .prefetch_related(Prefetch("event__occurrences", queryset=every_date, to_attr=DATES))
        .order_by(F("next_start").asc(nulls_last=True), "-last_end", "pk")
    )


def dates_to_show(event: Event) -> tuple[list[Occurrence], bool]:
    """Return the dates to come, or the last one alone, and whether it is over; `in_order_of_dates` fetched them."""
    dates: list[Occurrence] = getattr(event, DATES)
    coming = [date for date in dates if date.end > timezone.now()]
    return coming or dates[-1:], not coming
