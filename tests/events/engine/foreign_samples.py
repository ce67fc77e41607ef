"""Reading the samples of foreign calendars, each of which has one thing wrong with it."""

from datetime import date
from pathlib import Path

from tafelrunde_events.engine import ForeignCalendar, ForeignEvent, read_calendar

SAMPLES = Path(__file__).parent.parent / "imports" / "samples"
SINCE, UNTIL = date(2027, 1, 1), date(2028, 12, 31)


def read(data: bytes, *, since: date = SINCE, until: date = UNTIL, most_dates: int = 400) -> ForeignCalendar:
    return read_calendar(data, since=since, until=until, default_zone="Europe/Berlin", most_dates=most_dates)


def sample(name: str) -> ForeignCalendar:
    return read((SAMPLES / f"{name}.ics").read_bytes())


def calendar(*lines: str) -> bytes:
    """Return a calendar with these lines in it."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def entry(*lines: str, uid: str = "abend@example.org") -> tuple[str, ...]:
    """Return the lines of an entry on 4 May 2027 that says something more."""
    return ("BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20270504T180000", "DTEND:20270504T200000", *lines, "END:VEVENT")


def only(found: ForeignCalendar) -> ForeignEvent:
    (event,) = found.events
    return event


def starts(event: ForeignEvent) -> list[str]:
    """Return the starts of an event's dates as ISO 8601, without seconds."""
    return [date.start.isoformat()[:16] for date in event.dates]


def reasons(found: ForeignCalendar) -> dict[str, str]:
    """Return why entries were skipped, by what their UIDs begin with."""
    return {skipped.uid.partition("@")[0]: skipped.reason for skipped in found.skipped}
