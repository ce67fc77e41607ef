"""An event with its entries and dates in memory, as one transaction reads, changes and stores them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from taggit.models import Tag

from tafelrunde_events import engine
from tafelrunde_events.models import Event, EventAudience, EventOrganiser, Occurrence, ScheduleEntry, Venue
from tafelrunde_members.models import Organisation

_BATCH = 200


@dataclass(slots=True)
class EntryPlan:
    """A schedule entry and its dates, in the order of their original beginnings."""

    entry: ScheduleEntry
    rows: list[Occurrence] = field(default_factory=list)

    @property
    def session(self) -> engine.Session:
        """The entry as the engine's value object."""
        entry = self.entry
        rule = engine.Rule.from_rrule(entry.rule) if entry.rule else None
        return engine.Session(key=entry.key, start=entry.start_wall, end=entry.end_wall, zone=entry.zone, rule=rule)

    @session.setter
    def session(self, session: engine.Session) -> None:
        write_times(self.entry, start=session.start, end=session.end, zone=session.zone)
        self.entry.rule = session.rule.to_rrule(session.start) if session.rule else ""

    @property
    def overrides(self) -> list[Occurrence]:
        """The dates of a series that calendars see as components of their own."""
        return [row for row in self.rows if row.changed_by_hand] if self.entry.rule else []

    @property
    def single(self) -> Occurrence | None:
        """The one date of a free session."""
        return self.rows[0] if self.rows and not self.entry.rule else None

    @property
    def venue(self) -> Venue | None:
        """The venue of the session or the series where it is another than the event's."""
        return self.single.venue if self.single else self.entry.venue


@dataclass(slots=True)
class EventPlan:
    """Everything of one event that a change can touch."""

    event: Event
    entries: list[EntryPlan] = field(default_factory=list)
    organisers: list[Organisation] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    topics: list[Tag] = field(default_factory=list)
    #: Whether something was written that stands in no row of the plan, such as an organiser.
    touched: bool = False
    _stored: dict[tuple[type[models.Model], Any], tuple[Any, ...]] = field(default_factory=dict)
    _dropped: list[models.Model] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row in self._all_rows():
            self._stored[type(row), row.pk] = _values(row)

    def find(self, occurrence: Occurrence) -> tuple[EntryPlan, Occurrence]:
        """Return this plan's own copies of a date and its entry; raise DoesNotExist when the date is gone."""
        for entry_plan in self.entries:
            for row in entry_plan.rows:
                if row.pk == occurrence.pk:
                    return entry_plan, row
        raise Occurrence.DoesNotExist(f"The event {self.event.pk} has no date {occurrence.pk}.")

    def add_entry(self, session: engine.Session, *, now: dt.datetime, split_off: bool = False) -> EntryPlan:
        """Add an entry, with a UID of its own and without dates yet."""
        entry = ScheduleEntry(
            event=self.event, key=session.key, uid=str(uuid4()), dtstamp=now, last_modified=now, split_off=split_off
        )
        entry_plan = EntryPlan(entry)
        entry_plan.session = session
        self.entries.append(entry_plan)
        return entry_plan

    def drop_row(self, entry_plan: EntryPlan, row: Occurrence) -> None:
        """Delete a date when the plan is saved."""
        entry_plan.rows.remove(row)
        self._dropped.append(row)

    def drop_entry(self, entry_plan: EntryPlan) -> None:
        """Delete an entry with its dates when the plan is saved."""
        self.entries.remove(entry_plan)
        self._dropped.append(entry_plan.entry)

    def save(self) -> bool:
        """Write what differs from the database, in few statements, and tell whether anything did."""
        differs = self.touched or bool(self._dropped) or any(map(self._has_changed, self._all_rows()))
        self._delete_dropped()
        if self._has_changed(self.event):
            self.event.save()
        for entry_plan in self.entries:
            if entry_plan.entry.pk is None or self._has_changed(entry_plan.entry):
                entry_plan.entry.save()
            for row in entry_plan.rows:
                row.entry, row.event = entry_plan.entry, self.event
        rows = [row for entry_plan in self.entries for row in entry_plan.rows]
        self._update(rows)
        Occurrence.objects.bulk_create([row for row in rows if row.pk is None], batch_size=200)
        return differs

    def _delete_dropped(self) -> None:
        for model in (Occurrence, ScheduleEntry):
            pks = [gone.pk for gone in self._dropped if isinstance(gone, model) and gone.pk is not None]
            if pks:
                model._default_manager.filter(pk__in=pks).delete()  # noqa: SLF001 (Django's documented name)
        self._dropped.clear()

    def _update(self, rows: Sequence[Occurrence]) -> None:
        """Write the columns that differ in any stored date, and no others."""
        changed = [row for row in rows if row.pk is not None and self._has_changed(row)]
        columns = {
            name
            for row in changed
            for name, old, new in zip(_FIELDS[Occurrence], self._stored[Occurrence, row.pk], _values(row), strict=True)
            if old != new
        }
        if "original_start" in columns:
            # Dates of a series may take over each other's beginnings, which are unique in every single row.
            away = Concat(Value("-"), Cast(F("pk"), CharField()))
            Occurrence.objects.filter(pk__in=[row.pk for row in changed]).update(original_start=away)
        if columns:
            Occurrence.objects.bulk_update(changed, sorted(columns))

    def _all_rows(self) -> Iterable[models.Model]:
        yield self.event
        for entry_plan in self.entries:
            yield entry_plan.entry
            yield from entry_plan.rows

    def _has_changed(self, row: models.Model) -> bool:
        return self._stored.get((type(row), row.pk)) != _values(row)


