"""The mail about a registration once more, for people who say that they got none."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tafelrunde_events.domain.registrations.confirming import reread
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, queue_letter
from tafelrunde_events.domain.registrations.places import lock_places
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Registration

#: The letter that tells how a registration stands.
LETTERS = {
    RegistrationState.UNCONFIRMED: RegistrationLetter.CONFIRM,
    RegistrationState.REQUESTED: RegistrationLetter.REQUESTED,
    RegistrationState.WAITING: RegistrationLetter.WAITING,
    RegistrationState.OFFERED: RegistrationLetter.OFFERED,
    RegistrationState.PLACED: RegistrationLetter.PLACED,
}


def send_again(registration: Registration) -> None:
    """Queue the letter that tells how the registration stands now. Raises ValidationError (``state``)."""
    with transaction.atomic():
        row = reread(registration, lock_places(registration.event))
        letter = LETTERS.get(RegistrationState(row.state))
        if letter is None:
            raise ValidationError(gettext("This registration has ended."), code="state")
        queue_letter(row, letter)
