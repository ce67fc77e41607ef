"""Series that are cut in two, and series that move: what becomes of rules, of dates and of exceptions.

Pure reckoning on sessions, and on plans in memory; `domain.dates` opens the transaction around it.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile
from uuid import uuid4

from tafelrunde_events import engine
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, original_of, session_of, write_times
from tafelrunde_events.engine import day_of
from tafelrunde_events.models import Occurrence

_DAYS_OF_EVERY_MONTH = 28
_DAYS_OF_WEEK = 7
_LAST_FULL_WEEK = 4
#: How far the first date of a series may lie from where the same shift of days would put it: months differ.
_DAYS_ASIDE = sorted(range(-31, 32), key=abs)
#: No rule goes on for longer; see `engine.Session.validate`.
_LAST_DAY = dt.date(2199, 12, 31)


def split_session(session: engine.Session, at: dt.date) -> tuple[engine.Session, engine.Session]:
    """Return the part of a series before one of its starts, and the part from it on, which has the same key.

    The first part ends with the day of its last date; a number of dates is divided. Raises engine.ScheduleError
    (``rule_start``) when `at` is no start of the series, or its first one.
    """
    rule = session.rule
    starts = list(takewhile(lambda start: start <= at, all_starts(session)))
    if rule is None or len(starts) < 2 or starts[-1] != at:
        raise engine.ScheduleError("rule_start", f"{at} is no date that parts the series {session}")
    earlier = len(starts) - 1
    if rule.count:
        head, tail = replace(rule, count=earlier), replace(rule, count=rule.count - earlier)
    else:
        head, tail = replace(rule, until=day_of(starts[-2])), rule
    later = replace(session, start=at, end=at + session.duration, rule=tail)
    return replace(session, rule=head), later


def split_series(plan: EventPlan, entry_plan: EntryPlan, row: Occurrence, *, now: dt.datetime) -> EntryPlan:
    """Cut a series before one of its dates; return the entry that the date belongs to from then on.

    The new entry has a UID of its own, and takes over the dates from there on: their rows, with everything that
    refers to them, stay the same. A series is not cut before its first date, nor is a free session.
    """
    at = original_of(row)
    if not entry_plan.entry.rule or at <= entry_plan.session.start:
        return entry_plan
    head, tail = split_session(entry_plan.session, at)
    old = entry_plan.entry
    new_plan = plan.add_entry(replace(tail, key=str(uuid4())), now=now)
    new_plan.entry.cancelled_alone, new_plan.entry.status_reason = old.cancelled_alone, old.status_reason
    new_plan.entry.venue, new_plan.entry.first_public_at = old.venue, old.first_public_at
    new_plan.rows = [one for one in entry_plan.rows if original_of(one) >= at]
    entry_plan.rows = [one for one in entry_plan.rows if original_of(one) < at]
    entry_plan.session = head
    return new_plan


def move_series(
    entry_plan: EntryPlan, row: Occurrence, *, start: dt.date, end: dt.date, zone: str
) -> tuple[list[Occurrence], list[Occurrence]]:
    """Move a whole series as one of its dates moves; return the dates that moved, and the exceptions that stay.

    The other dates follow in number and order: from the second Tuesday of the month to the second Thursday. Raises
    engine.ScheduleError (see `engine.Session.validate`; ``rule_start`` where no such series exists).
    """
    old = entry_plan.session
    starts = list(islice(all_starts(old), _position(old, row) + 1))
    new = shift_session(old, starts[-1], start=start, end=end, zone=zone)
    last = max(original_of(one) for one in entry_plan.rows)
    old_starts = list(takewhile(lambda moment: moment <= last, all_starts(old)))
    pairs = dict(zip(old_starts, islice(all_starts(new), len(old_starts)), strict=False))
    moved: list[Occurrence] = []
    kept: list[Occurrence] = []
    for one in entry_plan.rows:
        before = original_of(one)
        after = pairs[before]
        follows = one is row or session_of(one) == engine.Session("", before, before + old.duration, old.zone)
        one.original_start = after.isoformat()
        if follows:
            write_times(one, start=after, end=after + new.duration, zone=new.zone)
        (moved if follows else kept).append(one)
    entry_plan.session = new
    return moved, kept


def shift_session(session: engine.Session, at: dt.date, *, start: dt.date, end: dt.date, zone: str) -> engine.Session:
    """Return a series of as many dates in which the date that began at `at` begins at `start`."""
    moved = replace(session, start=start, end=end, zone=zone)
    if session.rule is not None:
        same_day = day_of(start) == day_of(at)
        rule = session.rule if same_day else anchored_rule(session.rule, day_of(at), day_of(start))
        moved = _from_first_date(session, replace(moved, rule=rule), at)
        if rule.until and not same_day:
            number = sum(1 for _start in all_starts(session))
            unending = replace(moved, rule=replace(rule, until=None))
            last = list(islice(all_starts(unending), number))[-1]
            moved = replace(moved, rule=replace(rule, until=day_of(last)))
    moved.validate()
    return moved


def anchored_rule(rule: engine.Rule, before: dt.date, after: dt.date) -> engine.Rule:
    """Return the rule that says of the day `after` what this one says of the day `before`."""
    if rule.freq is engine.Frequency.WEEKLY:
        shift = (after - before).days
        return replace(rule, by_weekday=tuple((day + shift) % _DAYS_OF_WEEK for day in rule.by_weekday))
    if next(replace(rule, until=None).starts(after, after), None) == after:
        return rule
    month = after.month if rule.by_month else None
    if rule.by_month_day:
        return replace(rule, by_month=month, by_month_day=(_day_of_month(after),))
    if rule.by_set_pos:
        nth = (after.day - 1) // _DAYS_OF_WEEK + 1
        position = nth if nth <= _LAST_FULL_WEEK else -1
        return replace(rule, by_month=month, by_weekday=(after.weekday(),), by_set_pos=(position,))
    return rule


def all_starts(session: engine.Session) -> Iterator[dt.date]:
    """Yield the starts of a session one by one; those of an open series do not end before the year 2200."""
    return session.starts(_LAST_DAY)


def _from_first_date(session: engine.Session, moved: engine.Session, at: dt.date) -> engine.Session:
    """Return the moved series with its first date: so many dates before the one that was moved as there were."""
    rule = moved.rule
    earlier = sum(1 for _start in takewhile(lambda start: start < at, all_starts(session)))
    if not earlier or rule is None:
        return moved
    unending = replace(rule, until=None)
    shift = day_of(moved.start) - day_of(at)
    for aside in _DAYS_ASIDE:
        day = day_of(session.start) + shift + dt.timedelta(days=aside)
        first = dt.datetime.combine(day, moved.start.time()) if isinstance(moved.start, dt.datetime) else day
        starts = list(islice(unending.starts(first, day_of(moved.start)), earlier + 1))
        if len(starts) > earlier and starts[0] == first and starts[-1] == moved.start:
            return replace(moved, start=first, end=first + moved.duration)
    raise engine.RuleError("rule_start", f"no series of this rule leads to {moved.start}: {rule}")


def _position(session: engine.Session, row: Occurrence) -> int:
    """Return how many dates of the series stand before this one."""
    at = original_of(row)
    return sum(1 for _start in takewhile(lambda start: start < at, all_starts(session)))


def _day_of_month(day: dt.date) -> int:
    is_last = calendar.monthrange(day.year, day.month)[1] == day.day
    return -1 if is_last and day.day > _DAYS_OF_EVERY_MONTH else day.day
