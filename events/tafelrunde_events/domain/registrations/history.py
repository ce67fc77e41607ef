"""What happened to a registration: kept for the staff, told to whoever listens."""

from django.contrib.auth.models import AbstractBaseUser

from tafelrunde_events.enums import RegistrationChangeKind
from tafelrunde_events.models import Registration, RegistrationChange
from tafelrunde_events.signals import registration_changed


def note_change_of(
    registration: Registration, kind: RegistrationChangeKind, *, by: AbstractBaseUser | None = None, detail: str = ""
) -> None:
    """Write down what happened, in the transaction in which it happens. `detail` names nobody."""
    RegistrationChange.objects.create(
        registration=registration, kind=kind, detail=detail[:255], by_id=by.pk if by is not None else None
    )
    registration_changed.send(sender=Registration, registration=registration, kind=kind)
