"""Foreign calendars: from whatever bytes somebody publishes as iCalendar to plain values.

``lines`` finds the content lines, ``blocks`` the entries and time zones among them, ``entries`` reads one entry on its
own (with ``moments``, ``zones`` and ``texts``), ``dates`` expands all that share a UID (with ``rules``). Single values
are read by icalendar; files are not, because it gives up a whole file for one line, and remembers time zones of one
file for the next. Rules are expanded by dateutil, within a budget: recurring-ical-events has to find all dates before
one can be refused, and gives all dates after a THISANDFUTURE one and the same name. It is what the tests compare with.
"""

from tafelrunde_events.engine.foreign.reading import read_calendar
from tafelrunde_events.engine.foreign.values import (
    REASONS,
    SKIPPED_IN_PART,
    SKIPPED_WHOLE,
    ForeignCalendar,
    ForeignDate,
    ForeignEvent,
    Skipped,
)

__all__ = [
    "REASONS",
    "SKIPPED_IN_PART",
    "SKIPPED_WHOLE",
    "ForeignCalendar",
    "ForeignDate",
    "ForeignEvent",
    "Skipped",
    "read_calendar",
]
