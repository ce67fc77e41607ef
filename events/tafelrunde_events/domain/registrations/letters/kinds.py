"""The letters about a registration, each about one thing."""

from enum import StrEnum


class RegistrationLetter(StrEnum):
    """What somebody who registered is told."""

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


#: Whoever gets one of these knows afterwards when and where the event takes place (`Registration.told_for`).
LETTERS_WITH_DATES = frozenset(
    {
        RegistrationLetter.REQUESTED,
        RegistrationLetter.WAITING,
        RegistrationLetter.PLACED,
        RegistrationLetter.PROMOTED,
        RegistrationLetter.OFFERED,
        RegistrationLetter.MOVED,
        RegistrationLetter.CHANGED,
    }
)
#: Bring the dates as a file, to those who have a place.
LETTERS_WITH_FILE = frozenset(
    {
        RegistrationLetter.PLACED,
        RegistrationLetter.PROMOTED,
        RegistrationLetter.MOVED,
        RegistrationLetter.CHANGED,
        RegistrationLetter.EVENT_CANCELLED,
    }
)
#: Go to an address of which nobody knows yet whose it is: they repeat nothing that was typed into the form.
LETTERS_TO_STRANGERS = frozenset({RegistrationLetter.CONFIRM, RegistrationLetter.KNOWN})
#: End a registration: the personal page has nothing left to offer.
LETTERS_OF_FAREWELL = frozenset(
    {
        RegistrationLetter.CANCELLED,
        RegistrationLetter.CANCELLED_BY_STAFF,
        RegistrationLetter.REFUSED,
        RegistrationLetter.LAPSED,
    }
)
