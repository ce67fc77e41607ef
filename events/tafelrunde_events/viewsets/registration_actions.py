"""What staff does about one registration: each a page that says what will happen, and a button that does it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from tafelrunde_events.domain.registrations.board import unnamed
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.other_dates import OtherDate, other_dates
from tafelrunde_events.domain.registrations.sending_again import send_again
from tafelrunde_events.domain.registrations.staff import (
    approve,
    change_details,
    move,
    place_anyway,
    place_now,
    refuse,
    reinstate,
)
from tafelrunde_events.domain.registrations.waiting_list import waiting_positions
from tafelrunde_events.enums import OPEN_STATES, RegistrationState
from tafelrunde_events.forms.questions import typed_answers
from tafelrunde_events.forms.registration_admin import (
    CancelForm,
    DetailsForm,
    MoveForm,
    NoteForm,
    PlaceForm,
    ReasonForm,
)
from tafelrunde_events.models import Registration
from tafelrunde_events.viewsets.registration_pages import NAMESPACE, RegistrationPageMixin

_State = RegistrationState
_ALL = tuple(RegistrationState)
_ENDED = (_State.CANCELLED, _State.REFUSED, _State.LAPSED)
_WITHOUT_PLACE = (_State.REQUESTED, _State.WAITING, _State.OFFERED, _State.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done about registrations in some states; `name` is that of its address."""

    name: str
    label: Any
    states: Collection[RegistrationState]
    shows_name: bool = False


ACTIONS = (
    Action("approve", _("Approve"), (_State.REQUESTED,)),
    Action("place", _("Give a place now"), _WITHOUT_PLACE),
    Action("overbook", _("Give a place beyond the limit"), _WITHOUT_PLACE),
    Action("move", _("Move to another date"), (_State.PLACED, _State.OFFERED, _State.WAITING, _State.REQUESTED)),
    Action("reinstate", _("Take up again"), _ENDED),
    Action("change", _("Change details"), _ALL, shows_name=True),
    Action("note", _("Write a note"), _ALL),
    Action("send_again", _("Send the mail again"), OPEN_STATES),
    Action("refuse", _("Do not accept"), (_State.REQUESTED, _State.WAITING)),
    Action("cancel", _("Cancel the registration"), OPEN_STATES),
)


def possible_actions(registration: Registration, *, is_hidden: bool) -> list[Action]:
    """Return what can be done about a registration as it stands now."""
    if registration.anonymised_at is not None:
        return []
    possible = [action for action in ACTIONS if registration.state in action.states]
    reachable = bool((registration.contact or registration).email or registration.email)
    return [
        action
        for action in possible
        if not (is_hidden and action.shows_name) and (reachable or action.name != "send_again")
    ]


