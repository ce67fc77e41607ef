"""Figures of evaluations, of one training and of all, none of which lets anybody work out what a single person said.

* A training has figures from `THRESHOLD` opinions on, and so has each of its questions.
* Figures of several trainings are the sums of exactly what is shown of each: the difference between a total and what
  else can be seen is the figures of a training that are shown anyway.
* The year is the training's, so no training is split between two totals.
* Figures change only by several opinions at once (`releasing`).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext

from tafelrunde_events.domain.evaluations.questions import label_of
from tafelrunde_events.domain.evaluations.releasing import THRESHOLD
from tafelrunde_events.enums import EvaluationKind
from tafelrunde_events.models import EvaluationAnswer, EvaluationQuestion, EvaluationResponse, Event

#: How often each answer was given, by question.
_Numbers = defaultdict[int, Counter[int]]


@dataclass(frozen=True, slots=True)
class Share:
    """How many gave one answer."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What was answered to one question. Without figures where too few answered it."""

    question: EvaluationQuestion
    numbers: Counter[int] = field(default_factory=Counter)
    texts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The question in the active language."""
        return label_of(self.question)

    @property
    def is_text(self) -> bool:
        """Whether it is answered in words."""
        return self.question.kind == EvaluationKind.TEXT

    @property
    def count(self) -> int:
        """How many answered."""
        return self.numbers.total()

    @property
    def mean(self) -> str:
        """The mean of answers from 1 to 5, with one decimal; empty for other kinds."""
        if self.question.kind != EvaluationKind.SCALE or not self.count:
            return ""
        total = sum(number * count for number, count in self.numbers.items())
        return number_format(_rounded(10 * total, self.count) / 10, 1)

    @property
    def shares(self) -> list[Share]:
        """All possible answers with how often they were given."""
        whole = self.count
        return [
            Share(label, self.numbers[number], _rounded(100 * self.numbers[number], whole) if whole else 0)
            for number, label in choices_of(self.question)
        ]


def _rounded(number: int, whole: int) -> int:
    """Return number / whole, halves rounded up: with `round`, 37.5 % would become 38 and 62.5 % 62."""
    return (2 * number + whole) // (2 * whole)


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """One training in the list of all."""

    event: Event
    year: int
    responses: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one training, or of several."""

    responses: int
    questions: list[QuestionFigures]
    trainings: list[TrainingFigures] = field(default_factory=list)
    #: Whether there are opinions that are shown only together with others to come.
    has_more: bool = False


def choices_of(question: EvaluationQuestion) -> list[tuple[int, str]]:
    """Return the numbers that answer a question, with their words; the best first."""
    if question.kind == EvaluationKind.YES_NO:
        return [(1, gettext("yes")), (0, gettext("no"))]
    if question.kind == EvaluationKind.TEXT:
        return []
    return [(5, gettext("5 (fully)")), (4, "4"), (3, "3"), (2, "2"), (1, gettext("1 (not at all)"))]


def training_figures(event: Event) -> Figures:
    """Return what is shown of one training, with the words of its participants in random order."""
    ours = EvaluationResponse.objects.filter(event=event)
    responses = ours.filter(is_released=True).count()
    has_more = ours.filter(is_released=False).exists()
    if responses < THRESHOLD:
        return Figures(0, [], has_more=has_more)
    numbers = _numbers_by_event([event.pk])[event.pk]
    texts: defaultdict[int, list[str]] = defaultdict(list)
    words = EvaluationAnswer.objects.filter(response__event=event, response__is_released=True).exclude(text="")
    for question, text in words.values_list("question", "text"):
        texts[question].append(text)
    for one in texts.values():
        random.shuffle(one)
    return Figures(responses, _by_question(numbers, texts), has_more=has_more)


def figures_of_years() -> dict[int, int]:
    """Return how many opinions each year has that are shown, the latest year first."""
    return dict(
        EvaluationResponse.objects.filter(is_released=True)
        .order_by("-year")
        .values_list("year")
        .annotate(responses=Count("pk"))
    )


def overall_figures(year: int | None = None) -> Figures:
    """Return the sums over all trainings, of one year or of all, and the trainings they come from.

    A constant number of queries, however many trainings there are. Words are shown with their training alone.
    """
    released = EvaluationResponse.objects.filter(is_released=True)
    if year is not None:
        released = released.filter(year=year)
    rows = released.order_by().values_list("event", "year").annotate(responses=Count("pk"))
    counted = {event: (its_year, count) for event, its_year, count in rows if count >= THRESHOLD}
    events = Event.objects.filter(pk__in=list(counted)).order_by("title", "pk")
    trainings = [TrainingFigures(event, *counted[event.pk]) for event in events]
    total: _Numbers = defaultdict(Counter)
    for numbers in _numbers_by_event(counted).values():
        for question, answers in numbers.items():
            total[question] += answers
    responses = sum(one.responses for one in trainings)
    return Figures(responses, _by_question(total, {}), sorted(trainings, key=lambda one: -one.year))


def _numbers_by_event(events: Iterable[int]) -> defaultdict[int, _Numbers]:
    """Return how often each answer was given, leaving out the questions of a training that too few answered."""
    rows = (
        EvaluationAnswer.objects.filter(
            response__event__in=list(events), response__is_released=True, number__isnull=False
        )
        .order_by()
        .values_list("response__event", "question", "number")
        .annotate(times=Count("pk"))
    )
    found: defaultdict[int, _Numbers] = defaultdict(lambda: defaultdict(Counter))
    for event, question, number, times in rows:
        found[event][question][number] = times
    for numbers in found.values():
        for question in [key for key, answers in numbers.items() if answers.total() < THRESHOLD]:
            del numbers[question]
    return found


def _by_question(numbers: _Numbers, texts: dict[int, list[str]]) -> list[QuestionFigures]:
    """Return figures in the order of the questions: those asked now, and earlier ones that were answered."""
    questions = EvaluationQuestion.objects.order_by("-is_active", "position", "pk")
    return [
        QuestionFigures(question, numbers.get(question.pk, Counter()), tuple(texts.get(question.pk, ())))
        for question in questions
        if question.is_active or question.pk in numbers or question.pk in texts
    ]
