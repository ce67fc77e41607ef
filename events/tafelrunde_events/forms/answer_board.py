"""What somebody wants to see of a board of answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.answer_board import ORDER_OF_ANSWERS, AnswerBoard, BoardFilter


class BoardFilterForm(forms.Form):
    """Answer, sector and text. What is wrong in an address narrows nothing."""

    antwort = forms.ChoiceField(label=_("Answer"), required=False)
    bereich = forms.ChoiceField(label=_("Sector"), required=False)
    q = forms.CharField(
        label=_("Name, institution or message"), required=False, max_length=100, widget=forms.SearchInput
    )

    def __init__(self, data: Any, *, board: AnswerBoard) -> None:
        super().__init__(data)
        sectors = [
            (str(count.sector.pk) if count.sector else "0", count.sector.name if count.sector else _("No sector given"))
            for count in board.sectors
        ]
        self._offer("antwort", [(answer.value, answer.label) for answer in ORDER_OF_ANSWERS])
        self._offer("bereich", sectors)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("all")), *choices]

    @property
    def wanted(self) -> BoardFilter:
        """What is asked for."""
        self.is_valid()
        values = self.cleaned_data
        sector = values.get("bereich")
        return BoardFilter(
            answer=values.get("antwort", ""),
            sector=int(sector) if sector else None,
            text=values.get("q", "").strip(),
        )
