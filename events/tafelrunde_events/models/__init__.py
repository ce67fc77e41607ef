"""Models of the events plugin."""

from tafelrunde_events.models.calendar import CalendarChange, CalendarSettings
from tafelrunde_events.models.events import Event, EventAudience, EventOrganiser, Occurrence, ScheduleEntry
from tafelrunde_events.models.history import DateChange
from tafelrunde_events.models.imports import CalendarSource, CalendarUpload, ImportedEvent, ImportRun
from tafelrunde_events.models.invitations import CalendarReply, Invitation, Reply
from tafelrunde_events.models.mailings import EventMailing, EventMailingRecipient, Letterhead, MailText, Reminder
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
from tafelrunde_events.models.subscriptions import MailSubscription, PersonalFeed, SavedSelection
from tafelrunde_events.models.venues import Venue

__all__ = [
    "BaseEventPage",
    "BasePageOrganiser",
    "CalendarChange",
    "CalendarReply",
    "CalendarSettings",
    "CalendarSource",
    "CalendarUpload",
    "DateChange",
    "Event",
    "EventAudience",
    "EventIndexPage",
    "EventMailing",
    "EventMailingRecipient",
    "EventOrganiser",
    "EventPage",
    "EventPageOrganiser",
    "ImportRun",
    "ImportedEvent",
    "Invitation",
    "Letterhead",
    "MailSubscription",
    "MailText",
    "Occurrence",
    "PersonalFeed",
    "Reminder",
    "Reply",
    "SavedSelection",
    "ScheduleEntry",
    "TrainingPage",
    "TrainingPageOrganiser",
    "TrainingTopic",
    "Venue",
]
