"""Schedules of every kind, each drawn from a number: the same number gives the same schedule in every run."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from tafelrunde_events.engine import Component, Frequency, Override, Rule, ScheduleError, Session, expand, get_zone
from tafelrunde_events.engine.transitions import transitions
from tests.events.engine.strategies import STAMP

#: Changes in spring and autumn on either half of the earth, by half an hour, around Ramadan, at midnight, and none.
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/St_Johns",
    "America/Nuuk",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "UTC",
)
#: The days on which schedules begin.
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2028, 3, 31)
#: The last day of which dates are compared.
HORIZON = dt.date(2028, 11, 22)

_DAY = dt.timedelta(days=1)
_QUARTER = dt.timedelta(minutes=15)
_WORKING_DAYS = (0, 1, 2, 3, 4)

Draw = Callable[[Random], Rule | None]

_RULES: dict[str, Draw] = {
    "daily": lambda random: Rule(Frequency.DAILY),
    "every few days": lambda random: Rule(Frequency.DAILY, interval=random.randint(2, 20)),
    "weekly": lambda random: Rule(Frequency.WEEKLY),
    "every few weeks": lambda random: Rule(Frequency.WEEKLY, interval=random.randint(2, 6)),
    "on weekdays": lambda random: Rule(
        Frequency.WEEKLY, interval=random.randint(1, 3), by_weekday=tuple(random.sample(range(7), random.randint(1, 4)))
    ),
    "monthly": lambda random: Rule(Frequency.MONTHLY, interval=random.randint(1, 3)),
    "day of the month": lambda random: Rule(Frequency.MONTHLY, by_month_day=(random.randint(1, 28),)),
    "last day of the month": lambda random: Rule(Frequency.MONTHLY, by_month_day=(-1,)),
    "weekday of the month": lambda random: Rule(
        Frequency.MONTHLY, by_weekday=(random.randrange(7),), by_set_pos=(random.randint(1, 4),)
    ),
    "last weekday of the month": lambda random: Rule(
        Frequency.MONTHLY, by_weekday=(random.randrange(7),), by_set_pos=(-1,)
    ),
    "working day of the month": lambda random: Rule(
        Frequency.MONTHLY, by_weekday=_WORKING_DAYS, by_set_pos=(random.choice([1, 2, -1]),)
    ),
    "yearly": lambda random: Rule(Frequency.YEARLY),
    "weekday of the year": lambda random: Rule(
        Frequency.YEARLY,
        by_month=random.randint(1, 12),
        by_weekday=(random.randrange(7),),
        by_set_pos=(random.choice([1, 2, 3, 4, -1]),),
    ),
}
KINDS = ("single", "several days", "all-day", "several all-day", "course", *_RULES, "this and following")


@dataclass(frozen=True)
class Schedule:
    """What an editor planned: its number, its kind, and the calendar entries it makes."""

    number: int
    kind: str
    entries: tuple[Component, ...]

    def __str__(self) -> str:
        return f"schedule({self.number}), {self.kind}"


def schedule(number: int) -> Schedule:
    """Return the schedule of a number; kinds take turns, everything else is drawn."""
    random, kind = Random(number), KINDS[number % len(KINDS)]
    entries = [
        replace(entry, uid=f"{number}-{position}@example.org", summary=kind)
        for position, entry in enumerate(_entries(random, kind))
    ]
    return Schedule(number, kind, tuple(entries))


def _entries(random: Random, kind: str) -> Iterator[Component]:
    zone = random.choice(ZONES)
    if kind == "course":
        for _ in range(random.randint(2, 6)):
            yield _entry(_session(random, zone, "single"))
    elif kind == "this and following":
        yield from _split(random, zone)
    else:
        session = _session(random, zone, kind)
        yield _with_exceptions(random, session) if session.rule else _entry(session)


def _entry(session: Session) -> Component:
    return Component(uid="", sequence=1, dtstamp=STAMP, last_modified=STAMP, session=session, summary="")


def _session(random: Random, zone: str, kind: str) -> Session:
    """Draw until the session is one that the engine accepts."""
    while True:
        try:
            session = _draft(random, zone, kind)
            session.validate()
        except (ScheduleError, StopIteration):
            continue
        return session


def _draft(random: Random, zone: str, kind: str) -> Session:
    draw = _RULES.get(kind)
    rule = draw(random) if draw else None
    whole_days = kind.endswith("all-day") or (draw is not None and not random.randrange(4))
    start = _start(random, zone, whole_days=whole_days)
    if rule:
        start = next(rule.starts(start, LAST))
        rule = _with_end(random, rule, start)
    return Session("key", start, start + _length(random, kind, whole_days=whole_days), zone, rule)


def _start(random: Random, zone: str, *, whole_days: bool) -> dt.date:
    """Draw a start, one in two within two days of a change of the clocks, at any quarter of an hour."""
    changes = _days_of_changes(zone)
    if changes and random.randrange(2):
        day = random.choice(changes) + random.randint(-2, 2) * _DAY
    else:
        day = FIRST + random.randrange((LAST - FIRST).days) * _DAY
    if whole_days:
        return day
    quarters = random.choice([random.randrange(96), random.randrange(20), 72])
    return dt.datetime(day.year, day.month, day.day) + quarters * _QUARTER  # noqa: DTZ001 (a wall clock)


@cache
def _days_of_changes(zone: str) -> list[dt.date]:
    return [change.wall.date() for change in transitions(get_zone(zone), FIRST, LAST)]


def _length(random: Random, kind: str, *, whole_days: bool) -> dt.timedelta:
    if whole_days:
        return random.randint(1, 9) * _DAY if kind == "several all-day" else random.choice([0, 0, 2]) * _DAY
    if kind == "several days":
        return random.randint(80, 500) * _QUARTER
    return random.choice([8, random.randint(1, 40), random.randint(1, 200)]) * _QUARTER


def _with_end(random: Random, rule: Rule, start: dt.date) -> Rule:
    match random.randrange(3):
        case 0:
            return replace(rule, count=random.randint(1, 40))
        case 1:
            return replace(rule, until=dt.date(start.year, start.month, start.day) + random.randint(0, 700) * _DAY)
        case _:
            return rule


def _with_exceptions(random: Random, session: Session) -> Component:
    """Return the series; in two of three up to three of its first dates are moved, cancelled, elsewhere or gone."""
    starts = [slot.original_start for slot in expand(session, horizon=HORIZON)][:8]
    chosen = random.sample(starts, random.randint(0, min(3, len(starts)))) if random.randrange(3) else []
    gone = {start for start in chosen if not random.randrange(4)}
    if gone == set(starts):
        gone = set()
    overrides = tuple(_override(random, session, start) for start in chosen if start not in gone)
    return replace(_entry(session), overrides=overrides, cancelled_dates=tuple(gone))


def _override(random: Random, session: Session, original: dt.date) -> Override:
    start = original
    what = random.choice(["moved", "moved", "cancelled", "elsewhere"])
    if what == "moved":
        start += random.randint(-10, 10) * _DAY
        start += dt.timedelta() if session.all_day else random.randint(-20, 20) * _QUARTER
    try:
        Session("moved", start, start + session.duration, session.zone).validate()
    except ScheduleError:
        start = original
    return Override(
        original_start=original,
        start=start,
        end=start + session.duration,
        status="CANCELLED" if what == "cancelled" else "CONFIRMED",
        sequence=2,
        dtstamp=STAMP,
        last_modified=STAMP,
        location="Speicher" if what == "elsewhere" else None,
    )


def _split(random: Random, zone: str) -> Iterator[Component]:
    """Return a weekly series that goes on at another time from one of its dates."""
    while True:
        series = _session(random, zone, "weekly")
        cut = series.start + random.randint(2, 9) * 7 * _DAY
        later = cut if series.all_day else cut + random.choice([-3, 4]) * _QUARTER
        rest = replace(series, start=later, end=later + series.duration, rule=Rule(Frequency.WEEKLY, count=10))
        try:
            rest.validate()
        except ScheduleError:
            continue
        until = dt.date(cut.year, cut.month, cut.day) - _DAY
        yield _entry(replace(series, rule=Rule(Frequency.WEEKLY, until=until)))
        yield _entry(rest)
        return
