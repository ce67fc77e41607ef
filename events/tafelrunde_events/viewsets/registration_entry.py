"""What staff does with the registrations for an event as a whole: enters people, decides about several, cleans up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, TemplateView

from tafelrunde_events.domain.registrations.board import rows_of
from tafelrunde_events.domain.registrations.cleanup import (
    Suspects,
    Trait,
    ask_approval,
    find_group,
    remove_group,
    suspects,
)
from tafelrunde_events.domain.registrations.entering import PlaceWanted, enter
from tafelrunde_events.domain.registrations.several import (
    Outcome,
    approve_several,
    cancel_several,
    chosen_registrations,
)
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.enums import OPEN_STATES, RegistrationState
from tafelrunde_events.forms.registration_admin import EntryForm, ReasonForm
from tafelrunde_events.models import Registration
from tafelrunde_events.viewsets.registration_actions import add_errors
from tafelrunde_events.viewsets.registration_pages import NAMESPACE, RegistrationsPageMixin, board_links

_FOLDER = "tafelrunde_events/admin/registrations"


class EntryView(RegistrationsPageMixin, FormView):
    """Register somebody who called or wrote."""

    template_name = f"{_FOLDER}/entry.html"
    form_class = EntryForm
    page_title = _("Register somebody")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask the questions of the event, and offer reserved places where some are left."""
        return {**super().get_form_kwargs(), "places": self.places, "reserved_left": self.count.reserved_left}

    def form_valid(self, form: EntryForm) -> HttpResponse:
        """Register, and say how the registration stands."""
        try:
            registration = enter(
                self.event,
                NewPerson(**form.details),
                wanted=PlaceWanted(form.cleaned_data["wanted"]),
                language=self.event.language,
                answers=form.answers,
                note=form.cleaned_data["note"],
                by=self.user,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        text = gettext("Registered. The registration stands as “%(state)s”.")
        messages.success(self.request, text % {"state": registration.get_state_display()})
        if "another" in self.request.POST:
            return redirect(self.request.path)
        return redirect(f"{NAMESPACE}:registration", self.event.pk, registration.pk)


class SeveralView(RegistrationsPageMixin, FormView):
    """Approve several at once, or cancel several with one reason: the board posts who was chosen, this page asks."""

    template_name = f"{_FOLDER}/several.html"
    form_class = ReasonForm
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the board, where people are chosen."""
        del request, args, kwargs
        return redirect(f"{NAMESPACE}:board", self.places.event.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask first; do it once it was confirmed."""
        if not self.chosen:
            messages.warning(request, gettext("Please choose registrations that this can be done with."))
            return redirect(self.home_url)
        if "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data(form=ReasonForm()))
        return super().post(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Say what will be done."""
        return gettext("Approve several") if self.is_approving else gettext("Cancel several")

    @property
    def is_approving(self) -> bool:
        """Whether the chosen ones are approved; otherwise they are cancelled."""
        return self.request.POST.get("action") == "approve"

    @cached_property
    def keys(self) -> set[int]:
        """The numbers of the chosen registrations."""
        return {int(key) for key in self.request.POST.getlist("chosen") if key.isdecimal() and len(key) < 12}

    @cached_property
    def chosen(self) -> list[Registration]:
        """Those of them for which it is possible."""
        states = [RegistrationState.REQUESTED] if self.is_approving else OPEN_STATES
        return chosen_registrations(self.places.event, self.keys, states=states)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name those whom it concerns."""
        return super().get_context_data(
            **kwargs,
            rows=rows_of(self.event, self.chosen),
            is_approving=self.is_approving,
            left_alone=len(self.keys) - len(self.chosen),
        )

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Do it, and say how often."""
        keys = {registration.pk for registration in self.chosen}
        if self.is_approving:
            outcome = approve_several(self.event, keys, by=self.user)
            text = ngettext("%(count)d was approved.", "%(count)d were approved.", outcome.done)
        else:
            outcome = cancel_several(self.event, keys, reason=form.cleaned_data["reason"], by=self.user)
            text = ngettext("%(count)d was cancelled.", "%(count)d were cancelled.", outcome.done)
        messages.success(self.request, text % {"count": outcome.done} + self._left_alone(outcome))
        return redirect(self.home_url)

    def _left_alone(self, outcome: Outcome) -> str:
        if not outcome.left_alone:
            return ""
        return " " + gettext("Left alone, because they stand otherwise meanwhile: %(count)d.") % {
            "count": outcome.left_alone
        }


class CleanupView(RegistrationsPageMixin, TemplateView):
    """Groups of registrations that nobody confirmed, each with a button that removes it."""

    template_name = f"{_FOLDER}/cleanup.html"
    page_title = _("Clean up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the groups."""
        return super().get_context_data(
            **kwargs, groups=suspects(self.places.event), links=board_links(self.event, self.request)
        )


class RemoveView(RegistrationsPageMixin, TemplateView):
    """Asks before a group is removed, for it cannot be taken back."""

    template_name = f"{_FOLDER}/remove.html"
    page_title = _("Remove registrations")

    @cached_property
    def group(self) -> Suspects | None:
        """The group as it is now."""
        return find_group(self.places.event, **self.asked)

    @cached_property
    def asked(self) -> dict[str, str]:
        """Which group the address names."""
        values = self.request.GET
        if values.get("art") not in Trait.values:
            raise Http404
        return {"trait": values["art"], "key": values.get("gruppe", "")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show how many it is about, or lead back where nobody is left."""
        if self.group is None:
            messages.warning(request, gettext("Nothing is left of this group."))
            return redirect(self._cleanup_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the group."""
        return super().get_context_data(**kwargs, group=self.group, cleanup_url=self._cleanup_url)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Remove, and say how many."""
        try:
            count = remove_group(self.places.event, **self.asked, by=self.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect(self._cleanup_url)
        text = ngettext("%(count)d registration was removed.", "%(count)d registrations were removed.", count)
        messages.success(request, text % {"count": count})
        return redirect(self._cleanup_url)

    @property
    def _cleanup_url(self) -> str:
        return reverse(f"{NAMESPACE}:cleanup", args=[self.event.pk])


class ApprovalView(RegistrationsPageMixin, View):
    """The quick switch: staff approves each registration from now on, or no longer."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Switch, and return to the page with the switch."""
        wanted = request.POST.get("wanted") == "on"
        ask_approval(self.places.event, wanted=wanted, by=self.user)
        if wanted:
            messages.success(request, gettext("From now on each registration waits for your approval."))
        else:
            messages.success(request, gettext("From now on places are given as usual."))
        return redirect(reverse(f"{NAMESPACE}:cleanup", args=[self.event.pk]))
