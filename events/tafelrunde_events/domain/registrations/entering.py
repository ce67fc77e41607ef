"""People whom staff registers: by phone, by post, as guests."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.links import give_secrets
from tafelrunde_events.domain.registrations.names import protected_people
from tafelrunde_events.domain.registrations.places import is_registered, lock_places
from tafelrunde_events.domain.registrations.staff import change_details, place_anyway, place_now
from tafelrunde_events.domain.registrations.submitting import NewPerson, submit
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationSource
from tafelrunde_events.models import Event, Places, Registration
from tafelrunde_members.validators import validate_deliverable_address


class PlaceWanted(TextChoices):
    """Which place staff gives to somebody whom it registers."""

    USUAL = "usual", _("As everybody: a free place, otherwise the waiting list")
    RESERVED = "reserved", _("One of the reserved places")
    BEYOND = "beyond", _("In any case, even if all places are taken")


def enter(
    event: Event,
    person: NewPerson,
    *,
    wanted: PlaceWanted,
    language: str,
    answers: Mapping[str, str],
    note: str = "",
    by: AbstractBaseUser,
) -> Registration:
    """Register somebody who told staff so; nothing is to be confirmed. Returns the registration as it stands then.

    Raises ValidationError: ``registered``, ``email``, ``name``, or ``full`` where no reserved place is left. Then
    nothing is stored.
    """
    with transaction.atomic():
        if wanted == PlaceWanted.USUAL:
            source = RegistrationSource.STAFF
            registration = submit(
                event, [person], language=language, source=source, answers=answers, confirmed=True, by=by
            )
        else:
            registration = _new_row(lock_places(event), person, language=language, by=by)
            if wanted == PlaceWanted.RESERVED:
                place_now(registration, reserved=True, by=by)
            else:
                place_anyway(registration, by=by)
            change_details(registration, by=by, answers=answers)
        registration.refresh_from_db()
        if note:
            registration.note = note
            registration.save(update_fields=["note"])
    return registration


def _new_row(places: Places, person: NewPerson, *, language: str, by: AbstractBaseUser) -> Registration:
    """Store the row that gets its place in the next moment, without a letter that asks to confirm an address."""
    if person.email:
        validate_deliverable_address(person.email)
        if is_registered(places.event, person.email):
            raise ValidationError(gettext("This address is registered already."), code="registered")
    registration = Registration(
        event=places.event,
        person=protected_people([person.email]).get(person.email.strip().lower()),
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        organisation=person.organisation,
        language=language,
        source=RegistrationSource.STAFF,
    )
    give_secrets(registration)
    registration.save()
    note_change_of(registration, RegistrationChangeKind.SUBMITTED, by=by)
    return registration
