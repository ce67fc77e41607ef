"""The registrations for an event as lists to take along, with the columns that somebody chose."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.registrations.board import Row
from tafelrunde_events.domain.spreadsheets import Cell, Table
from tafelrunde_events.enums import RegistrationSource, RegistrationState
from tafelrunde_events.models import Event, Places, RegistrationAnswer

#: Log actions; their texts are registered in `wagtail_hooks`.
REGISTRATIONS_EXPORTED = "tafelrunde_events.registrations_exported"
SENSITIVE_EXPORTED = "tafelrunde_events.sensitive_answers_exported"
REGISTRATIONS_PRINTED = "tafelrunde_events.registrations_printed"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: what it is called in addresses and for people, and what it says of a row."""

    key: str
    label: str
    cell: Callable[[Row], Cell]
    #: Is chosen where nobody chose.
    usual: bool = True


def own_columns() -> list[ListColumn]:
    """Return the columns that every event has."""
    return [
        ListColumn("status", gettext("State"), lambda row: str(RegistrationState(row.registration.state).label)),
        ListColumn("nachname", gettext("Last name"), _last_name),
        ListColumn("vorname", gettext("First name"), _first_name),
        ListColumn("einrichtung", gettext("Organisation"), lambda row: row.organisation),
        ListColumn("email", gettext("E-mail address"), lambda row: row.address),
        ListColumn("warteliste", gettext("Place on the waiting list"), lambda row: row.position),
        ListColumn("grund", gettext("Why not yet"), lambda row: row.waiting_reason, usual=False),
        ListColumn("angemeldet", gettext("Registered on"), lambda row: row.registration.submitted_at),
        ListColumn("kontakt", gettext("Registered by"), lambda row: row.contact_name, usual=False),
        ListColumn(
            "weg", gettext("Way"), lambda row: str(RegistrationSource(row.registration.source).label), usual=False
        ),
        ListColumn("reserviert", gettext("Reserved place"), lambda row: _yes(row.registration.reserved), usual=False),
        ListColumn(
            "ueberbucht", gettext("Beyond the places"), lambda row: _yes(row.registration.overbooked), usual=False
        ),
        ListColumn("notiz", gettext("Note"), lambda row: row.note, usual=False),
    ]


def question_columns(event: Event, *, sensitive: bool) -> list[ListColumn]:
    """Return a column for each question that was answered: the sensitive ones, or the others; in two queries.

    Questions stand in the order of the form, those that it no longer asks after them.
    """
    answers = RegistrationAnswer.objects.filter(registration__event=event, sensitive=sensitive)
    labels = dict(answers.order_by("key", "label").values_list("key", "label").distinct())
    asked = Places.objects.filter(event=event).values_list("questions", flat=True).first() or []
    keys = [question["key"] for question in asked if question["key"] in labels]
    keys += [key for key in labels if key not in keys]
    return [ListColumn(f"frage-{key}", labels[key], _answer_to(key, sensitive)) for key in keys]


def chosen_columns(event: Event, keys: Collection[str], *, sensitive: bool) -> list[ListColumn]:
    """Return the columns with these keys, the usual ones where none was chosen; sensitive answers only on demand."""
    offered = own_columns() + question_columns(event, sensitive=False)
    chosen = [column for column in offered if column.key in keys] or [column for column in offered if column.usual]
    return chosen + (question_columns(event, sensitive=True) if sensitive else [])


def registrations_table(columns: Collection[ListColumn], rows: Iterable[Row]) -> Table:
    """Return the rows as a table for office programs."""
    return Table(
        title=gettext("Registrations"),
        headings=[column.label for column in columns],
        rows=[[column.cell(row) for column in columns] for row in rows],
    )


def log_list(event: Event, *, action: str, by: AbstractBaseUser) -> None:
    """Write down that somebody took a list along (the entry names neither event nor people)."""
    log(instance=event, action=action, user=by)


def _answer_to(key: str, sensitive: bool) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        answers = row.answers if sensitive else row.open_answers
        return next((one.value for one in answers if one.key == key and one.sensitive == sensitive), "")

    return cell


def _last_name(row: Row) -> Cell:
    return row.registration.last_name if row.name else row.title


def _first_name(row: Row) -> Cell:
    return row.registration.first_name if row.name else ""


def _yes(value: bool) -> str:
    return gettext("yes") if value else ""
