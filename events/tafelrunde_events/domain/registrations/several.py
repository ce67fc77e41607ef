"""What staff does about several registrations at once."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.staff import approve
from tafelrunde_events.enums import OPEN_STATES, RegistrationState
from tafelrunde_events.models import Event, Registration

#: No more than these are worked on in one request; a page of the board shows fewer.
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were done, and how many stood otherwise meanwhile and were left alone."""

    done: int
    left_alone: int


def chosen_registrations(event: Event, keys: Collection[int], *, states: Collection[str]) -> list[Registration]:
    """Return the registrations for this event among the chosen ones that are in one of the states, in order."""
    rows = Registration.objects.filter(event=event, pk__in=list(keys)[:MOST_AT_ONCE], state__in=states)
    return list(rows.select_related("event", "person", "contact__person").in_order())


def approve_several(event: Event, keys: Collection[int], *, by: AbstractBaseUser) -> Outcome:
    """Approve the chosen registrations in the order of their submission; each is told for itself."""
    done = 0
    for registration in chosen_registrations(event, keys, states=[RegistrationState.REQUESTED]):
        try:
            approve(registration, by=by)
        except ValidationError:
            continue
        done += 1
    return Outcome(done, len(keys) - done)


def cancel_several(event: Event, keys: Collection[int], *, reason: str, by: AbstractBaseUser) -> Outcome:
    """Cancel the chosen registrations for one reason; each is told for itself."""
    rows = chosen_registrations(event, keys, states=OPEN_STATES)
    # From the end of the list on, so that nobody moves up into a place only to lose it in the next moment.
    for registration in sorted(rows, key=lambda row: row.has_place):
        cancel(registration, reason=reason, by=by)
    return Outcome(len(rows), len(keys) - len(rows))
