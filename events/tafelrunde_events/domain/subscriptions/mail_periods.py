"""When mails about new dates are due: at 7 in the morning on the clocks of the site, or at once."""

import datetime as dt

from django.utils import timezone

from tafelrunde_events.enums import DigestFrequency

MORNING = dt.time(7)


def next_time(frequency: str, after: dt.datetime) -> dt.datetime:
    """Return the next moment after another at which a mail is due; at once means at this very moment.

    Daily at 7:00, weekly on Monday at 7:00, monthly on the first day at 7:00, in the site's zone.
    """
    if frequency == DigestFrequency.AT_ONCE:
        return after
    day = timezone.localdate(after)
    while (moment := timezone.make_aware(dt.datetime.combine(day, MORNING))) <= after or not _is_due(frequency, day):
        day += dt.timedelta(days=1)
    return moment


def _is_due(frequency: str, day: dt.date) -> bool:
    if frequency == DigestFrequency.WEEKLY:
        return day.weekday() == 0
    if frequency == DigestFrequency.MONTHLY:
        return day.day == 1
    return True
