"""Other dates that stand in the way of planned ones: in the same house, or of the same people.

Warnings, never refusals. What the editor may not see is counted and not named (law 11): a house is "occupied".
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.engine import Slot, get_zone
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import EventOrganiser, Occurrence, Venue
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_members.permissions import AnyUser

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Dates that somebody is about to enter, with what can stand in their way.

    `event_ids` are the events they belong to, which are no clash. `body` names who meets, in the words of the plugin
    that knows of such bodies.
    """

    slots: Sequence[Slot]
    venue: Venue | None = None
    room: str = ""
    organiser_ids: frozenset[int] = frozenset()
    body: str = ""
    event_ids: frozenset[int] = frozenset()


class ClashSource(NamedTuple):
    """Whose other dates are looked at: a label for the editor, and the condition over `Occurrence` (None: nobody's)."""

    label: "StrOrPromise"
    condition: Callable[[Plan], Q | None]


class Clash(NamedTuple):
    """A planned date and the stored one that meets it; `other` is None for a date that the editor may not see."""

    slot: Slot
    label: "StrOrPromise"
    same_time: bool
    other: Occurrence | None


class _Meeting(NamedTuple):
    """A planned date and the number of a stored one in the same hours, or on the same day only."""

    slot: Slot
    pk: int
    same_time: bool


def _same_organisers(plan: Plan) -> Q | None:
    if not plan.organiser_ids:
        return None
    held = EventOrganiser.objects.filter(organisation__in=plan.organiser_ids)
    return Q(event__in=held.values("event"))


#: Whose other dates count besides those in the same house; higher plugins add the bodies that they know.
clash_sources: list[ClashSource] = [ClashSource(_("same organiser"), _same_organisers)]


def find_clashes(plan: Plan, *, user: AnyUser) -> list[Clash]:
    """Return what stands in the way of the planned dates, soonest first, each date once.

    In the same house what lies in the same hours counts; of the same people, also what is on the same day, as far as
    the user may see it. The number of queries depends on the sources and not on the dates.
    """
    if not plan.slots:
        return []
    clashes: dict[tuple[Slot, int], Clash] = {}
    for clash, pk in [*_in_the_same_house(plan, user), *_of_the_same_people(plan, user)]:
        clashes.setdefault((clash.slot, pk), clash)
    return sorted(clashes.values(), key=lambda clash: clash.slot.start_utc)


def _in_the_same_house(plan: Plan, user: AnyUser) -> Iterator[tuple[Clash, int]]:
    if plan.venue is None:
        return
    dates = _near(plan).filter(_lies_in(plan.venue, plan.room))
    rows = dates.values_list("pk", "start", "end")
    visible = {row.pk: row for row in dates.visible_to(user).select_related("event")}
    for meeting in _meet(plan.slots, rows):
        if meeting.same_time:
            yield Clash(meeting.slot, _("same venue"), True, visible.get(meeting.pk)), meeting.pk


def _lies_in(venue: Venue, room: str) -> Q:
    """Return the condition for dates in a house, and in a room of it when both name one."""
    at_event = Q(venue__isnull=True, event__venue=venue)
    if room:
        at_event &= Q(event__room="") | Q(event__room__iexact=room)
    return Q(venue=venue) | at_event


def _of_the_same_people(plan: Plan, user: AnyUser) -> Iterator[tuple[Clash, int]]:
    for source in clash_sources:
        condition = source.condition(plan)
        if condition is None:
            continue
        rows = {row.pk: row for row in _near(plan).visible_to(user).filter(condition).select_related("event")}
        times = [(row.pk, row.start, row.end) for row in rows.values()]
        for meeting in _meet(plan.slots, times):
            yield Clash(meeting.slot, source.label, meeting.same_time, rows[meeting.pk]), meeting.pk


def _near(plan: Plan) -> OccurrenceQuerySet:
    """Return the dates of other events that take place, from the day before the first to the day after the last."""
    first, last = min(slot.start_utc for slot in plan.slots), max(slot.end_utc for slot in plan.slots)
    dates = Occurrence.objects.between(first - _DAY, last + _DAY).exclude(status=EventStatus.CANCELLED)
    return dates.exclude(event__in=plan.event_ids)


def _meet(slots: Sequence[Slot], rows: Iterable[tuple[int, dt.datetime, dt.datetime]]) -> Iterator[_Meeting]:
    """Yield each planned date with each stored one in its hours, or on its days in the zone of the plan."""
    # By moments alone: a whole day and a time of day have no order of their own.
    planned = sorted(((slot.start_utc, slot.end_utc, slot) for slot in slots), key=itemgetter(0, 1))
    starts = [start for start, _end, _slot in planned]
    longest = max(end - start for start, end, _slot in planned)
    for pk, start, end in rows:
        first, last = _whole_days(start, end, slots[0].zone)
        candidates = slice(bisect_left(starts, first - longest), bisect_left(starts, last))
        for planned_start, planned_end, slot in planned[candidates]:
            if planned_end > first:
                yield _Meeting(slot, pk, planned_start < end and planned_end > start)


def _whole_days(start: dt.datetime, end: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the midnights around a stretch of time; one that ends at midnight does not reach into the next day."""
    tz = get_zone(zone)
    first = start.astimezone(tz).date()
    last = max(start, end - dt.timedelta(microseconds=1)).astimezone(tz).date()
    return dt.datetime.combine(first, dt.time(), tz), dt.datetime.combine(last + _DAY, dt.time(), tz)
