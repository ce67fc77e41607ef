"""The forms with which people register for an event, and change what they said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.enums import OrganisationAsked
from tafelrunde_events.forms.person_names import PersonNameField
from tafelrunde_events.forms.questions import PREFIX, question_fields, stored_answers, typed_answers
from tafelrunde_events.forms.robots import ProofOfWork, RobotTraps
from tafelrunde_events.models import ConsentText, Places, Registration
from tafelrunde_members.forms.addresses import DeliverableAddressField

#: Colleagues that the form asks for at first, and how many more each time somebody wants more.
ROWS_AT_FIRST, MORE_ROWS = 3, 5
_CONSENT = "einwilligung_"
_COLLEAGUE = "person"
_ROW = ("first_name", "last_name", "email")


class PersonFields(forms.Form):
    """Who somebody is: name, organisation as the terms ask for it, and the editors' own questions."""

    places: Places

    first_name = PersonNameField(label=_("First name"), autocomplete="given-name")
    last_name = PersonNameField(label=_("Last name"), autocomplete="family-name")
    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )

    def ask_what_the_terms_ask(self, *, questions: bool = True) -> None:
        """Add the questions, and ask for the organisation as far as the terms do."""
        match self.places.organisation_asked:
            case OrganisationAsked.NO:
                del self.fields["organisation"]
            case OrganisationAsked.OPTIONAL:
                self.fields["organisation"].required = False
        if questions:
            self.fields |= question_fields(self.places.questions)

    def question_rows(self) -> Iterator[BoundField]:
        """The fields of the editors' questions."""
        return (self[name] for name in self.fields if name.startswith(PREFIX))

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by the keys of the questions."""
        return stored_answers(self.places.questions, self.cleaned_data)


class RegistrationForm(PersonFields, RobotTraps, ProofOfWork):
    """Everything that is needed to get a place, for oneself and for colleagues, and nothing else."""

    template_name = "tafelrunde_events/includes/registration_fields.html"
    trap_salt = "tafelrunde_events.registration"

    email = DeliverableAddressField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    #: What the page promised when it was filled in, and how many colleagues it asked for.
    promised = forms.CharField(widget=forms.HiddenInput, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("first_name", "last_name", "email", "organisation")

    def __init__(self, places: Places, consents: Sequence[ConsentText], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.consents = places, consents
        self.ask_what_the_terms_ask()
        self.row_numbers = range(2, 2 + self._number_of_rows())
        for number in self.row_numbers:
            self.fields |= {_name(number, name): _colleague_field(name) for name in _ROW}
        for text in consents:
            self.fields[f"{_CONSENT}{text.pk}"] = _consent_field(text)

    @property
    def person_rows(self) -> list[BoundField]:
        """The fields about the person who sends the form."""
        return [self[name] for name in (*self.field_order,) if name in self.fields]

    @property
    def colleague_rows(self) -> list[tuple[int, list[BoundField]]]:
        """The fields about each colleague, under their number in the group."""
        return [(number, [self[_name(number, name)] for name in _ROW]) for number in self.row_numbers]

    @property
    def consent_rows(self) -> list[BoundField]:
        """The boxes to be ticked."""
        return [self[f"{_CONSENT}{text.pk}"] for text in self.consents]

    @property
    def contact_address(self) -> str:
        """Where somebody registers who cannot use the form: the event's role mailbox, otherwise the site's."""
        return self.places.event.contact_email or conf.site_address()

    @property
    def can_have_more_rows(self) -> bool:
        """Whether more colleagues may be registered than the form has room for."""
        return len(self.row_numbers) < self.most_colleagues

    @property
    def most_colleagues(self) -> int:
        """How many people may be registered along."""
        return self.places.group_size - 1

    @property
    def has_colleagues(self) -> bool:
        """Whether the part about colleagues should stand open."""
        rows = (row for _number, fields in self.colleague_rows for row in fields)
        return len(self.row_numbers) > ROWS_AT_FIRST or any(row.value() or row.errors for row in rows)

    def with_more_rows(self) -> Self:
        """Return the form with room for more colleagues and everything that was typed, before it is checked."""
        return self.as_typed(rows=len(self.row_numbers) + MORE_ROWS)

    def as_typed(self, **changed: Any) -> Self:
        """Return the form with what was typed as its first values: nothing is checked, and nothing is lost."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        return type(self)(self.places, self.consents, initial=typed | changed)

    def clean(self) -> dict[str, Any]:
        """Ask for the whole name of each colleague, and for an address of each one's own."""
        cleaned = super().clean()
        addresses = [cleaned.get("email", "").lower()]
        for number in self.row_numbers:
            self._check_colleague(number, cleaned, addresses)
        return cleaned

    @property
    def people(self) -> list[NewPerson]:
        """Who is to be registered: first the person who sends the form."""
        cleaned = self.cleaned_data
        organisation = cleaned.get("organisation", "")
        people = [NewPerson(cleaned["first_name"], cleaned["last_name"], cleaned["email"], organisation)]
        for number in self.row_numbers:
            first_name, last_name, email = (cleaned[_name(number, name)] for name in _ROW)
            if first_name or last_name or email:
                people.append(NewPerson(first_name, last_name, email, organisation))
        return people

    @property
    def consents_given(self) -> list[ConsentText]:
        """The texts whose boxes were ticked."""
        return [text for text in self.consents if self.cleaned_data.get(f"{_CONSENT}{text.pk}")]

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show why nobody was registered, beside the field it is about where there is one."""
        field = getattr(refusal, "code", "")
        self.add_error(field if field in self.fields else None, refusal)

    def _number_of_rows(self) -> int:
        wished = str((self.data if self.is_bound else self.initial).get("rows", ""))
        number = int(wished) if wished.isdecimal() and len(wished) < 5 else ROWS_AT_FIRST
        return max(0, min(number, self.places.group_size - 1))

    def _check_colleague(self, number: int, cleaned: Mapping[str, Any], addresses: list[str]) -> None:
        values = {name: cleaned.get(_name(number, name), "") for name in _ROW}
        if not any(values.values()):
            return
        for name in ("first_name", "last_name"):
            key = _name(number, name)
            if not values[name] and key not in self.errors:
                self.add_error(key, ValidationError(_("Please enter first and last name."), code="name"))
        address = values["email"].lower()
        if address and address in addresses:
            message = _("Each person needs an address of their own, or none.")
            self.add_error(_name(number, "email"), ValidationError(message, code="email"))
        addresses.append(address)


class DetailsForm(PersonFields):
    """What somebody who is registered can change: not the address, which was confirmed."""

    def __init__(self, registration: Registration, places: Places, data: Any = None) -> None:
        self.places = places
        stored = {answer.key: answer.value for answer in registration.answers.all()}
        names = {name: getattr(registration, name) for name in ("first_name", "last_name", "organisation")}
        super().__init__(data, initial=names | typed_answers(places.questions, stored), prefix="angaben")
        # The questions were answered by whoever registered, for the whole group.
        self.asks_questions = registration.contact_id is None
        self.ask_what_the_terms_ask(questions=self.asks_questions)
        if not shown_name(registration):  # under special protection; the page does not name such people
            del self.fields["first_name"], self.fields["last_name"]

    @property
    def details(self) -> dict[str, str]:
        """The names and the organisation as `change_details` takes them."""
        return {name: self.cleaned_data[name] for name in PersonFields.base_fields if name in self.cleaned_data}


def _name(number: int, name: str) -> str:
    return f"{_COLLEAGUE}{number}_{name}"


def _colleague_field(name: str) -> forms.Field:
    # Browsers would fill in the person who sits before them.
    match name:
        case "first_name":
            return PersonNameField(label=_("First name"), autocomplete="off", required=False)
        case "last_name":
            return PersonNameField(label=_("Last name"), autocomplete="off", required=False)
        case _:
            return DeliverableAddressField(
                label=_("E-mail address"),
                help_text=_("Then this person confirms the registration and gets mails of their own."),
                max_length=254,
                required=False,
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )


def _consent_field(text: ConsentText) -> forms.Field:
    message = gettext("Without this consent nobody can be registered.")
    return forms.BooleanField(label=text.wording, required=text.required, error_messages={"required": message})
