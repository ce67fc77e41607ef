"""Public holidays and school holidays of the German states, offline from the library `holidays`."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language
from holidays import PUBLIC, SCHOOL
from holidays.countries.germany import Germany

from tafelrunde_events import conf
from tafelrunde_events.models import Venue

#: The states by the first two digits of the official regional key, as ISO 3166-2:DE names them.
STATES: Mapping[str, str] = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
# School holidays are published a few years ahead; further than this there is nothing to look for.
_YEARS_AHEAD = 12


class Holidays(NamedTuple):
    """What a stretch of days meets: names of public holidays and of school holidays; mostly nothing."""

    public: tuple[str, ...]
    school: tuple[str, ...]


def state_of(venue: Venue | None) -> str:
    """Return the state in which a venue lies, or the one of the settings, or nothing."""
    key = venue.region.key if venue and venue.region else ""
    state = STATES.get(key[:2]) or conf.holiday_state()
    return state if state in STATES.values() else ""


def holidays_between(first: dt.date, last: dt.date, *, state: str) -> Holidays:
    """Return the holidays that the days from ``first`` to ``last`` meet in a state, in the active language."""
    days = list(_days(first, last))
    public = (_named(day, state, PUBLIC) for day in days)
    school = (_named(day, state, SCHOOL) for day in days)
    return Holidays(_distinct(public), _distinct(school))


def school_holidays_end(state: str) -> dt.date | None:
    """Return the last day of the school holidays that are published so far: nothing is known of the time after."""
    return _school_holidays_end(state, timezone.localdate().year)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def _distinct(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _named(day: dt.date, state: str, category: str) -> str:
    return _calendar(state, day.year, category, _language()).get(day, "")


def _language() -> str:
    return "de" if (get_language() or "").startswith("de") else "en_US"


@lru_cache(maxsize=256)
def _calendar(state: str, year: int, category: str, language: str) -> dict[dt.date, str]:
    return dict(Germany(subdiv=state, years=year, categories=category, language=language))


@lru_cache(maxsize=32)
def _school_holidays_end(state: str, year: int) -> dt.date | None:
    known = Germany(subdiv=state, years=range(year, year + _YEARS_AHEAD), categories=SCHOOL)
    return max(known, default=None)
