"""From the entries under one UID to its dates."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import nsmallest

from tafelrunde_events.engine.foreign.entries import Entry
from tafelrunde_events.engine.foreign.moments import Moment
from tafelrunde_events.engine.foreign.rules import Budget, RuleUnreadableError, TooManyStepsError, starts, until_of
from tafelrunde_events.engine.foreign.values import ForeignDate
from tafelrunde_events.engine.foreign.zones import Clock
from tafelrunde_events.engine.wall_times import at_midnight, day_of

# How far the day on one clock can be from the day on another.
_ONE_DAY = timedelta(days=1)
# A date that was moved farther moves only itself.
_FARTHEST_SHIFT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose dates are asked for, the clock for dates without a zone, and how many dates are read."""

    since: date
    until: date
    default: Clock
    most_dates: int
    budget: Budget

    def shown(self, entry: Entry, start: date, end: date, *, name: str, cancelled: bool) -> ForeignDate | None:
        """Return a date of an entry in the zone that it is shown in, or None for one outside of the days."""
        if day_of(start) > self.until + _ONE_DAY or day_of(end) < self.since - _ONE_DAY:
            return None
        zone = entry.clock.name
        if not zone and isinstance(start, datetime) and isinstance(end, datetime):
            start, end = (self.default.read(entry.clock.to_utc(moment)) for moment in (start, end))
        if day_of(start) > self.until or day_of(end) < self.since:
            return None
        zone = zone or self.default.name
        return ForeignDate(recurrence_id=name, start=start, end=end, zone=zone, cancelled=cancelled)


def dates_of(
    master: Entry | None, overrides: Iterable[Entry], window: Window, notes: set[str]
) -> tuple[ForeignDate, ...]:
    """Return the dates that touch the window, in order, at most as many as are read; add to ``notes`` what is missing.

    Overrides without a master are dates all the same: some programs give away only what changed.
    """
    if master is None:
        found = _without_master(overrides, window)
    else:
        found = _Series(master, list(overrides), window, notes).dates()
    limit = min(window.most_dates, max(window.budget.dates, 1))
    first = nsmallest(limit + 1, filter(None, found), key=_order)
    if len(first) > limit:
        notes.add("too_many_dates")
    window.budget.dates -= min(len(first), limit)
    return tuple(first[:limit])


def _order(found: ForeignDate) -> tuple[datetime, datetime, str]:
    return at_midnight(found.start), at_midnight(found.end), found.recurrence_id


def _without_master(overrides: Iterable[Entry], window: Window) -> Iterator[ForeignDate | None]:
    named: dict[str, Entry] = {}
    for entry in sorted(overrides, key=lambda entry: entry.rank):
        named[_name((entry.recurrence_id or Moment(entry.start)).at)] = entry
    for name, entry in named.items():
        yield window.shown(entry, entry.start, entry.end, name=name, cancelled=entry.status == "CANCELLED")


def _name(start: date) -> str:
    """Return a start as the name of a date; seconds are left out where there are none."""
    if not isinstance(start, datetime):
        return start.isoformat()
    return start.isoformat(timespec="auto" if start.second else "minutes")


