"""The editors' own questions, from rows of a page to plain data that outlives it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from tafelrunde_events.forms.training_rows import split_choices

if TYPE_CHECKING:
    from tafelrunde_events.models.training_pages import TrainingQuestion


def asked_questions(rows: "Iterable[TrainingQuestion]") -> list[dict[str, Any]]:
    """Return questions as plain data; their keys are unique, and stay when the words of a stored question change."""
    questions: list[dict[str, Any]] = []
    keys: set[str] = set()
    for row in rows:
        base = row.clean_name or slugify(row.label).replace("-", "_") or "question"
        key, number = base, 1
        while key in keys:
            number += 1
            key = f"{base}_{number}"
        keys.add(key)
        questions.append(
            {
                "key": key,
                "label": row.label,
                "help_text": row.help_text,
                "type": row.field_type,
                "required": row.required,
                "choices": split_choices(row.choices),
                "default": row.default_value,
                "sensitive": row.sensitive,
            }
        )
    return questions
