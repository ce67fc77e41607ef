"""Models of the events plugin."""

from tafelrunde_events.models.attendance import Attendance, Certificate
from tafelrunde_events.models.calendar import CalendarChange, CalendarSettings
from tafelrunde_events.models.consents import ConsentText
from tafelrunde_events.models.evaluations import (
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationResponse,
    EvaluationTicket,
)
from tafelrunde_events.models.events import (
    Event,
    EventAudience,
    EventOrganiser,
    EventTrait,
    Occurrence,
    ScheduleEntry,
)
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
)
from tafelrunde_events.models.registrations import (
    Places,
    Registration,
    RegistrationAnswer,
    RegistrationChange,
    RegistrationConsent,
)
from tafelrunde_events.models.subscriptions import MailSubscription, PersonalFeed, SavedSelection
from tafelrunde_events.models.training_pages import (
    TrainingDocument,
    TrainingIndexPage,
    TrainingPage,
    TrainingPageOrganiser,
    TrainingPartner,
    TrainingQuestion,
    TrainingTopic,
    TrainingTrainer,
)
from tafelrunde_events.models.venues import Venue
from tafelrunde_events.models.workflows import SecondPersonTask

__all__ = [
    "Attendance",
    "BaseEventPage",
    "BasePageOrganiser",
    "CalendarChange",
    "CalendarReply",
    "CalendarSettings",
    "CalendarSource",
    "CalendarUpload",
    "Certificate",
    "ConsentText",
    "DateChange",
    "EvaluationAnswer",
    "EvaluationQuestion",
    "EvaluationResponse",
    "EvaluationTicket",
    "Event",
    "EventAudience",
    "EventIndexPage",
    "EventMailing",
    "EventMailingRecipient",
    "EventOrganiser",
    "EventPage",
    "EventPageOrganiser",
    "EventTrait",
    "ImportRun",
    "ImportedEvent",
    "Invitation",
    "Letterhead",
    "MailSubscription",
    "MailText",
    "Occurrence",
    "PersonalFeed",
    "Places",
    "Registration",
    "RegistrationAnswer",
    "RegistrationChange",
    "RegistrationConsent",
    "Reminder",
    "Reply",
    "SavedSelection",
    "ScheduleEntry",
    "SecondPersonTask",
    "TrainingDocument",
    "TrainingIndexPage",
    "TrainingPage",
    "TrainingPageOrganiser",
    "TrainingPartner",
    "TrainingQuestion",
    "TrainingTopic",
    "TrainingTrainer",
    "Venue",
]
