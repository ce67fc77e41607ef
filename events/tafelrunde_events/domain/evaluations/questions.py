"""The questions that the site asks after every training. What was answered once keeps its words for ever."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, gettext
from wagtail.log_actions import log

from tafelrunde_events.models import EvaluationAnswer, EvaluationQuestion

_STEP = 10


def questions_asked() -> list[EvaluationQuestion]:
    """Return the questions that are asked now, in their order."""
    return list(EvaluationQuestion.objects.filter(is_active=True))


def label_of(question: EvaluationQuestion) -> str:
    """Return the question in the active language; as it was written first where it has no other words."""
    is_english = (get_language() or "").startswith("en")
    return question.label_en if is_english and question.label_en else question.label


def add_question(*, by: AbstractBaseUser, **values: Any) -> EvaluationQuestion:
    """Ask a further question (`label`, `label_en`, `kind`, `required`), after all others."""
    with transaction.atomic():
        last = EvaluationQuestion.objects.order_by("-position").values_list("position", flat=True).first() or 0
        question = EvaluationQuestion.objects.create(position=last + _STEP, **values)
        log(instance=question, action="wagtail.create", user=by)
    return question


def change_question(question: EvaluationQuestion, *, by: AbstractBaseUser, **values: Any) -> EvaluationQuestion:
    """Change a question; return it, or the new one that is asked in its place.

    Other words or another kind make a new question where the old one was answered: its answers must not be read as
    answers to something else.
    """
    with transaction.atomic():
        if _means_otherwise(question, values) and _is_answered(question):
            EvaluationQuestion.objects.filter(pk=question.pk).update(is_active=False)
            kept = {"label": question.label, "label_en": question.label_en, "kind": question.kind}
            new = EvaluationQuestion.objects.create(
                **{**kept, "required": question.required, "position": question.position, **values}
            )
            log(instance=new, action="wagtail.create", user=by)
            return new
        for name, value in values.items():
            setattr(question, name, value)
        question.save(update_fields=list(values))
        log(instance=question, action="wagtail.edit", user=by)
    return question


def ask(question: EvaluationQuestion, *, asked: bool, by: AbstractBaseUser) -> None:
    """Stop asking a question, or ask it again."""
    question.is_active = asked
    question.save(update_fields=["is_active"])
    log(instance=question, action="wagtail.edit", user=by)


def delete_question(question: EvaluationQuestion, *, by: AbstractBaseUser) -> None:
    """Delete a question that nobody answered. Raises ValidationError (``answered``)."""
    with transaction.atomic():
        if _is_answered(question):
            raise ValidationError(
                gettext("This question was answered: it can be asked no longer, but not be deleted."), code="answered"
            )
        log(instance=question, action="wagtail.delete", user=by)
        question.delete()


def move_question(question: EvaluationQuestion, *, up: bool) -> None:
    """Let a question change places with the one before it, or after it, among those that are asked."""
    with transaction.atomic():
        rows = list(EvaluationQuestion.objects.select_for_update().filter(is_active=True))
        at = next((number for number, row in enumerate(rows) if row.pk == question.pk), None)
        other = None if at is None else at - 1 if up else at + 1
        if at is None or other is None or not 0 <= other < len(rows):
            return
        rows[at], rows[other] = rows[other], rows[at]
        for number, row in enumerate(rows, start=1):
            row.position = number * _STEP
        EvaluationQuestion.objects.bulk_update(rows, ["position"])


def _means_otherwise(question: EvaluationQuestion, values: dict[str, Any]) -> bool:
    """Tell whether the words change; a translation that was missing so far may be added."""
    changed = {name for name, value in values.items() if getattr(question, name) != value}
    if not question.label_en:
        changed.discard("label_en")
    return bool(changed & {"label", "label_en", "kind"})


def _is_answered(question: EvaluationQuestion) -> bool:
    return EvaluationAnswer.objects.filter(question=question).exists()
