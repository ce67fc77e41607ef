"""Models of the members plugin."""

from tafelrunde_members.models.audit import ConfidentialLogEntry
from tafelrunde_members.models.directory import Offer, Organisation, Responsibility, Sector
from tafelrunde_members.models.mail import DeliveryAttempt, Mailing, OutboxMessage, Suppression
from tafelrunde_members.models.people import Affiliation, Person
from tafelrunde_members.models.regions import Region

__all__ = [
    "Affiliation",
    "ConfidentialLogEntry",
    "DeliveryAttempt",
    "Mailing",
    "Offer",
    "Organisation",
    "OutboxMessage",
    "Person",
    "Region",
    "Responsibility",
    "Sector",
    "Suppression",
]