class RegistrationView(RegistrationPageMixin, TemplateView):
    """Everything about one registration: details, answers, consents, and what happened to it when and through whom."""

    template_name = "tafelrunde_events/admin/registrations/registration.html"

    def get_page_title(self) -> str:
        """Name whom it is about."""
        return self.registrant

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the details."""
        registration = self.registration
        companions = registration.companions.select_related("person").in_order()
        contact = registration.contact
        actions = possible_actions(registration, is_hidden=self.is_hidden)
        return super().get_context_data(
            **kwargs,
            position=waiting_positions(self.event).get(registration.pk),
            answers=list(registration.answers.all()),
            consents=list(registration.consents.all()),
            changes=list(registration.changes.select_related("by")),
            people=[(one, _title(one)) for one in ([contact] if contact else []) + list(companions)],
            actions=[(action, self._address(action)) for action in actions],
        )

    def _address(self, action: Action) -> str:
        return reverse(f"{NAMESPACE}:{action.name}", args=[self.event.pk, self.registration.pk])


class ActionView(RegistrationPageMixin, FormView):
    """Says what will happen, asks for what is needed, and does it when the button is pressed.

    Where somebody else was faster, the domain refuses under the event's lock; its words stand above the form.
    """

    template_name = "tafelrunde_events/admin/registrations/action.html"
    form_class: type[forms.Form] = forms.Form
    action_name: str
    explanation: Any = ""
    done: Any = ""
    is_serious = False
    shows_places = False

    @cached_property
    def action(self) -> Action:
        """What this page does."""
        return next(action for action in ACTIONS if action.name == self.action_name)

    @property
    def page_title(self) -> Any:
        """Name what this page does."""
        return self.action.label

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back where there is nothing to do any more, with a word about it."""
        if self.action not in possible_actions(self.registration, is_hidden=self.is_hidden):
            text = gettext("This is not possible: the registration stands as “%(state)s”.")
            messages.warning(request, text % {"state": self.registration.get_state_display()})
            return redirect(self.registration_url)
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, form: Any) -> Any:
        """Do it; raises ValidationError. Returns what to say, or nothing for the usual words."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of this page."""
        return super().get_context_data(
            **kwargs,
            explanation=self.explanation,
            button_text=self.action.label,
            is_serious=self.is_serious,
            shows_places=self.shows_places and self.count.capacity is not None,
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it and return to the registration, or say above the form why that is not possible."""
        try:
            said = self.carry_out(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, said or self.done)
        return redirect(self.registration_url)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Show an error of the domain at its field, or above the form where it has none there."""
    by_field: dict[str, list[ValidationError]] = getattr(error, "error_dict", {})
    if not by_field:
        form.add_error(None, error)
    for field, errors in by_field.items():
        for one in errors:
            form.add_error(field if field in form.fields else None, one)


class ApproveView(ActionView):
    """Somebody may take part."""

    action_name = "approve"
    shows_places = True
    explanation = _("The person gets a place if one is free, waits for one otherwise, and is told by mail.")

    def carry_out(self, _form: Any) -> Any:
        """Approve."""
        return _stands(approve(self.registration, by=self.user))


class RefuseView(ActionView):
    """Somebody is not accepted."""

    action_name = "refuse"
    form_class = ReasonForm
    explanation = _("The person is told by mail, with the reason.")
    done = _("The registration was not accepted.")
    is_serious = True

    def carry_out(self, form: Any) -> Any:
        """Refuse."""
        refuse(self.registration, reason=form.cleaned_data["reason"], by=self.user)


class PlaceView(ActionView):
    """Somebody gets a free or a reserved place, before those who wait longer."""

    action_name = "place"
    shows_places = True
    form_class = PlaceForm
    explanation = _("The person gets the place at once, before everybody who waits longer, and is told by mail.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer reserved places where some are left."""
        return {**super().get_form_kwargs(), "reserved_left": self.count.reserved_left}

    def carry_out(self, form: Any) -> Any:
        """Give the place."""
        return _stands(place_now(self.registration, reserved=bool(form.cleaned_data.get("reserved")), by=self.user))


class OverbookView(ActionView):
    """Somebody gets a place although all are taken."""

    action_name = "overbook"
    shows_places = True
    explanation = _(
        "The person gets a place even if all are taken. It stays written down that you gave it knowingly. "
        "The person is told by mail."
    )

    def carry_out(self, _form: Any) -> Any:
        """Give the place."""
        return _stands(place_anyway(self.registration, by=self.user))


class MoveView(ActionView):
    """Somebody takes part in another event instead."""

    action_name = "move"
    form_class = MoveForm
    explanation = _(
        "The registration here ends, and the next on the waiting list moves up. At the other date the person has a "
        "place if one is free, and waits for one otherwise. The person is told by mail."
    )

    @cached_property
    def others(self) -> list[OtherDate]:
        """Where the person can be moved to."""
        return other_dates(self.event, user=self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other events of this user."""
        return {**super().get_form_kwargs(), "others": self.others}

    def carry_out(self, form: Any) -> Any:
        """Move, and say where to."""
        event = next(other.event for other in self.others if other.event.pk == form.cleaned_data["event"])
        moved = move(self.registration, event, by=self.user)
        text = gettext("Moved to “%(event)s”. There: %(state)s.")
        return text % {"event": event.title, "state": moved.get_state_display()}


class CancelView(ActionView):
    """Somebody does not take part after all."""

    action_name = "cancel"
    form_class = CancelForm
    explanation = _("The place becomes free, and the next on the waiting list moves up. The person is told by mail.")
    done = _("The registration was cancelled.")
    is_serious = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer to cancel colleagues along."""
        companions = self.registration.companions.filter(ended_at__isnull=True).count()
        return {**super().get_form_kwargs(), "companions": companions}

    def carry_out(self, form: Any) -> Any:
        """Cancel."""
        values = form.cleaned_data
        with_companions = values.get("with_companions", False)
        cancel(self.registration, reason=values["reason"], with_companions=with_companions, by=self.user)


class ReinstateView(ActionView):
    """A registration that ended counts again."""

    action_name = "reinstate"
    shows_places = True
    explanation = _(
        "The registration counts again, at its old place in the order. The person has a place if one is free, waits "
        "for one otherwise, and is told by mail."
    )

    def carry_out(self, _form: Any) -> Any:
        """Take it up again."""
        return _stands(reinstate(self.registration, by=self.user))


class ChangeView(ActionView):
    """Name, address, organisation and answers are corrected."""

    action_name = "change"
    form_class = DetailsForm
    explanation = _("A new address gets everything from now on. Nobody is told about the change itself.")
    done = _("The details were changed.")

    def get_initial(self) -> dict[str, Any]:
        """Start from what is stored."""
        names = ("first_name", "last_name", "email", "organisation")
        stored = dict(self.registration.answers.values_list("key", "value"))
        details = {name: getattr(self.registration, name) for name in names}
        return details | typed_answers(self.places.questions, stored)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask the questions of the event."""
        return {**super().get_form_kwargs(), "questions": self.places.questions}

    def carry_out(self, form: Any) -> Any:
        """Store what differs."""
        change_details(self.registration, answers=form.answers, by=self.user, **form.details)


class NoteView(ActionView):
    """What staff should know about somebody's registration."""

    action_name = "note"
    form_class = NoteForm
    done = _("The note was stored.")

    def get_initial(self) -> dict[str, Any]:
        """Start from the note there is."""
        return {"note": self.registration.note}

    def carry_out(self, form: Any) -> Any:
        """Store the note."""
        change_details(self.registration, note=form.cleaned_data["note"], by=self.user)


class SendAgainView(ActionView):
    """Somebody says that they got no mail."""

    action_name = "send_again"
    explanation = _("The mail that tells how the registration stands now is sent once more, with the personal link.")
    done = _("The mail is on its way.")

    def carry_out(self, _form: Any) -> Any:
        """Queue the letter of the present state."""
        send_again(self.registration)


def _stands(registration: Registration) -> str:
    return gettext("Done: the registration now stands as “%(state)s”.") % {"state": registration.get_state_display()}


def _title(registration: Registration) -> str:
    return shown_name(registration) or unnamed(registration)
