"""What staff types on the pages about registrations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.registrations.board import (
    ORDER_OF_STATES,
    RegistrationFilter,
    organisations_of,
)
from tafelrunde_events.domain.registrations.entering import PlaceWanted
from tafelrunde_events.domain.registrations.lists import ListColumn
from tafelrunde_events.domain.registrations.other_dates import OtherDate
from tafelrunde_events.forms.questions import question_fields, stored_answers
from tafelrunde_events.models import Event, Places, Registration


def _limit(name: str) -> int | None:
    field: Any = Registration._meta.get_field(name)  # noqa: SLF001 (Django's documented name)
    limit: int | None = field.max_length
    return limit


class RegistrationFilterForm(forms.Form):
    """State, organisation and words. What is wrong in an address narrows nothing."""

    zustand = forms.ChoiceField(label=_("State"), required=False)
    einrichtung = forms.ChoiceField(label=_("Organisation"), required=False)
    q = forms.CharField(
        label=_("Name, address or organisation"), required=False, max_length=100, widget=forms.SearchInput
    )

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data)
        self._offer("zustand", [(state.value, state.label) for state in ORDER_OF_STATES])
        self._offer("einrichtung", organisations_of(event))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("all")), *choices]

    @cached_property
    def wanted(self) -> RegistrationFilter:
        """What is asked for."""
        self.is_valid()
        values = self.cleaned_data
        return RegistrationFilter(
            state=values.get("zustand", ""),
            organisation=values.get("einrichtung", ""),
            text=values.get("q", "").strip(),
        )


class ReasonForm(forms.Form):
    """Why something ends; the person reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=_limit("end_reason"),
        help_text=_("Stands in the mail to the person. Please name nobody else."),
        widget=forms.TextInput,
    )


class CancelForm(ReasonForm):
    """Cancelling, with the colleagues whom somebody brought along where there are any."""

    with_companions = forms.BooleanField(label=_("Cancel the colleagues registered along as well"), required=False)

    def __init__(self, *args: Any, companions: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not companions:
            del self.fields["with_companions"]


class PlaceForm(forms.Form):
    """Which of the places somebody gets."""

    reserved = forms.ChoiceField(
        label=_("Which place"),
        choices=[("", _("A free place")), ("1", _("One of the reserved places"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, reserved_left: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reserved_left:
            del self.fields["reserved"]


class MoveForm(forms.Form):
    """The event to move somebody to; dates of the same training stand first."""

    event = forms.TypedChoiceField(label=_("Move to"), coerce=int)

    def __init__(self, *args: Any, others: list[OtherDate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = [_choice(other) for other in others if other.is_same]
        further = [_choice(other) for other in others if not other.is_same]
        groups = [(_("Other dates of this training"), same), (_("Other events"), further)]
        field: Any = self.fields["event"]
        field.choices = [("", _("Please choose")), *[group for group in groups if group[1]]]
        if not others:
            field.help_text = _("No other event to come takes registrations.")


class NoteForm(forms.Form):
    """What staff should know."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=_limit("note"),
        help_text=_("For staff. Whoever asks what is stored about them reads it, too."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DetailsForm(forms.Form):
    """Who somebody is, and what they answered; on the phone some questions stay open."""

    first_name = forms.CharField(label=_("First name"), required=False, max_length=_limit("first_name"))
    last_name = forms.CharField(label=_("Last name"), max_length=_limit("last_name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Without one nobody is written to: please tell the person what they need to know."),
    )
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=_limit("organisation"))

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for name, field in question_fields(questions).items():
            field.required = False
            self.fields[name] = field

    @property
    def details(self) -> dict[str, str]:
        """Name, address and organisation as typed."""
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email", "organisation")}

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by the keys of the questions."""
        return stored_answers(self.questions, self.cleaned_data)


class EntryForm(DetailsForm):
    """Somebody who registered by phone, by post or in person."""

    wanted = forms.ChoiceField(
        label=_("Which place"), choices=PlaceWanted.choices, initial=PlaceWanted.USUAL, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=_limit("note"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, places: Places, reserved_left: int, **kwargs: Any) -> None:
        super().__init__(*args, questions=places.questions, **kwargs)
        field: Any = self.fields["wanted"]
        offered = [choice for choice in PlaceWanted if choice != PlaceWanted.RESERVED or reserved_left]
        field.choices = [(choice.value, choice.label) for choice in offered]
        self.order_fields([name for name in self.fields if name not in ("wanted", "note")])


class ListForm(forms.Form):
    """Which columns a list has. What is wrong in an address is as if nobody had chosen."""

    spalten = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, columns: list[ListColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["spalten"]
        field.choices = [(column.key, column.label) for column in columns]
        field.initial = [column.key for column in columns if column.usual]


def _choice(other: OtherDate) -> tuple[int, str]:
    begins = date_format(timezone.localtime(other.begins), "SHORT_DATETIME_FORMAT")
    return other.event.pk, f"{begins}, {other.event.title} ({other.event.get_booking_display()})"
