"""The usual reminder of those who have a place: it follows what the editors say on the page."""

from contextlib import suppress

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.reminders import add_reminder, change_reminder, remove_reminder
from tafelrunde_events.enums import ReminderAudience
from tafelrunde_events.models import Event, Reminder


def follow_reminder_days(
    event: Event, days: int | None, *, before: int | None = None, is_new: bool, by: AbstractBaseUser | None = None
) -> None:
    """Set, move or remove the usual reminder, so many `days` before the beginning (None: no reminder).

    `before` says how many days that were so far, and `is_new` that the event registers people for the first time. A
    reminder that somebody changed or removed by hand, or that was written, stays as it is; one whose moment has passed
    is left out.
    """
    if is_new:
        usual = None
    elif before == days:
        return
    else:
        usual = _usual_reminder(event, before)
        if usual is None and before is not None:
            return
    with suppress(ValidationError):
        if usual is None and days is not None:
            add_reminder(event, days=days, audience=ReminderAudience.REGISTERED, by=by)
        elif usual is not None and days is not None:
            change_reminder(usual, days=days, by=by)
        elif usual is not None:
            remove_reminder(usual, by=by)


def _usual_reminder(event: Event, days: int | None) -> Reminder | None:
    """Return the reminder as it was set by itself, while nobody gave it words of its own."""
    if days is None:
        return None
    return event.reminders.filter(
        audience=ReminderAudience.REGISTERED,
        outcome=Reminder.Outcome.OPEN,
        direction=Reminder.Direction.BEFORE,
        at__isnull=True,
        days=days,
        subject="",
        message="",
    ).first()
