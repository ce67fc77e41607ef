"""Models of the round-tables plugin."""

from tafelrunde_roundtables.models.meetings import AgendaItem, Meeting
from tafelrunde_roundtables.models.pages import RoundTableIndexPage, RoundTablePage
from tafelrunde_roundtables.models.sources import TableSource
from tafelrunde_roundtables.models.tables import RoundTable, Seat

__all__ = ["AgendaItem", "Meeting", "RoundTable", "RoundTableIndexPage", "RoundTablePage", "Seat", "TableSource"]
