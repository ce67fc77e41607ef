"""What is done to dates, in sentences: before it is done, and in the history afterwards."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tafelrunde_events.domain.date_texts import short_day_text, when_text
from tafelrunde_events.domain.dates import Cancel, Move, Operation, Outcome
from tafelrunde_events.domain.history import read_times
from tafelrunde_events.domain.plan import original_of, write_times
from tafelrunde_events.enums import DateChangeKind
from tafelrunde_events.models import DateChange, Occurrence, Venue
from tafelrunde_members.enums import Visibility


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change, as the editor reads it."""

    change: DateChange
    subject: str
    details: list[str]
    author: str


def original_text(row: Occurrence) -> str:
    """Return when the rule of its series would have a date, or nothing where it is just then."""
    original = original_of(row)
    if not row.entry.rule or original == row.start_wall:
        return ""
    session = Occurrence()
    write_times(session, start=original, end=original + (row.entry.end_wall - row.entry.start_wall), zone=row.zone)
    return when_text(session)


def sentences_about(operation: Operation, outcome: Outcome) -> list[str]:
    """Return what an operation does, or did, to dates: what changes, what stays, and what calendars get."""
    if not outcome.dates:
        return [gettext("Nothing changes.")]
    count = len(outcome.dates)
    match operation:
        case Move():
            said = _about_move(operation, outcome)
        case Cancel():
            text = ngettext("One date is called off.", "%(count)d dates are called off.", count)
            said = [text % {"count": count}]
        case _:
            text = ngettext("One date takes place again.", "%(count)d dates take place again.", count)
            said = [text % {"count": count}]
    now = timezone.now()
    if over := sum(row.end is not None and row.end < now for row in outcome.dates):
        said.append(
            ngettext("One of them is already over.", "%(count)d of them are already over.", over) % {"count": over}
        )
    if outcome.kept:
        said.append(_about_kept(outcome))
    if outcome.parted:
        day = short_day_text(outcome.dates[0].start_date)
        said.append(gettext("From %(day)s on the series has a new calendar entry.") % {"day": day})
    return said


def history_line(change: DateChange) -> HistoryLine:
    """Return a change in words; it has its event, its date and its author at hand."""
    details = [*_comparison(change)]
    if change.reason:
        details.append(change.reason)
    author = change.changed_by
    return HistoryLine(change, _subject(change), details, (author.get_full_name() or str(author)) if author else "")


def _about_move(operation: Move, outcome: Outcome) -> list[str]:
    before = operation.occurrence
    row = next((one for one in outcome.dates if one.pk == before.pk), outcome.dates[0])
    said = []
    if (row.start_wall, row.end_wall) != (before.start_wall, before.end_wall):
        said.append(gettext("%(before)s becomes: %(after)s.") % {"before": when_text(before), "after": when_text(row)})
    if isinstance(operation.venue, Venue) and operation.venue != (before.venue or before.event.venue):
        said.append(gettext("New place: %(place)s.") % {"place": operation.venue.address})
    if others := len(outcome.dates) - 1:
        said.append(
            ngettext("One other date changes with it.", "%(count)d other dates change with it.", others)
            % {"count": others}
        )
    return said


def _about_kept(outcome: Outcome) -> str:
    days = "; ".join(short_day_text(row.start_date) for row in outcome.kept)
    text = ngettext(
        "One date that was changed by itself stays as it is: %(days)s.",
        "%(count)d dates that were changed by themselves stay as they are: %(days)s.",
        len(outcome.kept),
    )
    return text % {"count": len(outcome.kept), "days": days}


def _subject(change: DateChange) -> str:
    """Return which dates changed: a day, so many dates from a day on, all of them, or nothing for the event itself."""
    if not change.dates:
        return ""
    row = read_times(change.before) or read_times(change.after) or change.occurrence
    is_all = change.occurrence_id is None and change.dates > 1 and change.kind != DateChangeKind.REMOVED
    if is_all or row is None:
        return ngettext("One date", "All %(count)d dates", change.dates) % {"count": change.dates}
    if change.dates == 1:
        return when_text(row)
    return gettext("%(count)d dates from %(day)s on") % {"count": change.dates, "day": short_day_text(row.start_date)}


def _comparison(change: DateChange) -> list[str]:
    match change.kind:
        case DateChangeKind.MOVED:
            return _moved(change)
        case DateChangeKind.RELOCATED | DateChangeKind.RENAMED:
            nothing = gettext("not stated")
            values = {"before": change.before or nothing, "after": change.after or nothing}
            return [gettext("until now: %(before)s; now: %(after)s") % values]
        case DateChangeKind.VISIBILITY:
            labels = {str(value): str(label) for value, label in Visibility.choices}
            return [labels.get(change.after, "")]
        case DateChangeKind.SPLIT:
            return [gettext("a calendar entry of its own from then on")]
        case _:
            return []


def _moved(change: DateChange) -> list[str]:
    """Return the new times; beside many dates, of which only the first day is named, the old ones too."""
    before, after = read_times(change.before), read_times(change.after)
    if not before or not after:
        return []
    if change.dates == 1:
        return [gettext("now: %(when)s") % {"when": when_text(after)}]
    values = {"before": when_text(before), "after": when_text(after)}
    return [gettext("the first one until now: %(before)s; now: %(after)s") % values]
