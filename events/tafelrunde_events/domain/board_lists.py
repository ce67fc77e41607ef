"""The answers to an event as lists to take along: a table for office programs, and who signs on the day itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.answer_board import AnswerBoard, BoardFilter, BoardRow
from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.spreadsheets import Cell, Table
from tafelrunde_events.enums import Answer
from tafelrunde_events.models import Event

#: Log actions; their texts are registered in `wagtail_hooks`.
ANSWERS_EXPORTED = "tafelrunde_events.answers_exported"
ANSWERS_PRINTED = "tafelrunde_events.answers_printed"


@dataclass(frozen=True, slots=True)
class Signatory:
    """A line of the list that goes round at the meeting; an empty name is filled in by hand."""

    organisation: str
    name: str
    note: str = ""


def answers_table(board: AnswerBoard, wanted: BoardFilter) -> Table:
    """Return the answers that a reader wants to see as a table; withdrawn invitations are left out."""
    rows = [row for _answer, group in board.groups(wanted) for row in group]
    headings = [
        gettext("Institution"),
        gettext("Sector"),
        gettext("Name"),
        gettext("Answer"),
        gettext("Deputy"),
        gettext("Guests"),
        gettext("Message"),
        gettext("Single dates"),
        gettext("Answered"),
        gettext("Way"),
        gettext("Mail"),
    ]
    return Table(title=gettext("Answers"), headings=headings, rows=[_cells(row) for row in rows])


def signatories(rows: Iterable[BoardRow]) -> list[Signatory]:
    """Return who may be expected on the day: everybody but those who declined, deputies in the place they come for.

    The list passes through many hands: it tells no answers, and specially protected people never stand on it by name
    (law 12).
    """
    lines: list[Signatory] = []
    for row in rows:
        if row.answer == Answer.DECLINED or row.deputy_declined:
            continue
        lines.append(_signatory(row))
        guest = gettext("Guest of %(organisation)s") % {"organisation": row.organisation or lines[-1].name}
        lines += [Signatory(organisation=guest, name="")] * row.guests
    return lines


def log_export(event: Event, *, printed: bool = False, by: AbstractBaseUser) -> None:
    """Write down that somebody took the answers to an event along (the entry names neither event nor people)."""
    log(instance=event, action=ANSWERS_PRINTED if printed else ANSWERS_EXPORTED, user=by)


def _cells(row: BoardRow) -> list[Cell]:
    newest = row.newest
    return [
        row.organisation,
        row.sector.name if row.sector else "",
        row.shown_name,
        str(row.answer.label),
        row.deputy_name,
        row.guests,
        row.invitation.comment,
        _single_dates(row),
        newest.created_at if newest else None,
        newest.get_source_display() if newest else "",
        row.delivery.label,
    ]


def _single_dates(row: BoardRow) -> str:
    return "; ".join(
        f"{short_day_text(reply.occurrence.start_date)}: {reply.get_answer_display()}"
        for reply in row.single_answers
        if reply.occurrence is not None
    )


def _signatory(row: BoardRow) -> Signatory:
    if row.answer == Answer.DELEGATED:
        name = _openly(row.deputy, row.deputy_name)
        return Signatory(organisation=row.organisation, name=name, note=gettext("Deputy"))
    return Signatory(organisation=row.organisation, name=_openly(row, row.name))


def _openly(row: BoardRow | None, name: str) -> str:
    person = row.invitation.person if row else None
    return "" if person is not None and person.protected else name
