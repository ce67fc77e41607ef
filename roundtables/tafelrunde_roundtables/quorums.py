"""How many institutions a meeting needs to decide anything."""

from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event
from tafelrunde_roundtables.models import RoundTable


def quorum_of_table(event: Event) -> int | None:
    """Return the quorum of the table that meets; None for other events and for tables without such a rule."""
    if event.kind != EventKind.MEETING:
        return None
    return RoundTable.objects.filter(meetings__event=event).values_list("quorum", flat=True).first()
