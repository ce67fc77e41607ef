"""Models of the events plugin."""

from tafelrunde_events.models.calendar import CalendarChange, CalendarSettings
from tafelrunde_events.models.events import Event, EventAudience, EventOrganiser, Occurrence, ScheduleEntry
from tafelrunde_events.models.history import DateChange
from tafelrunde_events.models.imports import CalendarSource, CalendarUpload, ImportedEvent, ImportRun
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
from tafelrunde_events.models.subscriptions import PersonalFeed, SavedSelection
from tafelrunde_events.models.venues import Venue

__all__ = [
    "BaseEventPage",
    "BasePageOrganiser",
    "CalendarChange",
    "CalendarSettings",
    "CalendarSource",
    "CalendarUpload",
    "DateChange",
    "Event",
    "EventAudience",
    "EventIndexPage",
    "EventOrganiser",
    "EventPage",
    "EventPageOrganiser",
    "ImportRun",
    "ImportedEvent",
    "Invitation",
    "Occurrence",
    "PersonalFeed",
    "Reply",
    "SavedSelection",
    "ScheduleEntry",
    "TrainingPage",
    "TrainingPageOrganiser",
    "TrainingTopic",
    "Venue",
]
