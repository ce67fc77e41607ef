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
    event: Event,
    *,
    booking: Booking | None = None,
    is_over: bool = False,
    has_dates: bool = True,
    all_called_off: bool = False,
) -> TrainingState | None:
    """Return the state of a training without any query; None where nobody registers and there is nothing to say.

    `booking` is what was counted just now, where somebody counted; otherwise what is stored on the event. For readers
    it is the same whether the event was called off or, one by one, all of its dates.
    """
    if event.is_cancelled or all_called_off:
        return TrainingState.CANCELLED
    if is_over:
        return TrainingState.OVER
    if not has_dates:
        return TrainingState.PLANNED
    return _OF_BOOKING.get(Booking(event.booking) if booking is None else booking)
