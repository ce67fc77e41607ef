"""Days, times and lengths as they are written, with the mistakes that are met often."""

import re
from datetime import UTC, date, datetime, timedelta

from icalendar.prop import vDDDTypes, vDuration

# Times without seconds, and dates and times in the long form of ISO 8601: both are wrong and both are met.
_SHORT = re.compile(r"\d{8}T\d{4}Z?")
PUNCTUATED = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?")


def day_or_time(text: str) -> date:
    """Return the day or the naive time that a text without a Z says; raise ValueError for anything else."""
    read = vDDDTypes.from_ical(text)  # type: ignore[no-untyped-call]
    if isinstance(read, date) and not getattr(read, "tzinfo", None):
        return read
    raise ValueError(f"not a point in time: {text!r}")


def duration(value: str) -> timedelta:
    """Return the length that a DURATION says; raise ValueError for anything else."""
    length: timedelta = vDuration.from_ical(value.strip().upper())  # type: ignore[no-untyped-call]
    return length


def stamp(value: str) -> datetime | None:
    """Return a DTSTAMP or LAST-MODIFIED, always in UTC, or None for what is none."""
    try:
        read = day_or_time(mended(value).removesuffix("Z"))
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) else None


def mended(value: str) -> str:
    """Return a time as iCalendar writes it: without punctuation, with seconds."""
    text = value.strip().upper()
    if PUNCTUATED.fullmatch(text):
        ending = "Z" if text.endswith("Z") else ""
        text = re.sub(r"\.\d+|[-:Z]", "", text) + ending
    return text.removesuffix("Z") + "00" + text[13:] if _SHORT.fullmatch(text) else text
