"""The calendar engine: from what was planned to dates, and from dates to iCalendar bytes.

Pure Python, without Django and without its siblings: value objects in, dates or bytes out. The only place that
imports icalendar. It never asks for the present time, so the same input always gives the same output.
"""

from tafelrunde_events.engine.addresses import Attendee, Organizer, check_address
from tafelrunde_events.engine.calendar import PRODID, calendar_bytes, calendar_parts
from tafelrunde_events.engine.components import Component, Override, Status
from tafelrunde_events.engine.errors import AddressError, EngineError, RuleError, ScheduleError, ZoneError
from tafelrunde_events.engine.fingerprint import fingerprint
from tafelrunde_events.engine.foreign import ForeignCalendar, ForeignDate, ForeignEvent, Skipped, read_calendar
from tafelrunde_events.engine.itip import (
    attendee_line,
    cancel_body,
    cancel_text,
    insert_people,
    organizer_line,
    request_body,
    request_text,
)
from tafelrunde_events.engine.recurrence import Slot, expand
from tafelrunde_events.engine.replies import AnsweringAttendee, CalendarAnswer, read_replies
from tafelrunde_events.engine.rules import Frequency, Rule
from tafelrunde_events.engine.schedule import Session
from tafelrunde_events.engine.vevent import component_text
from tafelrunde_events.engine.wall_times import day_of
from tafelrunde_events.engine.zones import get_zone, is_skipped_or_repeated, to_utc, vtimezone_text

__all__ = [
    "PRODID",
    "AddressError",
    "AnsweringAttendee",
    "Attendee",
    "CalendarAnswer",
    "Component",
    "EngineError",
    "ForeignCalendar",
    "ForeignDate",
    "ForeignEvent",
    "Frequency",
    "Organizer",
    "Override",
    "Rule",
    "RuleError",
    "ScheduleError",
    "Session",
    "Skipped",
    "Slot",
    "Status",
    "ZoneError",
    "attendee_line",
    "calendar_bytes",
    "calendar_parts",
    "cancel_body",
    "cancel_text",
    "check_address",
    "component_text",
    "day_of",
    "expand",
    "fingerprint",
    "get_zone",
    "insert_people",
    "is_skipped_or_repeated",
    "organizer_line",
    "read_calendar",
    "read_replies",
    "request_body",
    "request_text",
    "to_utc",
    "vtimezone_text",
]
