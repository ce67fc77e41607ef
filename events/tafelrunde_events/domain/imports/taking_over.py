"""How a foreign calendar becomes our events: compared first, then taken over one by one.

One foreign UID is one event, tied to it by `ImportedEvent`; its dates are free sessions with UIDs of our own, for a
foreign UID could be anybody's. Whatever changes goes through the plan of the event, so that UID, SEQUENCE and feeds
follow law 4. What left the calendar over there is never deleted here once it was public (law 2).
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.applying import apply_to_plan, may_vanish
from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.imports.facts import (
    ForeignSessions,
    facts_of_foreign,
    in_site_language,
    page_of,
    sessions_of,
    window_on,
)
from tafelrunde_events.domain.plan import EventPlan
from tafelrunde_events.domain.publishing import withdraw_event
from tafelrunde_events.domain.scheduling import create_event, write_facts
from tafelrunde_events.enums import EventKind, EventStatus
from tafelrunde_events.models import CalendarSource, Event, ImportedEvent, Occurrence, ScheduleEntry, Venue

__all__ = ["Comparison", "ImportRefusedError", "Outcome", "compare", "read_foreign", "take_over", "withdraw_gone"]

_NOT_STORED = "not_stored"


class ImportRefusedError(Exception):
    """An entry of an uploaded file could not be stored, so that nothing of the file was."""

    def __init__(self, skipped: engine.Skipped) -> None:
        super().__init__(skipped.reason)
        self.skipped = skipped


@dataclass(frozen=True, slots=True)
class Comparison:
    """What taking a calendar over would do to the events that came from there before."""

    new: list[engine.ForeignEvent] = field(default_factory=list)
    changed: list[tuple[ImportedEvent, engine.ForeignEvent]] = field(default_factory=list)
    gone: list[ImportedEvent] = field(default_factory=list)
    skipped: tuple[engine.Skipped, ...] = ()
    #: Dates in the calendar that are still to come.
    coming: int = 0
    is_suspicious: bool = False


@dataclass(slots=True)
class Outcome:
    """What taking a calendar over did. `held_back` events left the calendar over there, which somebody must confirm."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    held_back: int = 0
    skipped: list[engine.Skipped] = field(default_factory=list)


def read_foreign(content: bytes) -> engine.ForeignCalendar:
    """Read a calendar as far as its dates are taken over; raise EngineError (``not_a_calendar``)."""
    since, until = window_on(timezone.localdate())
    return engine.read_calendar(content, since=since, until=until, default_zone=conf.time_zone())


def compare(source: CalendarSource, calendar: engine.ForeignCalendar) -> Comparison:
    """Return what taking the calendar over would change, in two queries."""
    known, own = _known(source), _own_uids(calendar)
    entries = [foreign for foreign in calendar.events if foreign.uid not in own]
    coming = [one for one in known.values() if one.is_coming]  # type: ignore[attr-defined]
    gone = _gone(coming, calendar)
    today = timezone.localdate()
    new = [foreign for foreign in entries if foreign.dates and foreign.uid not in known]
    changed = [
        (known[foreign.uid], foreign)
        for foreign in entries
        if foreign.uid in known and _differs(known[foreign.uid], foreign)
    ]
    touched = [*new, *(foreign for _imported, foreign in changed)]
    refused = [_skipped(foreign, code) for foreign in touched for code in _refused(foreign)]
    refused += [_skipped(foreign, "own_date") for foreign in calendar.events if foreign.uid in own]
    return Comparison(
        new=new,
        changed=changed,
        gone=gone,
        skipped=(*calendar.skipped, *refused),
        coming=sum(engine.day_of(date.end) >= today for foreign in entries for date in foreign.dates),
        is_suspicious=bool(gone) and (not calendar.events or 2 * len(gone) > len(coming)),
    )


