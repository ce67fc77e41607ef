"""Mails to those who registered: one about each thing, through the outbox, in the transaction of the fact (law 5)."""

from enum import StrEnum

from django.utils import timezone

from tafelrunde_events.domain.registrations.links import registration_address
from tafelrunde_events.models import Registration
from tafelrunde_members.domain.mail import Content, Recipient, open_mailing, queue_message
from tafelrunde_members.enums import Visibility

PREFIX = "registration:"


class RegistrationLetter(StrEnum):
    """What a mail tells."""

    CONFIRM = "confirm"
    KNOWN = "known"
    REQUESTED = "requested"
    WAITING = "waiting"
    PLACED = "placed"
    PROMOTED = "promoted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    REFUSED = "refused"
    LAPSED = "lapsed"
    MOVED = "moved"
    CHANGED = "changed"
    EVENT_CANCELLED = "event_cancelled"


def queue_letter(registration: Registration, letter: RegistrationLetter) -> None:
    """Queue the letter to the person, or to the contact of a colleague without an address; nothing without either."""
    holder = registration if registration.email else registration.contact
    if holder is None or not holder.email:
        return
    mailing = open_mailing(
        f"registrations:{registration.event_id}",
        kind="registration",
        title=registration.event.title,
        visibility=Visibility.COORDINATION,
    )
    queue_message(
        mailing,
        recipient=Recipient(email=holder.email, name=holder.full_name, person_id=holder.person_id),
        content=Content(
            subject=f"{registration.event.title}: {letter.value}",
            text="[[registration_url]]\n",
            private={"[[registration_url]]": registration_address(registration)},
        ),
        object_key=f"{PREFIX}{registration.pk}:{letter.value}",
        sequence=int(timezone.now().timestamp()),
        reply_to=registration.event.contact_email,
    )
