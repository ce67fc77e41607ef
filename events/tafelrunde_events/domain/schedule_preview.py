"""What typed dates come to, before anything is stored: in words, as a list, and with what stands in their way."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from tafelrunde_events import engine
from tafelrunde_events.domain.applying import horizon
from tafelrunde_events.domain.clashes import Clash
from tafelrunde_events.domain.date_texts import day_text, short_day_text, when_text
from tafelrunde_events.domain.holidays import Holidays, holidays_between, school_holidays_end
from tafelrunde_events.domain.plan import row_of
from tafelrunde_events.wording import rule_in_words, times_in_words

#: How many of the next dates are listed, and how many clashes.
LISTED = 8
# How many days of the same holidays a warning names.
_NAMED_DAYS = 4
# Rules with an end are counted this far, as far as the engine compares them with the changes of the clocks.
_COUNTED = dt.timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A session that can be, with its dates."""

    session: engine.Session
    slots: Sequence[engine.Slot]

    @property
    def coming(self) -> list[engine.Slot]:
        """The dates that are not over."""
        now = timezone.now()
        return [slot for slot in self.slots if slot.end_utc > now]


@dataclass(frozen=True, slots=True)
class ListedClash:
    """A clash in words; without a title and an address for a date that the reader may not see."""

    day: str
    label: str
    same_time: bool
    title: str = ""
    when: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands below a block. One that is not complete yet says nothing at all."""

    prefix: str
    refusals: Sequence[str] = ()
    words: str = ""
    extent: str = ""
    dates: Sequence[str] = ()
    more: int = 0
    warnings: Sequence[str] = ()
    remark: str = ""
    clashes: Sequence[ListedClash] = ()
    more_clashes: int = 0


def expand_typed(session: engine.Session) -> Expanded:
    """Return the dates of a session, as publishing would: raise ScheduleError where publishing would refuse them.

    Rules with an end are followed for ten years, others to the horizon to which dates are stored.
    """
    session.validate()
    first = session.span[0]
    rule = session.rule
    has_end = rule is not None and bool(rule.until or rule.count)
    last = first + _COUNTED if has_end else horizon(timezone.now())
    return Expanded(session, engine.expand(session, horizon=last))


def describe(prefix: str, expanded: Expanded, *, state: str, clashes: Iterable[Clash]) -> Preview:
    """Return what stands below the block of a session; without a state, holidays are not looked at."""
    coming = expanded.coming
    planned = set(coming)
    own = [clash for clash in clashes if clash.slot in planned]
    return Preview(
        prefix=prefix,
        words=_words(expanded.session),
        extent=_extent(expanded, over=len(expanded.slots) - len(coming)),
        dates=[_listed(slot, expanded.session) for slot in coming[:LISTED]] if expanded.session.rule else (),
        more=max(0, len(coming) - LISTED),
        warnings=_holiday_warnings(coming, state) if state else (),
        remark=_end_of_knowledge(coming, state) if state else "",
        clashes=[_listed_clash(clash) for clash in own[:LISTED]],
        more_clashes=max(0, len(own) - LISTED),
    )


def _words(session: engine.Session) -> str:
    row = row_of(engine.Slot(session.start, session.end, session.zone), zone=session.zone, now=timezone.now())
    if session.rule is None:
        return when_text(row)
    return rule_in_words(session.rule, start=session.start, times=times_in_words(row))


def _listed(slot: engine.Slot, session: engine.Session) -> str:
    """Return a date of a list: the hours stand above it."""
    first, last = _days(slot)
    if first == last or not session.all_day:
        return day_text(first)
    return gettext("%(first)s to %(last)s") % {"first": day_text(first), "last": day_text(last)}


def _extent(expanded: Expanded, *, over: int) -> str:
    """Return how many dates there are, where the rule does not say it itself, and how many of them are over."""
    rule, count = expanded.session.rule, len(expanded.slots)
    past = ngettext("%(count)d is over", "%(count)d are over", over) % {"count": over} if over else ""
    if rule is None or rule.count:
        return past
    day = short_day_text(horizon(timezone.now()))
    if rule.until and rule.until > expanded.session.span[0] + _COUNTED:
        text = gettext("%(count)d dates in the first ten years")
    elif rule.until:
        text = ngettext("%(count)d date", "%(count)d dates", count)
    else:
        text = ngettext(
            "without an end; %(count)d date until %(day)s", "without an end; %(count)d dates until %(day)s", count
        )
    return ", ".join(part for part in (text % {"count": count, "day": day}, past) if part)


def _holiday_warnings(slots: Sequence[engine.Slot], state: str) -> list[str]:
    found = [(slot, holidays_between(*_days(slot), state=state)) for slot in slots]
    public = _by_name(found, "public")
    school = _by_name(found, "school")
    warnings = []
    if public:
        count = sum(bool(names.public) for _slot, names in found)
        text = ngettext(
            "%(count)d date is on a public holiday (%(names)s).",
            "%(count)d dates are on public holidays (%(names)s).",
            count,
        )
        warnings.append(text % {"count": count, "names": public})
    if school:
        count = sum(bool(names.school) for _slot, names in found)
        text = ngettext(
            "%(count)d date is in the school holidays (%(names)s).",
            "%(count)d dates are in the school holidays (%(names)s).",
            count,
        )
        warnings.append(text % {"count": count, "names": school})
    return warnings


def _by_name(found: Iterable[tuple[engine.Slot, Holidays]], kind: str) -> str:
    """Return holidays with their dates: "Osterferien: 30.03.2027, 06.04.2027; Sommerferien: 06.07.2027"."""
    days: defaultdict[str, list[dt.date]] = defaultdict(list)
    for slot, names in found:
        for name in getattr(names, kind):
            days[name].append(_days(slot)[0])
    return "; ".join(f"{name}: {_short_days(dates)}" for name, dates in days.items())


def _short_days(days: Sequence[dt.date]) -> str:
    texts = [date_format(day, "SHORT_DATE_FORMAT") for day in days[:_NAMED_DAYS]]
    more = len(days) - len(texts)
    if more:
        texts.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return ", ".join(texts)


def _end_of_knowledge(slots: Sequence[engine.Slot], state: str) -> str:
    """Say how far school holidays are known, where dates go on beyond: silence would look like "none"."""
    end = school_holidays_end(state)
    if end is None or not slots or _days(slots[-1])[1] <= end:
        return ""
    return gettext("School holidays are known until %(day)s.") % {"day": short_day_text(end)}


def _listed_clash(clash: Clash) -> ListedClash:
    first, other = _days(clash.slot)[0], clash.other
    day, label = date_format(first, "SHORT_DATE_FORMAT"), str(clash.label)
    if other is None:
        return ListedClash(day, label, clash.same_time)
    is_that_day = other.start_date == other.end_date == first and other.zone == clash.slot.zone
    when = (is_that_day and times_in_words(other)) or when_text(other)
    return ListedClash(day, label, clash.same_time, other.event.title, when, other.event.get_absolute_url())


def _days(slot: engine.Slot) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a date on the wall clock."""
    return engine.day_of(slot.start), engine.day_of(slot.end)
