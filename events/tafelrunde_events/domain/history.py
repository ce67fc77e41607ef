"""The visible history of dates: what differs between two states of an event, as few lines that people can read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from wagtail.log_actions import get_active_log_context

from tafelrunde_events.domain.calendar_text import place_of
from tafelrunde_events.domain.plan import EventPlan, write_times
from tafelrunde_events.enums import DateChangeKind
from tafelrunde_events.models import DateChange, Event, Occurrence

_LONGEST = DateChange._meta.get_field("before").max_length  # noqa: SLF001 (Django's documented name)


class DateState(NamedTuple):
    """One date as it stood; the times are ISO forms of the wall clock."""

    start: str
    end: str
    zone: str
    place: str
    cancelled: bool
    reason: str
    entry: str

    @property
    def times(self) -> str:
        """Beginning, end and zone as they are stored: ``2027-03-05T18:00:00/2027-03-05T20:00:00 Europe/Berlin``."""
        return f"{self.start}/{self.end} {self.zone}"


@dataclass(frozen=True, slots=True)
class EventState:
    """An event as it stood, as far as its history tells of it."""

    title: str
    visibility: int
    dates: dict[int, DateState]


class _Line(NamedTuple):
    """One change of one date, or of the event (`date` is None). Lines of one `likeness` are told as one."""

    kind: DateChangeKind
    date: int | None
    order: str
    likeness: tuple[Any, ...] = ()
    before: str = ""
    after: str = ""
    reason: str = ""


def state_of(plan: EventPlan) -> EventState:
    """Return how an event and its stored dates stand."""
    dates = {
        row.pk: DateState(
            start=row.start_wall.isoformat(),
            end=row.end_wall.isoformat(),
            zone=row.zone,
            place=place_of(plan.event, row),
            cancelled=row.is_cancelled,
            reason=row.status_reason,
            entry=entry_plan.entry.key,
        )
        for entry_plan in plan.entries
        for row in entry_plan.rows
    }
    return EventState(plan.event.title, int(plan.event.visibility), dates)


def record_changes(event: Event, before: EventState, after: EventState, *, by: Any = None) -> None:
    """Write what differs into the history; by default whoever is at work in the admin did it.

    Dates that changed alike are one row, so that calling off a long series is one line and not hundreds.
    """
    author = by or get_active_log_context().user
    groups: dict[tuple[Any, ...], list[_Line]] = defaultdict(list)
    for line in _differences(before, after):
        groups[line.kind, line.likeness, line.reason].append(line)
    DateChange.objects.bulk_create(
        _row(event, sorted(lines, key=lambda line: line.order), after, author=author) for lines in groups.values()
    )


def read_times(text: str) -> Occurrence | None:
    """Return stored times as an unsaved date, or None where the text is something else."""
    interval, _space, zone = text.partition(" ")
    start, slash, end = interval.partition("/")
    if not slash:
        return None
    read = dt.datetime.fromisoformat if "T" in start else dt.date.fromisoformat
    row = Occurrence()
    write_times(row, start=read(start), end=read(end), zone=zone)
    return row


def _row(event: Event, lines: list[_Line], after: EventState, *, author: Any) -> DateChange:
    first = lines[0]
    dates = 0 if first.date is None else len(lines)
    is_whole = 1 < dates == len(after.dates)
    return DateChange(
        event=event,
        occurrence_id=first.date if first.date in after.dates and not is_whole else None,
        kind=first.kind,
        dates=dates,
        before=first.before[:_LONGEST],
        after=first.after[:_LONGEST],
        reason=first.reason,
        changed_by=author if getattr(author, "pk", None) else None,
    )


def _differences(before: EventState, after: EventState) -> Iterator[_Line]:
    if before.title != after.title:
        yield _Line(DateChangeKind.RENAMED, None, "", before=before.title, after=after.title)
    if before.visibility != after.visibility:
        yield _Line(DateChangeKind.VISIBILITY, None, "", before=str(before.visibility), after=str(after.visibility))
    for pk, new in after.dates.items():
        if old := before.dates.get(pk):
            yield from _differences_of_date(pk, old, new)
        else:
            yield _Line(DateChangeKind.ADDED, pk, new.start, after=new.times)
    for pk, old in before.dates.items():
        if pk not in after.dates:
            yield _Line(DateChangeKind.REMOVED, pk, old.start, before=old.times)


def _differences_of_date(pk: int, old: DateState, new: DateState) -> Iterator[_Line]:
    if old.entry != new.entry:
        yield _Line(DateChangeKind.SPLIT, pk, old.start, (old.entry, new.entry), before=old.times)
    if old.times != new.times:
        clocks = tuple(moment.partition("T")[2] for moment in (old.start, old.end, new.start, new.end))
        yield _Line(DateChangeKind.MOVED, pk, old.start, clocks, before=old.times, after=new.times)
    if old.place != new.place:
        places = (old.place, new.place)
        yield _Line(DateChangeKind.RELOCATED, pk, new.start, places, before=old.place, after=new.place)
    if old.cancelled != new.cancelled:
        kind = DateChangeKind.CANCELLED if new.cancelled else DateChangeKind.REINSTATED
        yield _Line(kind, pk, new.start, before=new.times, reason=new.reason if new.cancelled else "")
