"""Forms for foreign calendars: what one is and to whom it belongs, and the upload of a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.imports.fetching import LARGEST
from tafelrunde_events.domain.imports.owners import OwnerKind, owner_kinds, owner_of
from tafelrunde_events.models import CalendarSource
from tafelrunde_members.enums import Visibility
from tafelrunde_members.permissions import AnyUser

_SALT = "tafelrunde_events.forms.sources"


class CalendarAddressField(forms.URLField):
    """An address as people copy it: what programs for calendars call webcal is read by https."""

    def to_python(self, value: Any) -> Any:
        """Replace the scheme that browsers hand to calendar programs."""
        scheme, separator, rest = str(value or "").strip().partition("://")
        is_webcal = bool(separator) and scheme.lower() in {"webcal", "webcals"}
        return super().to_python(f"https://{rest}" if is_webcal else value)


class SourceForm(forms.ModelForm[CalendarSource]):
    """A foreign calendar with its owner, out of those whose calendars the user looks after (law 13).

    An address is stored only after it was tried: `checked` proves that this very address was.
    """

    owner = forms.ChoiceField(
        label=_("Belongs to"),
        help_text=_("Who looks after it. An institution is also named as organiser of its dates."),
    )
    url = CalendarAddressField(
        label=_("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "Of an ICS calendar; it often ends in “.ics”. Leave it empty to upload files. Only those who look after "
            "this calendar see the address."
        ),
    )
    checked = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["name", "owner", "url", "active", "region", "kind", "visibility", "checked"]

    class Meta:
        model = CalendarSource
        fields = ["name", "url", "active", "region", "kind", "visibility"]

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners: dict[str, tuple[OwnerKind, Model]] = {}
        owner: Any = self.fields["owner"]
        owner.choices = self._owner_choices(user)
        if self.instance.pk and (found := owner_of(self.instance)):
            owner.initial = _key(*found)
        visibility: Any = self.fields["visibility"]
        visibility.choices = [
            (circle.value, circle.label) for circle in Visibility if circle in self._possible_visibilities()
        ]

    @property
    def chosen_owner(self) -> tuple[OwnerKind, Model]:
        """To whom the calendar is to belong, in a valid form."""
        return self._owners[self.cleaned_data["owner"]]

    @property
    def must_be_tried(self) -> bool:
        """Whether the address of a valid form has to be fetched before it may be stored."""
        address = self.cleaned_data["url"]
        if not address or address == self.initial.get("url"):
            return False
        return not constant_time_compare(self.cleaned_data["checked"], proof_of(address))

    def clean(self) -> dict[str, Any]:
        """Refuse circles that the owner does not have."""
        cleaned = super().clean() or self.cleaned_data
        owner, visibility = cleaned.get("owner"), cleaned.get("visibility")
        if owner and visibility is not None and visibility not in self._owners[owner][0].visibilities:
            self.add_error("visibility", gettext("Only the dates of a round table can be for those who sit at it."))
        return cleaned

    def _owner_choices(self, user: AnyUser) -> list[Any]:
        groups = []
        for kind in owner_kinds():
            owners = {_key(kind, owner): owner for owner in kind.candidates(user)}
            self._owners |= {key: (kind, owner) for key, owner in owners.items()}
            if owners:
                groups.append((kind.label, [(key, str(owner)) for key, owner in owners.items()]))
        # One possible owner needs no question.
        return groups if len(self._owners) == 1 else [("", "---------"), *groups]

    def _possible_visibilities(self) -> set[Visibility]:
        return {circle for kind, _owner in self._owners.values() for circle in kind.visibilities}


class UploadForm(forms.Form):
    """A calendar file."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("In the iCalendar format (“.ics”), at most 10 MB. You see a report before anything is taken over."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse files that are too large."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 10 MB."), code="too_large")
        return file


def proof_of(address: str) -> str:
    """Return what proves that an address was tried."""
    return salted_hmac(_SALT, address).hexdigest()


def _key(kind: OwnerKind, owner: Model) -> str:
    return f"{kind.name}:{owner.pk}"
