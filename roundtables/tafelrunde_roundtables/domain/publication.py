"""What everybody may know of round tables: the same for every visitor, whoever is signed in (laws 11 and 12)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events.models import Occurrence
from tafelrunde_members.models import Organisation
from tafelrunde_roundtables.domain.agenda import TimedItem, timed_agenda
from tafelrunde_roundtables.domain.seats import SectorBalance, draw_balance, represented_sectors
from tafelrunde_roundtables.enums import TableLevel
from tafelrunde_roundtables.figures import TableFigure
from tafelrunde_roundtables.models import AgendaItem, RoundTable, RoundTablePage, Seat

#: Public dates that the page of a table shows.
SHOWN_DATES = 6


@dataclass(frozen=True)
class PublicDate:
    """A public meeting, with its agenda where that is public too."""

    occurrence: Occurrence
    agenda: tuple[TimedItem, ...]


@dataclass(frozen=True)
class PublicSectors:
    """Which parts of society sit at the table: a picture, and the same in words. No institution, no name."""

    balance: SectorBalance
    figure: TableFigure


@dataclass(frozen=True)
class ListedTable:
    """A table in the list of all tables."""

    table: RoundTable
    page: RoundTablePage | None
    next_date: dt.date | None


@dataclass(frozen=True)
class TableGroup:
    """Tables that belong together in the list: the state's, those of one district, those of none."""

    heading: str
    rows: tuple[ListedTable, ...]


def public_dates(table: RoundTable) -> list[PublicDate]:
    """Return the next public meetings, those called off included; none for a table that does not meet."""
    if not table.convenes:
        return []
    occurrences = list(
        Occurrence.objects.public().upcoming().filter(event__meeting__table=table).with_event()[:SHOWN_DATES]
    )
    agendas: dict[int, list[AgendaItem]] = {occurrence.event_id: [] for occurrence in occurrences}
    items = AgendaItem.objects.visible_to(AnonymousUser()).filter(meeting__event__in=agendas)
    for item in items.select_related("meeting"):
        agendas[item.meeting.event_id].append(item)
    return [
        PublicDate(occurrence, tuple(timed_agenda(agendas[occurrence.event_id], date=occurrence)))
        for occurrence in occurrences
    ]


def public_institutions(table: RoundTable) -> list[Organisation]:
    """Return the institutions with a seat, in the order of the directory, those that have agreed to be named."""
    if not table.members_public:
        return []
    seats = Seat.objects.filter(table=table).valid_on()
    return list(Organisation.objects.released().filter(pk__in=seats.values("organisation")))


def public_sectors(table: RoundTable) -> PublicSectors | None:
    """Return which sectors are represented, if the table shows it and has any seats to show."""
    if not (table.members_public or table.show_sectors):
        return None
    balance = represented_sectors(table)
    if not balance.represented:
        return None
    return PublicSectors(balance=balance, figure=draw_balance(balance))


def listed_tables(pages: Iterable[RoundTablePage]) -> list[TableGroup]:
    """Return all tables the public may know of, by level and district, with the pages given for them.

    The state's bodies come first, then districts in alphabetical order, then tables without a district; within a
    district its regional network stands before its municipalities.
    """
    by_table = {page.table_id: page for page in pages}
    tables = RoundTable.objects.listed().with_next_public_date().prefetch_related("regions__parent")
    groups: dict[tuple[int, str], list[ListedTable]] = {}
    for table in sorted(tables, key=_rank):
        row = ListedTable(table=table, page=by_table.get(table.pk), next_date=_next_day(table))
        groups.setdefault(_group_of(table), []).append(row)
    return [TableGroup(heading=heading, rows=tuple(groups[rank, heading])) for rank, heading in sorted(groups)]


def _rank(table: RoundTable) -> tuple[int, str]:
    return TableLevel.values.index(table.level), table.name


def _group_of(table: RoundTable) -> tuple[int, str]:
    """Return rank and heading of a table's group; a table of several districts stands with the first of them."""
    if table.level == TableLevel.STATE:
        return 0, gettext("State-wide")
    names = [region.district.name for region in table.regions.all() if region.district]
    return (1, min(names)) if names else (2, gettext("Without a district"))


def _next_day(table: RoundTable) -> dt.date | None:
    start: dt.datetime | None = getattr(table, "next_public_start", None)
    return timezone.localtime(start).date() if start and table.convenes else None
