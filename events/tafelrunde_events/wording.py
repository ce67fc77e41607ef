"""Rules of repetition in words."""

import datetime as dt

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.models.events import WallTimes


def rule_in_words(rule: Rule, *, start: dt.date, times: str = "") -> str:
    """Return a rule as people say it, in the active language: "every second Tuesday of the month, 6 times".

    `times` are the hours of its dates in words; they stand before the end of the rule.
    """
    match rule.freq:
        case Frequency.DAILY:
            text = ngettext("every day", "every %(count)d days", rule.interval) % {"count": rule.interval}
        case Frequency.WEEKLY:
            text = ngettext("every %(weekday)s", "every %(count)d weeks on %(weekday)s", rule.interval) % {
                "weekday": _weekdays(rule, start),
                "count": rule.interval,
            }
        case Frequency.MONTHLY:
            text = _monthly(rule, start)
        case _:
            text = ngettext("every year on %(day)s", "every %(count)d years on %(day)s", rule.interval) % {
                "day": date_format(start, "MONTH_DAY_FORMAT"),
                "count": rule.interval,
            }
    return (f"{text}, {times}" if times else text) + _end(rule)


def _weekdays(rule: Rule, start: dt.date) -> str:
    """Return the weekdays of a weekly rule: "Monday, Tuesday and Friday"."""
    names = [str(WEEKDAYS[number]) for number in rule.by_weekday or (start.weekday(),)]
    if len(names) == 1:
        return names[0]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _monthly(rule: Rule, start: dt.date) -> str:
    if rule.by_set_pos:
        day = gettext("%(position)s %(weekday)s") % {
            "position": _position(rule.by_set_pos[0]),
            "weekday": date_format(start, "l"),
        }
        return ngettext("every %(day)s of the month", "every %(count)d months on the %(day)s", rule.interval) % {
            "day": day,
            "count": rule.interval,
        }
    if rule.by_month_day == (-1,):
        return ngettext("every month on its last day", "every %(count)d months on the last day", rule.interval) % {
            "count": rule.interval
        }
    return ngettext("every month on day %(day)d", "every %(count)d months on day %(day)d", rule.interval) % {
        "day": start.day,
        "count": rule.interval,
    }


def _position(number: int) -> str:
    names = {
        1: pgettext("weekday of a month", "first"),
        2: pgettext("weekday of a month", "second"),
        3: pgettext("weekday of a month", "third"),
        4: pgettext("weekday of a month", "fourth"),
        -1: pgettext("weekday of a month", "last"),
    }
    return names.get(number, str(number))


def _end(rule: Rule) -> str:
    if rule.until:
        return gettext(", until %(day)s") % {"day": date_format(rule.until, "DATE_FORMAT")}
    if rule.count:
        return ngettext(", once", ", %(count)d times", rule.count) % {"count": rule.count}
    return ""


def times_in_words(times: WallTimes) -> str:
    """Return when a date begins and ends without its day: "18:00 bis 20:00 Uhr"; nothing for whole days."""
    if times.start_time is None or times.end_time is None:
        return ""
    return gettext("%(start)s to %(end)s o'clock") % {
        "start": f"{times.start_time:%H:%M}",
        "end": f"{times.end_time:%H:%M}",
    }
