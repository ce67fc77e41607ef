"""Models of the members plugin."""

from tafelrunde_members.models.audiences import Audience, Consent
from tafelrunde_members.models.audit import ConfidentialLogEntry
from tafelrunde_members.models.directory import Offer, Organisation, Responsibility, Sector
from tafelrunde_members.models.mail import DeliveryAttempt, Mailing, MessageBody, OutboxMessage, Suppression
from tafelrunde_members.models.mail_feedback import DeliveryEvent, InboundMessage, MailboxState, UnsubscribeKey
from tafelrunde_members.models.people import Affiliation, Person
from tafelrunde_members.models.regions import Region

__all__ = [
    "Affiliation",
    "Audience",
    "ConfidentialLogEntry",
    "Consent",
    "DeliveryAttempt",
    "DeliveryEvent",
    "InboundMessage",
    "MailboxState",
    "Mailing",
    "MessageBody",
    "Offer",
    "Organisation",
    "OutboxMessage",
    "Person",
    "Region",
    "Responsibility",
    "Sector",
    "Suppression",
    "UnsubscribeKey",
]
