"""Writing the automatic reminders that are due: each at most once, whether runs are missed, late, repeated or at once.

Every change of an event, of its reminders and every run takes the event's row lock first, so they take turns.
"""

import datetime as dt
import logging
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.mailings import discard_draft, draft_mailing, plan_recipients, release
from tafelrunde_events.domain.reminders import Span, spans_of, window_of
from tafelrunde_events.enums import MailingKind, ReminderAudience
from tafelrunde_events.models import EventMailing, Reminder

logger = logging.getLogger("tafelrunde.reminders")

Outcome = Reminder.Outcome

#: The circle of recipients that each audience stands for.
_CIRCLES = {
    ReminderAudience.UNANSWERED: "unanswered",
    ReminderAudience.ATTENDING: "attending",
    ReminderAudience.EVERYBODY: "invited",
    ReminderAudience.REGISTERED: "registered",
}


def work_reminders(now: dt.datetime | None = None) -> Counter[str]:
    """Write what is due and close what lapsed; return how many rules came to which `Reminder.Outcome`.

    One that fails is logged, stays open for the next run, and stops no other.
    """
    now = now or timezone.now()
    reminders = list(Reminder.objects.filter(outcome=Outcome.OPEN).select_related("event"))
    spans = spans_of(reminder.event_id for reminder in reminders)
    outcomes: Counter[str] = Counter()
    for reminder in reminders:
        if _rests(reminder, spans.get(reminder.event_id), now):
            continue
        try:
            outcomes[carry_out(reminder, now)] += 1
        except Exception:
            logger.exception("Reminder %s could not be written; the next run tries again.", reminder.pk)
    return outcomes


def carry_out(reminder: Reminder, now: dt.datetime) -> Outcome:
    """Write one reminder if it still is open and due, and return what came of it.

    Its mailing and the mark that it was written are one transaction; all facts are read anew inside.
    """
    event = reminder.event
    with transaction.atomic():
        lock_event(event)
        current = Reminder.objects.filter(pk=reminder.pk, outcome=Outcome.OPEN).first()
        span = spans_of([event.pk]).get(event.pk)
        if current is None or span is None:
            return Outcome.OPEN
        current.event = event
        if _rests(current, span, now):
            return Outcome.OPEN
        mailing = None if window_of(current, span).closes <= now else _draft(current, span, now)
        outcome = _release(current, mailing)
        Reminder.objects.filter(pk=current.pk, outcome=Outcome.OPEN).update(
            outcome=outcome, done_at=now, mailing=mailing if outcome == Outcome.WRITTEN else None
        )
    return outcome


def _rests(reminder: Reminder, span: Span | None, now: dt.datetime) -> bool:
    """Tell whether there is nothing to do yet: too early, or called off for the time being."""
    if span is None:
        return True
    window = window_of(reminder, span)
    return now < window.opens or (_is_called_off(reminder, span) and now < window.closes)


def _is_called_off(reminder: Reminder, span: Span) -> bool:
    return reminder.event.is_cancelled or span.first.is_cancelled


def _draft(reminder: Reminder, span: Span, now: dt.datetime) -> EventMailing | None:
    """Return the mailing; None when there is nothing left to remind of."""
    is_over = span.last.end <= now
    if is_over and reminder.audience == ReminderAudience.UNANSWERED:
        return None
    return draft_mailing(
        reminder.event,
        # A reminder leads to the answer page; afterwards only the rule's own words are left.
        kind=MailingKind.MESSAGE if is_over else MailingKind.REMINDER,
        by=None,
        sources=[_CIRCLES[ReminderAudience(reminder.audience)]],
        subject=reminder.subject,
        message=reminder.message,
    )


def _release(reminder: Reminder, mailing: EventMailing | None) -> Outcome:
    if mailing is None:
        return Outcome.LAPSED
    try:
        if plan_recipients(mailing, user=None).reached:
            release(mailing, by=None)
            return Outcome.WRITTEN
        outcome = Outcome.NOBODY
    except ValidationError as error:
        # Dates were moved so that the rule no longer fits: one without words that now comes after the end, for example.
        logger.warning("Reminder %s does not fit its event any more: %s", reminder.pk, error)
        outcome = Outcome.LAPSED
    discard_draft(mailing)
    return outcome