def take_over(
    source: CalendarSource, calendar: engine.ForeignCalendar, *, confirmed: bool = False, whole: bool = False
) -> Outcome:
    """Bring the source's events in line with its calendar, each in a transaction of its own.

    A calendar that suddenly is empty, or without more than half of what was to come, takes nothing away: the events
    it lacks are marked, and wait for somebody to confirm it (`withdraw_gone`) unless this is `confirmed`. One that
    cannot be stored is skipped with its reason; a `whole` calendar is stored completely or not at all, and raises
    ImportRefusedError.
    """
    comparison = compare(source, calendar)
    outcome = Outcome(skipped=list(comparison.skipped))
    run = _Run(source, list(Venue.objects.filter(listed=True)), outcome, whole=whole)
    with transaction.atomic() if whole else nullcontext():
        for foreign in comparison.new:
            run.attempt(None, foreign)
        for imported, foreign in comparison.changed:
            run.attempt(imported, foreign)
        if comparison.is_suspicious and not confirmed:
            outcome.held_back = len(comparison.gone)
            pks = [one.pk for one in comparison.gone]
            source.imported.filter(pk__in=pks, missing_since__isnull=True).update(missing_since=timezone.now())
        else:
            outcome.removed = withdraw_gone(source, comparison.gone)
    return outcome


def withdraw_gone(source: CalendarSource, gone: Sequence[ImportedEvent]) -> int:
    """Take events away that their calendar no longer has; return how many.

    What nobody can have seen vanishes; the rest stays as CANCELLED with the reason, and takes place again as soon as
    the calendar has it again (law 2).
    """
    for imported in gone:
        with transaction.atomic():
            if may_vanish(imported.event) and not imported.hidden:
                imported.event.delete()
            else:
                withdraw_event(imported.event, reason=in_site_language("gone", source=source.name))
                ImportedEvent.objects.filter(pk=imported.pk).update(missing_since=None)
    return len(gone)


class _Run:
    """What storing the entries of one calendar shares."""

    def __init__(self, source: CalendarSource, venues: list[Venue], outcome: Outcome, *, whole: bool) -> None:
        self.source, self.venues, self.outcome, self.whole = source, venues, outcome, whole

    def attempt(self, imported: ImportedEvent | None, foreign: engine.ForeignEvent) -> None:
        """Store one entry in one transaction; report it when that fails."""
        try:
            dates = sessions_of(foreign)
            with transaction.atomic():
                if imported is None:
                    self._create(foreign, dates)
                else:
                    self._update(imported, foreign, dates)
        except (engine.EngineError, DatabaseError, ValueError) as error:
            self._skip(foreign, error.code if isinstance(error, engine.EngineError) else _NOT_STORED)

    def _skip(self, foreign: engine.ForeignEvent, reason: str) -> None:
        skipped = _skipped(foreign, reason)
        if self.whole:
            raise ImportRefusedError(skipped)
        self.outcome.skipped.append(skipped)

    def _create(self, foreign: engine.ForeignEvent, dates: ForeignSessions) -> None:
        if not dates.sessions:
            return
        facts = facts_of_foreign(self.source, foreign, hidden=False, venues=self.venues)
        event = create_event(kind=EventKind(self.source.kind), sessions=dates.sessions, **facts)
        if dates.cancelled or foreign.status != EventStatus.CONFIRMED:
            with changing(event) as plan:
                _write_status(plan, foreign, dates)
        self.source.imported.create(
            event=event, uid=foreign.uid, content_hash=foreign.fingerprint, url=page_of(foreign)
        )
        self.outcome.created += 1

    def _update(self, imported: ImportedEvent, foreign: engine.ForeignEvent, dates: ForeignSessions) -> None:
        if _needs_writing(imported, foreign):
            facts = facts_of_foreign(self.source, foreign, hidden=imported.hidden, venues=self.venues)
            now = timezone.now()
            with changing(imported.event) as plan:
                write_facts(plan, facts)
                plan.event.kind = self.source.kind
                apply_to_plan(
                    plan,
                    [*dates.sessions, *_past_sessions(plan, dates, now=now)],
                    now=now,
                    removal_reason=in_site_language("gone", source=self.source.name),
                )
                _write_status(plan, foreign, dates)
            self.outcome.updated += 1
        imported.content_hash, imported.url, imported.missing_since = foreign.fingerprint, page_of(foreign), None
        imported.save(update_fields=["content_hash", "url", "missing_since"])


