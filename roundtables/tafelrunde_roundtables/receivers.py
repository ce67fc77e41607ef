"""What happens to round tables, handed to the calendar that can be narrowed to one of them."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from tafelrunde_events.domain.versions import note_change
from tafelrunde_roundtables.models import RoundTable


def connect() -> None:
    """Connect the receiver; tables are saved by their coordination, by the network's and by commands."""
    for signal in (post_save, post_delete):
        signal.connect(on_table_change, sender=RoundTable, dispatch_uid="tafelrunde_roundtables.note_change")


def on_table_change(**_kwargs: Any) -> None:
    """Note that the calendar has other filters: one that the public may no longer name must not stay among them."""
    note_change()