@dataclass(slots=True)
class _Series:
    """An entry with its rules, its lists and its overrides, all on the wall clock of the entry.

    Starts are compared as naive datetimes, for days their midnights.
    """

    master: Entry
    entries: list[Entry]
    window: Window
    notes: set[str]
    overrides: dict[datetime, Entry] = field(default_factory=dict)
    onward: list[tuple[datetime, timedelta, Entry]] = field(default_factory=list)

    def dates(self) -> Iterator[ForeignDate | None]:
        """Yield the dates, in no order; None stands for one outside of the window."""
        self._place_overrides()
        if not self.master.repeats and not self.overrides:
            yield self._shown(self.master, self.master.start, self.master.end, name="")
            return
        excluded = {key for moment in self.master.excluded if (key := self._key(moment))}
        excluded |= self._by_rules(self.master.excluding_rules)
        lengths = {key: length for moment, length in self.master.added if (key := self._key(moment))}
        keys = {at_midnight(self.master.start), *lengths, *self._by_rules(self.master.rules)}
        for key in keys - excluded - self.overrides.keys():
            yield self._regular(key, lengths.get(key))
        for key in self.overrides.keys() - excluded:
            entry = self.overrides[key]
            if key not in keys and self._is_outdated(entry):
                continue
            yield self._shown(entry, entry.start, entry.end, name=_name(self._start(key)))

    def _is_outdated(self, override: Entry) -> bool:
        """Tell whether a date that the series does not give repeats the rule of an older version of the series."""
        return "RRULE" in override.block.properties and override.rank[0] < self.master.rank[0]

    def _place_overrides(self) -> None:
        """Find the date that each override stands for, and those that stand for all after them."""
        for entry in sorted(self.entries, key=lambda entry: entry.rank):
            if entry.recurrence_id and (key := self._key(entry.recurrence_id)):
                self.overrides[key] = entry
        for key, entry in sorted(self.overrides.items(), key=lambda item: item[0]):
            start = self._key(Moment(entry.start, entry.clock))
            if entry.onward and entry.all_day == self.master.all_day and start and abs(start - key) <= _FARTHEST_SHIFT:
                self.onward.append((key, start - key, entry))

    def _regular(self, key: datetime, length: timedelta | None) -> ForeignDate | None:
        """Return the date that the series has at a start, moved as the last override onward says."""
        position = bisect_right(self.onward, key, key=lambda onward: onward[0])
        shift, entry = self.onward[position - 1][1:] if position else (timedelta(), self.master)
        start = self._start(key + shift)
        # A period ends at a time; a day is as long as the entry says.
        length = length if length and not self.master.all_day else entry.end - entry.start
        return self._shown(entry, start, start + length, name=_name(self._start(key)), clock=self.master)

    def _shown(
        self, entry: Entry, start: date, end: date, *, name: str, clock: Entry | None = None
    ) -> ForeignDate | None:
        cancelled = "CANCELLED" in (entry.status, self.master.status)
        return self.window.shown(clock or entry, start, end, name=name, cancelled=cancelled)

    def _start(self, key: datetime) -> date:
        return key.date() if self.master.all_day else key

    def _key(self, moment: Moment) -> datetime | None:
        """Return the start that a moment names; a day names the start on that day, whatever the time."""
        try:
            start = moment.on(self.master.clock)
        except OverflowError:
            return None
        if self.master.all_day:
            return at_midnight(day_of(start))
        first = self.master.start
        if isinstance(start, datetime) or not isinstance(first, datetime):
            return at_midnight(start)
        return datetime.combine(start, first.time())

    def _by_rules(self, rules: Iterable[str]) -> set[datetime]:
        """Return the starts that rules give around the window."""
        shifts = [timedelta(), *(shift for _key, shift, _entry in self.onward)]
        longest = max(entry.end - entry.start for entry in (self.master, *self.overrides.values()))
        first = at_midnight(self.window.since) - longest - _ONE_DAY - max(shifts)
        last = at_midnight(self.window.until) + 2 * _ONE_DAY - min(shifts)
        found = set[datetime]()
        for rule in rules:
            try:
                ends = self._until(rule)
                begin = at_midnight(self.master.start)
                for start in starts(rule, begin, first=first, last=last, until=ends, budget=self.window.budget):
                    found.add(start)
            except RuleUnreadableError:
                self.notes.add("rule_unreadable")
            except TooManyStepsError:
                self.notes.add("too_many_dates")
        return found

    def _until(self, rule: str) -> datetime | None:
        """Return the UNTIL of a rule on the clock of the entry; a day counts as a whole.

        For an entry of whole days only the day counts, too, even of an UNTIL in UTC.
        """
        until = until_of(rule)
        if until is None:
            return None
        if not isinstance(until, datetime) or self.master.all_day:
            return datetime.combine(day_of(until), time.max)
        try:
            return self.master.clock.read(until) if until.tzinfo else until
        except OverflowError:
            return None
