"""Points in time as people write them: a day, or a naive time on a wall clock."""

from datetime import date, datetime, time


def day_of(moment: date) -> date:
    """Return a day as it is, and the day of a time."""
    return moment.date() if isinstance(moment, datetime) else moment


def at_midnight(moment: date) -> datetime:
    """Return a time as it is, and a day as the midnight that it begins with."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)
