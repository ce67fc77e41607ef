"""The agenda of a meeting: writing it, and when each item comes up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext, ngettext, pgettext

from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.models import Event, Occurrence
from tafelrunde_roundtables.enums import AgendaItemKind
from tafelrunde_roundtables.models import AgendaItem, Meeting


@dataclass(frozen=True)
class AgendaEntry:
    """One item as it was entered; `pk` names the stored item that it changes, a `note` of None keeps the note."""

    title: str
    kind: str = AgendaItemKind.DISCUSSION
    minutes: int | None = None
    speaker: str = ""
    note: str | None = None
    pk: int | None = None


@dataclass(frozen=True)
class TimedItem:
    """An item with the time at which it comes up; no time behind an item of unknown length."""

    item: AgendaItem
    number: int
    time: dt.time | None


def replace_agenda(meeting: Meeting, entries: Iterable[AgendaEntry]) -> list[AgendaItem]:
    """Make the agenda consist of these entries in this order.

    Stored items keep their identity, because minutes and decisions will refer to them; items that no entry names are
    deleted, and a `pk` of another meeting counts as unknown. Raises ValidationError for an item without a title.
    """
    known = {item.pk: item for item in meeting.agenda.all()}
    items = []
    with transaction.atomic():
        for position, entry in enumerate(entries, start=1):
            item = known.pop(entry.pk or 0, None) or AgendaItem(meeting=meeting)
            item.position = position
            item.title, item.kind, item.minutes = entry.title.strip(), entry.kind, entry.minutes
            item.speaker = entry.speaker.strip()
            item.note = item.note if entry.note is None else entry.note.strip()
            item.full_clean(exclude=["meeting"])
            item.save()
            items.append(item)
        AgendaItem.objects.filter(pk__in=known).delete()
    return items


def timed_agenda(items: Sequence[AgendaItem], *, date: Occurrence | None) -> list[TimedItem]:
    """Return the items with the wall-clock time at which each comes up, as far as date and planned minutes tell."""
    wall = date.start_wall if date else None
    start = wall if isinstance(wall, dt.datetime) else None
    timed = []
    for number, item in enumerate(items, start=1):
        timed.append(TimedItem(item=item, number=number, time=start.time() if start else None))
        start = start + item.duration if start and item.minutes else None
    return timed


def agenda_of(meeting: Meeting) -> list[TimedItem]:
    """Return the agenda of the meeting with the time at which each item comes up."""
    return timed_agenda(list(meeting.agenda.all()), date=meeting.date)


def agenda_section(event: Event) -> Section | None:
    """Return the agenda for those who are invited to a meeting; None for other events and empty agendas.

    Registered in `tafelrunde_events.domain.invitation_sections`. Notes stay with the coordination.
    """
    meeting = Meeting.objects.filter(event=event).first()
    if meeting is None:
        return None
    items = [
        (f"{row.time:%H:%M}" if row.time else f"{row.number}.", _item_text(row.item)) for row in agenda_of(meeting)
    ]
    return Section(title=gettext("Agenda"), items=items) if items else None


def _item_text(item: AgendaItem) -> str:
    """Return "Title (Decision, 15 minutes, introduced by …)"."""
    details = [str(item.get_kind_display())]
    if item.minutes:
        details.append(ngettext("%(counter)s minute", "%(counter)s minutes", item.minutes) % {"counter": item.minutes})
    if item.speaker:
        details.append(pgettext("agenda item", "introduced by %(name)s") % {"name": item.speaker})
    return f"{item.title} ({', '.join(details)})"
