"""How a training stands: one word for pages, lists and calendars."""

from tafelrunde_events.enums import Booking, TrainingState
from tafelrunde_events.models import Event

_OF_BOOKING = {
    Booking.PLANNED: TrainingState.PLANNED,
    Booking.OPEN: TrainingState.OPEN,
    Booking.FULL: TrainingState.FULL,
    Booking.WAITING_LIST: TrainingState.WAITING_LIST,
    Booking.CLOSED: TrainingState.CLOSED,
}


def training_state(
    event: Event, *, booking: Booking | None = None, is_over: bool = False, has_dates: bool = True
) -> TrainingState | None:
    """Return the state of a training without any query; None where nobody registers and there is nothing to say.

    `booking` is what was counted just now, where somebody counted; otherwise what is stored on the event.
    """
    if event.is_cancelled:
        return TrainingState.CANCELLED
    if is_over:
        return TrainingState.OVER
    if not has_dates:
        return TrainingState.PLANNED
    return _OF_BOOKING.get(Booking(event.booking) if booking is None else booking)
