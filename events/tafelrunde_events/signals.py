"""Signals by which higher plugins learn what happened to an event."""

from enum import StrEnum

from django.dispatch import Signal


class Change(StrEnum):
    """Which side of an event changed."""

    TIME = "time"
    PLACE = "place"
    STATUS = "status"
    TEXT = "text"
    VISIBILITY = "visibility"


#: Sent inside the transaction that changes an existing event, after its rows and its calendar text were stored, so
#: that receivers queue mail in the same transaction (law 5). Never sent for a new event or for new dates of a rule.
#: Arguments: `event` (the fresh `Event`), `changes` (a frozenset of `Change`).
event_changed = Signal()

#: Sent inside the transaction that records an answer to an invitation. Argument: `reply` (the new `Reply`).
answer_recorded = Signal()

#: Sent inside the transaction that changes a registration. Arguments: `registration` (as it stands now) and `kind` (a
#: `RegistrationChangeKind`).
registration_changed = Signal()
