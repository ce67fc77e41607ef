"""The figures as people read them: rows with a total, hidden where few people stand behind, and as a file."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.figures.counts import Counts, counted_trainings
from tafelrunde_events.domain.figures.dimensions import OVERLAPPING, Dimension, labels_by_training, row_order
from tafelrunde_events.domain.spreadsheets import Cell, Table

#: Rows about fewer people than this do not leave the house: who knows one of them could learn about the others.
FEW = 5


class Measure(TextChoices):
    """The columns, by the names of `Counts`."""

    TRAININGS = "trainings", _("Trainings")
    PLACES = "places", _("Places")
    PLACED = "placed", pgettext_lazy("figures", "With a place")
    ATTENDED = "attended", pgettext_lazy("figures", "Attended")
    MISSED = "missed", pgettext_lazy("figures", "No-shows")
    WAITING = "waiting", pgettext_lazy("figures", "Without a place")
    LEFT = "left", pgettext_lazy("figures", "Cancelled registrations")
    CALLED_OFF = "called_off", pgettext_lazy("figures", "Cancelled trainings")
    FOREIGN = "foreign", pgettext_lazy("figures", "Imported trainings")


#: Measures that count people.
OF_PEOPLE = (Measure.PLACED, Measure.ATTENDED, Measure.MISSED, Measure.WAITING, Measure.LEFT)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row; `is_hidden`: how many people stand behind it is not told."""

    label: str
    counts: Counts
    is_hidden: bool = False

    @property
    def cells(self) -> list[int | str]:
        """The numbers in the order of the columns, or words in their place."""
        return [self.cell(measure) for measure in Measure]

    def cell(self, measure: Measure) -> int | str:
        """Return one number, or the words that stand in its place."""
        if self.is_hidden and measure in OF_PEOPLE:
            return pgettext("number of people", "hidden")
        return int(getattr(self.counts, measure.value))


@dataclass(frozen=True, slots=True)
class FigureReport:
    """The figures of one year, or of all, by one dimension. The total counts each training once."""

    dimension: Dimension
    year: int | None
    rows: Sequence[FigureRow]
    total: FigureRow

    @property
    def headings(self) -> list[str]:
        """The headings of the columns, that of the rows first."""
        return [str(self.dimension.label), *(str(measure.label) for measure in Measure)]

    @property
    def period(self) -> str:
        """Which years it is about, in words."""
        return str(self.year) if self.year else gettext("all years")

    @property
    def is_overlapping(self) -> bool:
        """Whether trainings stand in several rows, so that the rows come to more than the total."""
        return self.dimension in OVERLAPPING

    @property
    def has_hidden(self) -> bool:
        """Whether a row hides its people."""
        return any(row.is_hidden for row in self.rows)


def figure_report(
    user: AbstractBaseUser, *, dimension: Dimension, year: int | None = None, now: dt.datetime | None = None
) -> FigureReport:
    """Return the figures of the trainings that the user runs; four queries at most, however many there are."""
    trainings = counted_trainings(user, year=year, now=now)
    labels = labels_by_training(trainings, dimension)
    sums: dict[str, Counts] = defaultdict(Counts)
    total = Counts()
    for training in trainings:
        total += training.counts
        for label in labels[training.event_id]:
            sums[label] += training.counts
    rows = [FigureRow(label, sums[label]) for label in row_order(sums, dimension)]
    return FigureReport(dimension, year, rows, FigureRow(gettext("Total"), total))


def for_passing_on(report: FigureReport) -> FigureReport:
    """Return the figures as they may leave the house: rows about few people hide them.

    A single hidden row could be told from the total, and so could all of them together where they are few people; then
    the rows with the next fewest people are hidden along with them, and the total where there are no others.
    """
    told = sorted((row for row in report.rows if row.counts.people), key=lambda row: row.counts.people)
    hidden = [row for row in told if row.counts.people < FEW]
    others = told[len(hidden) :]
    while hidden and _are_few(hidden) and others:
        hidden.append(others.pop(0))
    labels = {row.label for row in hidden}
    rows = [replace(row, is_hidden=row.label in labels) for row in report.rows]
    return replace(report, rows=rows, total=replace(report.total, is_hidden=bool(hidden) and _are_few(hidden)))


def _are_few(rows: Sequence[FigureRow]) -> bool:
    """Tell whether rows that are hidden could be told from the total."""
    return len(rows) == 1 or sum(row.counts.people for row in rows) < FEW


def figures_table(report: FigureReport) -> Table:
    """Return the figures as a sheet, as they may leave the house."""
    report = for_passing_on(report)
    rows: list[list[Cell]] = [[row.label, *row.cells] for row in (*report.rows, report.total)]
    title = gettext("Figures %(period)s") % {"period": report.period}
    return Table(title=title, headings=report.headings, rows=rows)
