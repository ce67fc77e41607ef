"""Models of the events plugin."""

from tafelrunde_events.models.events import Event, EventOrganiser, Occurrence, ScheduleEntry
from tafelrunde_events.models.invitations import Invitation, Reply
from tafelrunde_events.models.venues import Venue

__all__ = [
    "Event",
    "EventOrganiser",
    "Invitation",
    "Occurrence",
    "Reply",
    "ScheduleEntry",
    "Venue",
]
