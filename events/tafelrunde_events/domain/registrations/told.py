"""What those who registered know of dates and place: which state the last letter told them."""

import hashlib

from tafelrunde_events.domain.calendar_text import place_of
from tafelrunde_events.domain.open_states import open_state_of
from tafelrunde_events.domain.plan import EventPlan

#: What those know who were told that the event does not take place.
TOLD_OF_CANCELLATION = "cancelled"


def state_to_tell(plan: EventPlan) -> str:
    """Return a hash over times and places of the dates that take place, the room included."""
    known = f"{open_state_of(plan)} {place_of(plan.event)}"
    return hashlib.sha256(known.encode()).hexdigest()
