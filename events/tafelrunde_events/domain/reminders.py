"""Automatic reminders: the rules of an event, the moments that they stand for, and what became of them.

A rule counts days on the wall clock of the event's zone, so that 09:00 stays 09:00 across changes of the clocks, and
follows dates that are moved. `reminder_work` writes what is due.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from wagtail.log_actions import log

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.date_texts import day_text
from tafelrunde_events.engine import get_zone, to_utc
from tafelrunde_events.enums import EventStatus, ReminderAudience
from tafelrunde_events.models import Event, Occurrence, Reminder

#: How long a reminder that is found late is still written, unless it was for before the beginning.
GRACE = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last date of an event that take place; of an event called off altogether, of all its dates."""

    first: Occurrence
    last: Occurrence

    @property
    def zone(self) -> str:
        """The zone in which the event begins, and its reminders are counted."""
        return self.first.zone


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a reminder may be written (UTC; the end is excluded)."""

    opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True, slots=True)
class DescribedReminder:
    """A rule in words: what it says, when that is, and what came of it."""

    reminder: Reminder
    rule: str
    moment: str
    outcome: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.reminder.outcome == Reminder.Outcome.OPEN

    @property
    def is_written(self) -> bool:
        """Whether it was written, and stays as a record."""
        return self.reminder.outcome == Reminder.Outcome.WRITTEN


def spans_of(events: Iterable[int]) -> dict[int, Span]:
    """Return first and last date of each event by its primary key, in two queries; events without dates are missing."""
    taking_place = Occurrence.objects.filter(event=OuterRef("pk")).exclude(status=EventStatus.CANCELLED)
    every = Occurrence.objects.filter(event=OuterRef("pk"))
    rows = (
        Event.objects.filter(pk__in=set(events))
        .order_by()
        .annotate(
            first=Subquery(taking_place.order_by("start", "pk").values("pk")[:1]),
            last=Subquery(taking_place.order_by("-end", "-pk").values("pk")[:1]),
            first_of_all=Subquery(every.order_by("start", "pk").values("pk")[:1]),
            last_of_all=Subquery(every.order_by("-end", "-pk").values("pk")[:1]),
        )
    )
    keys = {
        pk: (first or any_first, last or any_last)
        for pk, first, last, any_first, any_last in rows.values_list(
            "pk", "first", "last", "first_of_all", "last_of_all"
        )
    }
    dates = Occurrence.objects.in_bulk({key for pair in keys.values() for key in pair if key is not None})
    return {pk: Span(dates[first], dates[last]) for pk, (first, last) in keys.items() if first and last}


def window_of(reminder: Reminder, span: Span) -> Window:
    """Return from when to when the reminder may be written.

    What is meant for before the beginning is of no use afterwards; anything else is still written up to 14 days late.
    """
    opens = _moment(reminder, span)
    before = opens < span.first.start if reminder.at else reminder.direction == Reminder.Direction.BEFORE
    return Window(opens=opens, closes=span.first.start if before else opens + GRACE)


def _moment(reminder: Reminder, span: Span) -> dt.datetime:
    if reminder.at is not None:
        return reminder.at
    days = dt.timedelta(days=reminder.days or 0)
    if reminder.direction == Reminder.Direction.BEFORE:
        return _at(span.first.start_date - days, reminder.time, span.zone)
    return max(_at(span.last.end_date + days, reminder.time, span.zone), span.last.end)


def _at(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, time), zone)


def add_reminder(event: Event, *, by: AbstractBaseUser | None, **facts: Any) -> Reminder:
    """Add a rule to an event. `facts` are fields of `Reminder`.

    Raises ValidationError where the moment has passed already or the event has begun by then (``late``), where it has
    no date (``no_date``), and for a reminder after the end: ``audience`` (nobody can answer), ``message`` (no words).
    """
    reminder = Reminder(event=event, **facts)
    with transaction.atomic():
        lock_event(event)
        _check(reminder)
        reminder.save()
        log(instance=reminder, action="wagtail.create", user=by)
    return reminder


def change_reminder(reminder: Reminder, *, by: AbstractBaseUser | None, **facts: Any) -> None:
    """Change a rule that is still open, after waiting for a worker that is just carrying it out.

    Raises ValidationError as `add_reminder` does, and ``done`` for one that was carried out.
    """
    with transaction.atomic():
        lock_event(reminder.event)
        reminder.refresh_from_db(fields=["outcome"])
        _require(reminder.outcome == Reminder.Outcome.OPEN)
        for name, value in facts.items():
            setattr(reminder, name, value)
        _check(reminder)
        reminder.save()
        log(instance=reminder, action="wagtail.edit", user=by)


def remove_reminder(reminder: Reminder, *, by: AbstractBaseUser | None) -> None:
    """Remove a rule. Raises ValidationError (``done``) for one that was written: it stays as a record."""
    with transaction.atomic():
        lock_event(reminder.event)
        reminder.refresh_from_db(fields=["outcome"])
        _require(reminder.outcome != Reminder.Outcome.WRITTEN)
        log(instance=reminder, action="wagtail.delete", user=by, deleted=True)
        reminder.delete()


def _require(condition: bool) -> None:
    if not condition:
        raise ValidationError(gettext("This reminder was carried out; it can no longer be changed."), code="done")


def _check(reminder: Reminder) -> None:
    """Refuse what would never be written, or would have nothing to say."""
    span = spans_of([reminder.event_id]).get(reminder.event_id)
    if span is None:
        raise ValidationError(gettext("The event has no date yet."), code="no_date")
    window = window_of(reminder, span)
    if window.opens <= timezone.now():
        moment = {"moment": _moment_text(window.opens, span.zone)}
        raise ValidationError(gettext("That moment has passed: %(moment)s.") % moment, code="late")
    if window.opens >= window.closes:
        raise ValidationError(gettext("At that moment the event has begun already."), code="late")
    if window.opens >= span.last.end:
        _check_afterwards(reminder)


def _check_afterwards(reminder: Reminder) -> None:
    errors = {}
    if reminder.audience == ReminderAudience.UNANSWERED:
        message = gettext("After the event nobody can answer any more. Please choose others.")
        errors["audience"] = ValidationError(message, code="audience")
    if not reminder.message.strip():
        errors["message"] = ValidationError(gettext("Please write what is to be said after the event."), code="message")
    if errors:
        raise ValidationError(errors)


def described_reminders(event: Event) -> list[DescribedReminder]:
    """Return the rules of an event in words, in the order of their moments; the same queries however many there are."""
    span = spans_of([event.pk]).get(event.pk)
    reminders = list(event.reminders.select_related("mailing"))
    if span is not None:
        reminders.sort(key=lambda reminder: (window_of(reminder, span).opens, reminder.pk))
    return [_describe(reminder, span, event) for reminder in reminders]


def rule_text(reminder: Reminder) -> str:
    """Return when and to whom, in words: "7 days before the beginning at 09:00, to those who have not answered"."""
    words = {"audience": reminder.get_audience_display(), "days": reminder.days, "time": f"{reminder.time:%H:%M}"}
    if reminder.at is not None:
        return gettext("At a fixed moment, to: %(audience)s") % words
    days = reminder.days or 0
    if reminder.direction == Reminder.Direction.BEFORE:
        text = ngettext(
            "%(days)d day before the beginning at %(time)s, to: %(audience)s",
            "%(days)d days before the beginning at %(time)s, to: %(audience)s",
            days,
        )
    else:
        text = ngettext(
            "%(days)d day after the end at %(time)s, to: %(audience)s",
            "%(days)d days after the end at %(time)s, to: %(audience)s",
            days,
        )
    return text % words


def _describe(reminder: Reminder, span: Span | None, event: Event) -> DescribedReminder:
    moment = _moment_text(window_of(reminder, span).opens, span.zone) if span else gettext("The event has no date.")
    outcome = str(reminder.get_outcome_display())
    if reminder.done_at is not None:
        done = _moment_text(reminder.done_at, span.zone if span else timezone.get_current_timezone_name())
        outcome = gettext("%(outcome)s (%(moment)s)") % {"outcome": outcome, "moment": done}
    elif event.is_cancelled:
        outcome = gettext("nothing is written: the event is called off")
    return DescribedReminder(reminder=reminder, rule=rule_text(reminder), moment=moment, outcome=outcome)


def _moment_text(moment: dt.datetime, zone: str) -> str:
    local = moment.astimezone(get_zone(zone))
    words = {"day": day_text(local.date()), "time": date_format(local, "H:i")}
    return gettext("%(day)s, %(time)s") % words
