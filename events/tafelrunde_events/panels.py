"""Panels of the page editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.admin.panels.base import get_form_for_model

from tafelrunde_events.forms.training_rows import QuestionForm, TrainerForm


class AppliedDatesPanel(Panel):
    """The dates as they stand, read only: what was published last, with what was moved or cancelled since."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Published dates"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "tafelrunde_events/admin/applied_dates_panel.html"

        def is_shown(self) -> bool:
            """Show it once there is an event."""
            return self.form is not None and self.form.event is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the next dates, and whether this page controls them."""
            from tafelrunde_events.presentation import panel_dates  # noqa: PLC0415 (it queries models)

            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **panel_dates(self.form.event), "controlled": "schedule" in self.form.fields}


class SchedulePanel(FieldPanel):
    """The drafted dates; a script shows below each what it comes to while somebody types."""

    class BoundPanel(FieldPanel.BoundPanel):
        @property
        def attrs(self) -> dict[str, Any]:
            """Tell the script whom to ask, about which page, and in which words it offers help."""
            return {
                **super().attrs,
                "data-schedule-preview": reverse("tafelrunde_events_schedule:preview"),
                "data-page": self.instance.pk or "",
                "data-one-more": gettext("One more, a week later"),
            }


class FactRowsPanel(InlinePanel):
    """Rows that belong to the event; hidden on translations, whose form has no part for them.

    `row_form` names the class of the form of each row where it is not Wagtail's own.
    """

    row_form: type[WagtailAdminModelForm] | None = None

    def get_form_options(self) -> dict[str, Any]:
        """Build each row on the panel's own class of form."""
        options: dict[str, Any] = super().get_form_options()
        if self.row_form is not None:
            deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
            options["formsets"][self.relation_name]["form"] = get_form_for_model(
                self.db_field.related_model, form_class=self.row_form, defer_required_on_fields=deferred
            )
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            form = kwargs.get("form")
            self.is_drafted = form is None or kwargs["panel"].relation_name in form.formsets
            super().__init__(**kwargs if self.is_drafted else {**kwargs, "form": None})

        def is_shown(self) -> bool:
            """Show it where the form has it."""
            return self.is_drafted and super().is_shown()


class TrainersPanel(FactRowsPanel):
    """Who gives a training."""

    row_form = TrainerForm


class QuestionsPanel(FactRowsPanel):
    """What the registration form asks for besides name and address."""

    row_form = QuestionForm
