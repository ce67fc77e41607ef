"""The evaluation that participants fill in, and the questions that the staff writes for it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.evaluations.questions import label_of
from tafelrunde_events.domain.evaluations.results import choices_of
from tafelrunde_events.enums import EvaluationKind
from tafelrunde_events.models import EvaluationAnswer, EvaluationQuestion

_LONGEST = EvaluationAnswer._meta.get_field("text").max_length  # noqa: SLF001 (Django's documented name)


class EvaluationForm(forms.Form):
    """One field for each question; nobody has to answer all of them."""

    def __init__(self, data: Any = None, *, questions: Sequence[EvaluationQuestion]) -> None:
        super().__init__(data)
        self.questions = {f"question_{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            self.fields[name] = _field(question)

    def clean(self) -> dict[str, Any]:
        """Refuse a sheet without a single answer: it would use up the link."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(gettext("Please answer at least one question."), code="empty")
        return values

    @property
    def answers(self) -> dict[EvaluationQuestion, int | str]:
        """The answers that were given."""
        return {
            question: value if question.kind == EvaluationKind.TEXT else int(value)
            for name, question in self.questions.items()
            if (value := self.cleaned_data.get(name, "").strip())
        }


class QuestionForm(forms.ModelForm):
    """A question, as the staff writes it."""

    class Meta:
        model = EvaluationQuestion
        fields = ("label", "label_en", "kind", "required")


def _field(question: EvaluationQuestion) -> forms.Field:
    label = label_of(question)
    if question.kind == EvaluationKind.TEXT:
        return forms.CharField(
            label=label,
            help_text=_("Please name nobody, and write nothing by which you can be recognised."),
            required=question.required,
            max_length=_LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    choices = [(str(number), text) for number, text in choices_of(question)]
    return forms.ChoiceField(label=label, choices=choices, required=question.required, widget=forms.RadioSelect)
