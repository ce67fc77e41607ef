"""Figures of evaluations as tables for office programs."""

from collections.abc import Iterator

from django.utils.translation import gettext

from tafelrunde_events.domain.evaluations.results import Figures, QuestionFigures, overall_figures, training_figures
from tafelrunde_events.domain.spreadsheets import Cell, Table
from tafelrunde_events.enums import EvaluationKind
from tafelrunde_events.models import Event

_SCALE = (1, 2, 3, 4, 5)


def training_table(event: Event) -> Table:
    """Return the figures of one training, and below them what was said in words."""
    return _table(training_figures(event))


def overall_table(year: int | None = None) -> Table:
    """Return the figures of all trainings, of one year or of all."""
    return _table(overall_figures(year))


def _table(figures: Figures) -> Table:
    headings = [
        gettext("Question"),
        gettext("Answers"),
        gettext("Mean"),
        *map(str, _SCALE),
        gettext("Yes"),
        gettext("No"),
        gettext("In words"),
    ]
    return Table(title=gettext("Evaluation"), headings=headings, rows=list(_rows(figures.questions)))


def _rows(questions: list[QuestionFigures]) -> Iterator[list[Cell]]:
    for one in questions:
        if one.is_text:
            for text in one.texts:
                yield [one.label, *[None] * (len(_SCALE) + 4), text]
        elif one.count:
            is_scale = one.question.kind == EvaluationKind.SCALE
            scale = [one.numbers[number] if is_scale else None for number in _SCALE]
            yes_no = [None if is_scale else one.numbers[1], None if is_scale else one.numbers[0]]
            yield [one.label, one.count, one.mean, *scale, *yes_no, None]