def load_plans(events: Sequence[Event]) -> list[EventPlan]:
    """Return the plans of events in a few queries, however many there are."""
    pks = [event.pk for event in events]
    rows: dict[int, list[Occurrence]] = defaultdict(list)
    for row in Occurrence.objects.filter(event__in=pks).select_related("venue").order_by("original_start"):
        rows[row.entry_id].append(row)
    entries: dict[int, list[EntryPlan]] = defaultdict(list)
    for entry in ScheduleEntry.objects.filter(event__in=pks).select_related("venue"):
        entries[entry.event_id].append(EntryPlan(entry, rows[entry.pk]))
    organisers: dict[int, list[Organisation]] = defaultdict(list)
    for organiser in EventOrganiser.objects.filter(event__in=pks).select_related("organisation"):
        organisers[organiser.event_id].append(organiser.organisation)
    audiences: dict[int, list[str]] = defaultdict(list)
    for audience in EventAudience.objects.filter(event__in=pks):
        audiences[audience.event_id].append(audience.audience)
    topics: dict[int, list[Tag]] = defaultdict(list)
    links: Any = Event.topics.through._default_manager.filter(event__in=pks)  # noqa: SLF001 (Django's documented name)
    for link in links.select_related("tag").order_by("tag__name"):
        topics[link.event_id].append(link.tag)
    return [
        EventPlan(event, entries[event.pk], organisers[event.pk], audiences[event.pk], topics[event.pk])
        for event in events
    ]


def event_batches(events: models.QuerySet[Event]) -> Iterator[list[Event]]:
    """Yield events with their venues in pieces that fit into memory; which ones is settled when the first is asked for.

    Each piece is read when its turn comes, so that callers may change events as they go.
    """
    pks = list(events.order_by("pk").values_list("pk", flat=True).distinct())
    for first in range(0, len(pks), _BATCH):
        yield list(Event.objects.select_related("venue").filter(pk__in=pks[first : first + _BATCH]))


def write_times(row: ScheduleEntry | Occurrence, *, start: dt.date, end: dt.date, zone: str) -> None:
    """Store wall-clock times (naive datetimes, or days when they are whole) on a row."""
    row.start_date, row.start_time = _date_and_time(start)
    row.end_date, row.end_time = _date_and_time(end)
    row.zone = zone


def session_of(row: Occurrence, *, key: str = "") -> engine.Session:
    """Return a single date as the engine's value object."""
    return engine.Session(key=key, start=row.start_wall, end=row.end_wall, zone=row.zone)


def derive_utc(row: Occurrence) -> None:
    """Derive the beginning and end in UTC from the wall clock (law 3)."""
    slot = engine.Slot(row.start_wall, row.end_wall, row.zone)
    row.start, row.end = slot.start_utc, slot.end_utc


def row_of(slot: engine.Slot, *, zone: str, now: dt.datetime) -> Occurrence:
    """Return a new date for a slot of the schedule."""
    row = Occurrence(original_start=slot.original_start.isoformat(), dtstamp=now, last_modified=now)
    write_times(row, start=slot.start, end=slot.end, zone=zone)
    return row


def original_of(row: Occurrence) -> dt.date:
    """Return the original beginning as a naive datetime, or as a day when it was whole."""
    text = row.original_start
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def applied_mark(session: engine.Session) -> str:
    """Return what is remembered of a drafted session, to tell later whether the draft changed."""
    return engine.fingerprint(replace(session, key=""), place="", status="")


def _date_and_time(moment: dt.date) -> tuple[dt.date, dt.time | None]:
    return (moment.date(), moment.time()) if isinstance(moment, dt.datetime) else (moment, None)


_FIELDS: dict[type[models.Model], list[str]] = {
    model: [column.attname for column in model._meta.concrete_fields if not column.primary_key]  # noqa: SLF001
    for model in (Event, ScheduleEntry, Occurrence)
}


def _values(row: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _FIELDS[type(row)])
