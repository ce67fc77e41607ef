"""Dates as people read them, in the active language."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext

from tafelrunde_events import conf
from tafelrunde_events.models.events import WallTimes


def when_text(times: WallTimes) -> str:
    """Return day and time in words: "Freitag, 5. März 2027, 18:00 bis 20:00 Uhr".

    Whole days name no time, and a zone is named only where it is not the one of the site.
    """
    text = _days(times) if times.all_day else _timed(times)
    if times.all_day or times.zone == conf.time_zone():
        return text
    return gettext("%(when)s (time zone %(zone)s)") % {"when": text, "zone": times.zone}


def day_text(day: dt.date) -> str:
    """Return a day with its weekday: "Freitag, 5. März 2027"."""
    return f"{date_format(day, 'l')}, {short_day_text(day)}"


def short_day_text(day: dt.date) -> str:
    """Return a day without its weekday: "5. März 2027"."""
    return date_format(day, "DATE_FORMAT")


def unbroken(text: str) -> str:
    """Return a date in words for large type: a line never ends between a day and its month, or before "Uhr"."""
    return text.replace(". ", ".\u00a0").replace(" Uhr", "\u00a0Uhr")


def _days(times: WallTimes) -> str:
    if times.start_date == times.end_date:
        return day_text(times.start_date)
    return gettext("%(first)s to %(last)s") % {"first": day_text(times.start_date), "last": day_text(times.end_date)}


def _timed(times: WallTimes) -> str:
    start, end = _clock(times.start_time), _clock(times.end_time)
    if times.start_date == times.end_date:
        return gettext("%(day)s, %(start)s to %(end)s") % {
            "day": day_text(times.start_date),
            "start": start,
            "end": end,
        }
    return gettext("%(first)s, %(start)s to %(last)s, %(end)s") % {
        "first": day_text(times.start_date),
        "start": start,
        "last": day_text(times.end_date),
        "end": end,
    }


def _clock(time: dt.time | None) -> str:
    return f"{time:%H:%M}" if time else ""
