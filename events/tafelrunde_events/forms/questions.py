"""The editors' own questions as fields of a form, built by Wagtail's form builder, and the answers as stored text."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext
from wagtail.contrib.forms.forms import FormBuilder

#: How the names of questions begin, so that a question called "email" is no other field.
PREFIX = "frage_"
#: Between several values of one answer: choices hold no line break, but may hold commas.
_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class _Question:
    """A published question under the names that the form builder knows."""

    clean_name: str
    label: str
    help_text: str
    field_type: str
    required: bool
    choices: tuple[str, ...]
    default_value: str


class QuestionBuilder(FormBuilder):
    """Wagtail's builder with the controls that browsers have for dates and long texts."""

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Leave room for a paragraph."""
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, **options)

    def create_date_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Let the browser's own control ask for the day."""
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def create_datetime_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Let the browser's own control ask for day and time."""
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **options)

    def create_dropdown_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Begin with nothing chosen, so that nobody answers by leaving it alone."""
        choices = [("", gettext("Please choose")), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(choices=choices, **options)

    def get_formatted_field_choices(self, field: Any) -> list[tuple[str, str]]:
        """Take the choices as they were published; commas in them part nothing."""
        return [(choice, choice) for choice in field.choices]


def question_fields(questions: Sequence[Mapping[str, Any]]) -> dict[str, forms.Field]:
    """Return the fields of published questions (`Places.questions`) under their prefixed names, in order."""
    builder = QuestionBuilder([_question(question) for question in questions])
    return {f"{PREFIX}{name}": field for name, field in builder.formfields.items()}


def stored_answers(questions: Sequence[Mapping[str, Any]], cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return what was answered as text, by the keys of the questions; an empty text where nothing was said."""
    return {question["key"]: _as_text(cleaned.get(f"{PREFIX}{question['key']}")) for question in questions}


def typed_answers(questions: Sequence[Mapping[str, Any]], stored: Mapping[str, str]) -> dict[str, Any]:
    """Return stored answers as first values of the fields that `question_fields` makes."""
    known = [question for question in questions if question["key"] in stored]
    return {f"{PREFIX}{question['key']}": _as_value(question["type"], stored[question["key"]]) for question in known}


def _question(question: Mapping[str, Any]) -> _Question:
    return _Question(
        clean_name=question["key"],
        label=question["label"],
        help_text=conditional_escape(question.get("help_text", "")),
        field_type=question["type"],
        required=bool(question.get("required")),
        choices=tuple(question.get("choices", ())),
        default_value=question.get("default", ""),
    )


def _as_text(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return gettext("Yes")
        case list():
            return _SEPARATOR.join(value)
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


def _as_value(field_type: str, text: str) -> Any:
    match field_type:
        case "checkbox":
            return bool(text)
        case "checkboxes" | "multiselect":
            return text.split(_SEPARATOR) if text else []
        case "datetime":
            return text.replace(" ", "T")
        case _:
            return text