def _known(source: CalendarSource) -> dict[str, ImportedEvent]:
    """Return the events of the source by their UIDs over there; `is_coming` ones have a date ahead that takes place."""
    if source.pk is None:
        return {}
    dates = Occurrence.objects.filter(event=OuterRef("event"), end__gt=timezone.now())
    rows = source.imported.select_related("event").annotate(
        is_coming=Exists(dates.exclude(status=EventStatus.CANCELLED))
    )
    return {one.uid: one for one in rows}


def _own_uids(calendar: engine.ForeignCalendar) -> set[str]:
    """Return the UIDs in the calendar that are ours: a calendar that shows our dates must not bring them in again."""
    uids = [foreign.uid for foreign in calendar.events]
    return set(ScheduleEntry.objects.filter(uid__in=uids).values_list("uid", flat=True))


def _gone(coming: Sequence[ImportedEvent], calendar: engine.ForeignCalendar) -> list[ImportedEvent]:
    """Return the events that the calendar has no more; of what could not be read it says nothing."""
    if any(skipped.reason == "too_many_entries" for skipped in calendar.skipped):
        return []
    uids = {foreign.uid for foreign in calendar.events}
    uids |= {skipped.uid for skipped in calendar.skipped if skipped.reason != "not_public"}
    return [one for one in coming if one.uid not in uids]


def _needs_writing(imported: ImportedEvent, foreign: engine.ForeignEvent) -> bool:
    return imported.content_hash != foreign.fingerprint or imported.event.withdrawn_at is not None


def _differs(imported: ImportedEvent, foreign: engine.ForeignEvent) -> bool:
    return _needs_writing(imported, foreign) or imported.missing_since is not None


def _past_sessions(plan: EventPlan, dates: ForeignSessions, *, now: dt.datetime) -> list[engine.Session]:
    """Return the dates that are over and that the calendar no longer tells: many publish only what is to come."""
    told = {session.key for session in dates.sessions}
    return [
        entry_plan.session
        for entry_plan in plan.entries
        if entry_plan.entry.key not in told
        and not entry_plan.entry.is_removed
        and not entry_plan.entry.split_off
        and all(row.end <= now for row in entry_plan.rows)
    ]


def _write_status(plan: EventPlan, foreign: engine.ForeignEvent, dates: ForeignSessions) -> None:
    """Let the event and its dates be called off, or take place, as the calendar says.

    What somebody here called off by hand stays so.
    """
    event: Event = plan.event
    reason = in_site_language("cancelled")
    # Who called it off stands nowhere but in the reason: a calendar always gives the same one.
    called_off_by_hand = event.is_cancelled and event.withdrawn_at is None and event.status_reason != reason
    if not called_off_by_hand:
        event.status, event.status_reason = foreign.status, reason if foreign.status == EventStatus.CANCELLED else ""
    event.withdrawn_at = None
    told = {session.key for session in dates.sessions}
    for entry_plan in plan.entries:
        row, key = entry_plan.single, entry_plan.entry.key
        if row is None or key not in told or row.changed_by_hand:
            continue
        row.cancelled_alone = key in dates.cancelled
        if row.cancelled_alone:
            row.status_reason = reason


def _refused(foreign: engine.ForeignEvent) -> list[str]:
    return sorted(set(sessions_of(foreign).refused))


def _skipped(foreign: engine.ForeignEvent, reason: str) -> engine.Skipped:
    return engine.Skipped(line=None, uid=foreign.uid, title=foreign.title, reason=reason)
