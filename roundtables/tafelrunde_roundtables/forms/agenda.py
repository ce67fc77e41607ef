"""The rows of an agenda: added, removed and put in order with a script, and just as well without one."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.renderers import get_default_renderer
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.enums import AgendaItemKind
from tafelrunde_roundtables.models import AgendaItem, Meeting

#: Empty rows below the items.
BLANK_ROWS = 4
#: Nobody's agenda is longer; more rows than that come from a script and not from a person.
MOST_ITEMS = 100
PREFIX = "agenda"
#: The submit button that asks for more empty rows instead of saving.
MORE_ROWS = "more_rows"


class AgendaItemForm(forms.Form):
    """One row; a row without any text is no item."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=pgettext_lazy("agenda", "Item"), max_length=255, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=AgendaItemKind.choices, initial=AgendaItemKind.DISCUSSION, required=False
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, required=False)
    speaker = forms.CharField(label=_("Introduced by"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row that says something and has no title."""
        values = super().clean() or {}
        if not values.get("title") and (values.get("speaker") or values.get("minutes")):
            self.add_error("title", _("Please give the item a title, or empty the row."))
        return values


class AgendaFormSet(forms.BaseFormSet[AgendaItemForm]):
    """An agenda as a whole."""

    form = AgendaItemForm
    renderer = get_default_renderer()
    edit_only = validate_max = validate_min = False
    extra = BLANK_ROWS
    min_num = 0
    max_num = absolute_max = MOST_ITEMS
    can_order = can_delete = can_delete_extra = True

    @classmethod
    def of(cls, meeting: Meeting | None, data: Any = None) -> Self:
        """Return the rows of a meeting's agenda (none for a meeting to be), filled with what was sent."""
        items = meeting.agenda.all() if meeting else AgendaItem.objects.none()
        initial = [
            {"pk": item.pk, "title": item.title, "kind": item.kind, "minutes": item.minutes, "speaker": item.speaker}
            for item in items
        ]
        return cls(data, initial=initial, prefix=PREFIX)

    @classmethod
    def with_more_rows(cls, data: QueryDict) -> Self:
        """Return what was sent, in its order and without the rows to be removed, with room for more."""
        rows = [
            {name: form[name].value() for name in (*AgendaItemForm.base_fields, ORDERING_FIELD_NAME)}
            for form in cls(data, prefix=PREFIX).forms
            if not form[DELETION_FIELD_NAME].value()
        ]
        return cls(initial=sorted(rows, key=_typed_position), prefix=PREFIX)

    def add_fields(self, form: AgendaItemForm, index: int | None) -> None:
        """Give the fields of order and removal names a person understands."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Position")
        form.fields["DELETE"].label = _("Remove")

    def entries(self) -> list[AgendaEntry]:
        """Return the items in their order, once the rows are valid."""
        rows = [form.cleaned_data for form in self.ordered_forms if form.cleaned_data.get("title")]
        return [
            AgendaEntry(
                pk=row["pk"],
                title=row["title"],
                kind=row["kind"] or AgendaItemKind.DISCUSSION,
                minutes=row["minutes"],
                speaker=row["speaker"],
            )
            for row in rows
        ]


def _typed_position(row: Mapping[str, Any]) -> float:
    """Return the position as it was typed; rows without one stand last."""
    typed = str(row[ORDERING_FIELD_NAME] or "")
    return int(typed) if typed.isdecimal() else float("inf")
