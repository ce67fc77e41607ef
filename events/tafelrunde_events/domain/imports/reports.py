"""Reports of imports in words: why something was skipped, what went wrong and what to do about it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.imports.runs import MOST_FAILURES
from tafelrunde_events.models import CalendarSource, ImportRun

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_REASONS: dict[str, "StrOrPromise"] = {
    "unreadable": _("The entry is not complete."),
    "no_uid": _("The entry has no UID: it could not be found again when it changes."),
    "no_start": _("The entry has no beginning, or one that no calendar has."),
    "end_before_start": _("The entry ends before it begins."),
    "too_long": _("The entry is longer than a year."),
    "out_of_range": _("The year is not possible."),
    "not_an_event": _("It is a task, a note or a busy time, no date."),
    "not_public": _("The entry is marked as private over there."),
    "duplicate_uid": _("Another entry has the same UID and is newer."),
    "too_many_entries": _("The calendar has more entries than are read; this one and all after it are left out."),
    "rule_unreadable": _("The rule of repetition cannot be read: only its first date was taken over."),
    "unknown_zone": _("The time zone is not known: its times were read as those of this site."),
    "too_many_dates": _("It has more dates than are read: only the first ones were taken over."),
    "own_date": _("The date is from this very calendar."),
    "skipped_time": _("A date lies in the hour in which the clocks change: calendars would show different times."),
}
_OTHER_REASON = _("The entry could not be stored.")

_ERRORS: dict[str, "StrOrPromise"] = {
    "not_a_calendar": _(
        "This is no calendar in the iCalendar format. Please check whether the address leads to the calendar itself "
        "(often it ends in “.ics”) and not to a page about it."
    ),
    "file_not_a_calendar": _("This file is no calendar in the iCalendar format. Nothing of it was stored."),
    "address_refused": _(
        "The address does not lead to the public internet. Please use one that works from everywhere, with https."
    ),
    "too_large": _("The calendar is too large. Please ask its publisher for one with less past in it."),
    "timeout": _("The server over there took too long. It is asked again later."),
    "status": _(
        "The server over there answered with an error. If that stays so, please check the address in your browser."
    ),
    "not_reachable": _(
        "The server over there was not reached. If that stays so, please check the address for slips of the keyboard."
    ),
    "redirects": _("The address leads on too often. Please enter the address at which the calendar lies in the end."),
    "tls": _("The connection to the server over there is not secure: its certificate is not valid. Please tell them."),
    "refused": _("Nothing of the file was taken over, because one of its entries could not be stored."),
}
_OTHER_ERROR = _("Something unexpected happened here. Please tell those who run this site; it is tried again later.")


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is doing: a word for lists, and whether somebody should look at it."""

    key: str
    label: "StrOrPromise"
    needs_attention: bool = False


_STATES = {
    state.key: state
    for state in (
        SourceState("file", _("file")),
        SourceState("question", _("question"), needs_attention=True),
        SourceState("stopped", _("stopped"), needs_attention=True),
        SourceState("failing", _("failed"), needs_attention=True),
        SourceState("paused", _("paused")),
        SourceState("waiting", _("not fetched yet")),
        SourceState("current", _("up to date")),
    )
}


def reason_in_words(code: str) -> str:
    """Return why an entry was skipped, or was taken over only in part."""
    return str(_REASONS.get(code, _OTHER_REASON))


def error_in_words(code: str, detail: str = "") -> str:
    """Return what went wrong and what to do, with the status number or host that belongs to it."""
    text = str(_ERRORS.get(code, _OTHER_ERROR))
    return f"{text} ({detail})" if detail else text


def skipped_in_words(skipped: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the skipped entries of a report with line, title, and the reason in words."""
    untitled = gettext("Without a title")
    return [
        {**one, "title": one["title"] or untitled, "reason": reason_in_words(str(one["reason"]))} for one in skipped
    ]


def state_of(source: CalendarSource, *, questions: int) -> SourceState:
    """Return how a source is doing; `questions` is the number of its events that are missing over there."""
    if questions:
        key = "question"
    elif not source.url:
        key = "file"
    elif source.failures >= MOST_FAILURES:
        key = "stopped"
    elif source.failures:
        key = "failing"
    elif not source.active:
        key = "paused"
    else:
        key = "current" if source.fetched_at else "waiting"
    return _STATES[key]


def run_in_words(run: ImportRun) -> str:
    """Return what one fetch or upload did, in a sentence."""
    if run.error:
        return error_in_words(run.error, run.error_detail)
    if run.unchanged:
        return gettext("Nothing new.")
    counts = [
        (run.created, gettext("%(count)d new")),
        (run.updated, gettext("%(count)d changed")),
        (run.removed, gettext("%(count)d gone")),
        (run.held_back, gettext("%(count)d missing, waiting for your decision")),
        (run.skipped_count, gettext("%(count)d skipped or incomplete")),
    ]
    parts = [text % {"count": count} for count, text in counts if count]
    return ", ".join(parts) if parts else gettext("Nothing new.")
