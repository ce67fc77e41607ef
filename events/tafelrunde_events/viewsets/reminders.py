"""Automatic reminders of one event in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from tafelrunde_events.domain.reminders import (
    add_reminder,
    change_reminder,
    described_reminders,
    remove_reminder,
    rule_text,
)
from tafelrunde_events.forms.reminders import ReminderForm
from tafelrunde_events.models import Reminder
from tafelrunde_events.viewsets.board_pages import NAMESPACE, BoardPageMixin


class ReminderPageMixin(BoardPageMixin):
    """A page about the automatic reminders of an event that the user runs."""

    header_icon = "time"

    @property
    def reminders_url(self) -> str:
        """Address of the list of reminders."""
        return reverse(f"{NAMESPACE}:reminders", args=[self.event.pk])

    @cached_property
    def reminder(self) -> Reminder:
        """The rule, looked up among those of this event."""
        reminders = Reminder.objects.visible_to(self.request.user).select_related("event")
        return get_object_or_404(reminders, pk=self.kwargs["reminder_pk"], event=self.event)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Put the list of reminders between the board and the page."""
        items = super().get_breadcrumbs_items()
        if self.request.path != self.reminders_url:
            items.insert(-1, {"url": self.reminders_url, "label": gettext("Automatic reminders")})
        return items


class RemindersView(ReminderPageMixin, TemplateView):
    """The rules of an event, the moments that they stand for, and what came of them."""

    template_name = "tafelrunde_events/admin/invitations/reminders.html"
    page_title = _("Automatic reminders")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the rules into words."""
        return super().get_context_data(
            **kwargs, event=self.event, reminders=described_reminders(self.event), board_url=self.home_url
        )


class ReminderFormView(ReminderPageMixin, FormView):
    """The form of a rule. Whatever is wrong, everything typed stays."""

    template_name = "tafelrunde_events/admin/invitations/reminder_form.html"

    def get_stored(self) -> Reminder | None:
        """Return the rule that is changed; None for a new one."""
        return None

    def get_form(self, form_class: type[ReminderForm] | None = None) -> ReminderForm:
        """Start from the rule as it is."""
        return ReminderForm(self.request.POST or None, event=self.event, reminder=self.get_stored())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, event=self.event, reminders_url=self.reminders_url)

    def store(self, form: ReminderForm) -> None:
        """Store what was entered; may raise ValidationError."""
        raise NotImplementedError

    def form_valid(self, form: ReminderForm) -> HttpResponse:
        """Store the rule and return to the list."""
        try:
            self.store(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The reminder is saved."))
        return redirect(self.reminders_url)


class AddReminderView(ReminderFormView):
    """A new rule."""

    page_title = _("Add a reminder")

    def store(self, form: ReminderForm) -> None:
        """Add it."""
        add_reminder(self.event, by=self.user, **form.facts)


class ChangeReminderView(ReminderFormView):
    """Another moment, other people or words; only while nothing was written."""

    page_title = _("Change the reminder")

    def get_stored(self) -> Reminder:
        """Return the rule; one that was carried out has no form."""
        return get_object_or_404(Reminder, pk=self.reminder.pk, outcome=Reminder.Outcome.OPEN)

    def store(self, form: ReminderForm) -> None:
        """Change it."""
        change_reminder(self.reminder, by=self.user, **form.facts)


class DeleteReminderView(ReminderPageMixin, TemplateView):
    """Ask before a rule is removed."""

    template_name = "tafelrunde_events/admin/invitations/reminder_delete.html"
    page_title = _("Remove the reminder")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which one it is."""
        rule = rule_text(self.reminder)
        return super().get_context_data(**kwargs, rule=rule, reminders_url=self.reminders_url)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Remove it and return to the list."""
        try:
            remove_reminder(self.reminder, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, gettext("The reminder is removed."))
        return redirect(self.reminders_url)
