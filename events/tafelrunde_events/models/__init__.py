"""Models of the events plugin."""

from tafelrunde_events.models.events import Event, EventOrganiser, Occurrence, ScheduleEntry
from tafelrunde_events.models.invitations import Invitation, Reply
from tafelrunde_events.models.pages import (
    BaseEventPage,
    BasePageOrganiser,
    EventIndexPage,
    EventPage,
    EventPageOrganiser,
    TrainingPage,
    TrainingPageOrganiser,
    TrainingTopic,
)
from tafelrunde_events.models.venues import Venue

__all__ = [
    "BaseEventPage",
    "BasePageOrganiser",
    "Event",
    "EventIndexPage",
    "EventOrganiser",
    "EventPage",
    "EventPageOrganiser",
    "Invitation",
    "Occurrence",
    "Reply",
    "ScheduleEntry",
    "TrainingPage",
    "TrainingPageOrganiser",
    "TrainingTopic",
    "Venue",
]
