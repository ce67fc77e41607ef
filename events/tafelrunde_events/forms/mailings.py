"""The form of a mailing about an event: what it says, whom it goes to, and when."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from tafelrunde_events.domain.mailings.plan import KINDS_FOR_REGISTRATIONS
from tafelrunde_events.domain.mailings.recipients import (
    REGISTRATION_CIRCLES,
    Circle,
    circle_labels,
    circles_for,
)
from tafelrunde_events.domain.placeholders import PLACEHOLDERS, SHARED_PLACEHOLDERS, check_words
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.forms.moments import ClockField, DayField
from tafelrunde_events.models import Event, EventMailing, Places
from tafelrunde_members.models import Audience, Person

#: Circles that a field of their own chooses from.
_CHOSEN_WORDS = {"audience": "audiences", "person": "people"}
_TIME = dt.time(9)
_PLACEHOLDERS = {"subject": SHARED_PLACEHOLDERS, "message": tuple(PLACEHOLDERS)}
#: What a kind is usually for.
USUAL_CIRCLES = {
    MailingKind.INVITATION: ["seats"],
    MailingKind.UPDATE: ["invited"],
    MailingKind.CANCELLATION: ["invited"],
    MailingKind.REMINDER: ["unanswered", "registered"],
    MailingKind.PAPERS: ["seats", "registered"],
    MailingKind.MESSAGE: ["invited", "registered"],
}


class PeopleField(forms.ModelMultipleChoiceField):
    """People, told apart by their addresses: names are not unique."""

    def label_from_instance(self, person: Any) -> str:
        """Return name and address."""
        return f"{person.full_name} ({person.email})" if person.email else str(person.full_name)


class MailingForm(forms.Form):
    """A mailing about an event. People, audiences and papers are those that the user may see."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    subject = forms.CharField(
        label=_("Subject"), max_length=250, required=False, help_text=_("Leave it empty for the usual subject.")
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In your own words. Date, place and the link for the answer are added by themselves."),
    )
    circles = forms.MultipleChoiceField(
        label=_("Who gets it"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    audiences = forms.ModelMultipleChoiceField(
        Audience.objects.none(),
        label=_("Saved audiences"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Messages to people who are neither invited nor hold a seat need their consent."),
    )
    people = PeopleField(
        Person.objects.none(),
        label=_("Single people"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "mailings__people"}),
    )
    documents = forms.ModelMultipleChoiceField(
        get_document_model().objects.none(),
        label=_("Papers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The mail links to them."),
    )
    day = DayField(label=_("Not before this day"), required=False, help_text=_("Empty: as soon as you send it."))
    time = ClockField(label=_("Time"), required=False)

    def __init__(
        self, *args: Any, event: Event, user: AbstractBaseUser, mailing: EventMailing | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        choices: dict[str, Any] = self.fields
        choices["kind"].choices = kinds_for(event)
        circles = [*circles_for(event, user=user), *_circles_of_draft(mailing, user)]
        choices["circles"].choices = list({circle.key: circle.label for circle in circles}.items())
        choices["audiences"].queryset = Audience.objects.visible_to(user)
        choices["people"].queryset = Person.objects.visible_to(user)
        choices["documents"].queryset = documents_for(user)
        for name in ("circles", "audiences", "people", "documents"):
            options = choices[name].choices if name == "circles" else choices[name].queryset
            if not (options if isinstance(options, list) else options.exists()):
                del self.fields[name]
        if mailing is not None:
            self.initial = {**initial_of(mailing), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Require recipients, and a moment to come where there is one."""
        values = super().clean() or {}
        if not self._sources(values):
            self.add_error("circles" if "circles" in self.fields else None, _("Please choose who gets the mailing."))
        self._check_kind_for_registrations(values)
        for name in ("subject", "message"):
            try:
                check_words(values.get(name, ""), allowed=_PLACEHOLDERS[name])
            except ValidationError as error:
                self.add_error(name, error)
        if values.get("time") and not values.get("day") and "day" not in self.errors:
            self.add_error("day", _("Please enter the day as well."))
        moment = _moment(values)
        if moment is not None and moment <= timezone.now():
            self.add_error("day", ValidationError(gettext("This moment has passed."), code="past"))
        return values

    def _check_kind_for_registrations(self, values: dict[str, Any]) -> None:
        """Refuse kinds that say nothing to those who registered: of changes they hear by themselves."""
        if values.get("kind") in KINDS_FOR_REGISTRATIONS or not set(REGISTRATION_CIRCLES) & set(
            values.get("circles") or ()
        ):
            return
        text = _("Those who registered are told of changes by themselves. They can get messages, papers and reminders.")
        self.add_error("circles", ValidationError(text, code="kind"))

    def facts(self) -> dict[str, Any]:
        """Return what the domain functions take, once the form is valid."""
        values = self.cleaned_data
        return {
            "kind": values["kind"],
            "subject": values["subject"],
            "message": values["message"],
            "sources": self._sources(values),
            "documents": values.get("documents", ()),
            "scheduled_for": _moment(values),
        }

    @staticmethod
    def _sources(values: dict[str, Any]) -> list[str]:
        keys: list[str] = list(values.get("circles") or ())
        for word, name in _CHOSEN_WORDS.items():
            keys += [f"{word}:{row.pk}" for row in values.get(name) or ()]
        return keys


def kinds_for(event: Event) -> list[tuple[str, Any]]:
    """Return the kinds of mailing that make sense for an event as it stands."""
    registers = Places.objects.filter(event=event).exists()
    if registers and not event.invitations.exists():
        # Nobody was invited, so there is nothing to change or take back.
        kinds = [MailingKind.MESSAGE, MailingKind.PAPERS]
        kinds += [] if event.is_cancelled else [MailingKind.REMINDER, MailingKind.INVITATION]
    elif event.is_cancelled:
        kinds = [MailingKind.CANCELLATION, MailingKind.MESSAGE, MailingKind.PAPERS]
    else:
        kinds = [
            MailingKind.INVITATION,
            MailingKind.UPDATE,
            MailingKind.REMINDER,
            MailingKind.PAPERS,
            MailingKind.MESSAGE,
        ]
    return [(kind.value, kind.label) for kind in kinds]


def usual_values(event: Event, kind: str, *, user: AbstractBaseUser) -> dict[str, Any]:
    """Return what the form of a new mailing of this kind begins with; an unknown kind is the first one possible."""
    possible = [value for value, _label in kinds_for(event)]
    kind = kind if kind in possible else possible[0]
    offered = [circle.key for circle in circles_for(event, user=user)]
    usual = [key for key in USUAL_CIRCLES[MailingKind(kind)] if key in offered]
    return {"kind": kind, "circles": usual}


def initial_of(mailing: EventMailing) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    values: dict[str, Any] = {"kind": mailing.kind, "subject": mailing.subject, "message": mailing.message}
    values |= {"circles": [], "audiences": [], "people": []}
    for key in mailing.sources:
        word, _colon, argument = key.partition(":")
        values[_CHOSEN_WORDS.get(word, "circles")].append(argument if word in _CHOSEN_WORDS else key)
    values["documents"] = list(mailing.documents.values_list("pk", flat=True))
    if mailing.scheduled_for:
        moment = timezone.localtime(mailing.scheduled_for)
        values |= {"day": moment.date(), "time": moment.time()}
    return values


def documents_for(user: AbstractBaseUser) -> QuerySet[Any]:
    """Return the documents that the user may choose."""
    policy = policy_registry.get_by_type(get_document_model())
    documents: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ["choose"])
    return documents.order_by("title", "pk")


def _circles_of_draft(mailing: EventMailing | None, user: AbstractBaseUser) -> Iterable[Circle]:
    """Return the circles that a draft was made with and that the form does not offer by itself."""
    if mailing is None:
        return
    keys = [key for key in mailing.sources if key.partition(":")[0] not in _CHOSEN_WORDS]
    for key, label in circle_labels(mailing.event, keys, user=user).items():
        yield Circle(key, label)


def _moment(values: dict[str, Any]) -> dt.datetime | None:
    day = values.get("day")
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day, values.get("time") or _TIME))
