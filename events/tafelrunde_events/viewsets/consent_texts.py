"""Consent texts in the admin: what those who register may be asked to agree to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel

from tafelrunde_events.domain.consent_texts import store_consent_text, uses_of
from tafelrunde_events.models import ConsentText
from tafelrunde_members.viewsets.scoped import ScopedDeleteView, ScopedEditView, ScopedViewSet

#: How many trainings a refusal names.
_NAMED = 5


class ConsentTextEditView(ScopedEditView):
    """Form for a text."""

    def save_instance(self) -> Any:
        """Store the text; another wording makes another version."""
        text = self.form.save(commit=False)
        store_consent_text(text)
        return text


class ConsentTextDeleteView(ScopedDeleteView):
    """Confirmation before a text is deleted that no training asks for."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say which trainings ask for the text, instead of asking a question whose answer cannot be yes."""
        uses = uses_of(self.object) if self.user_has_permission("delete") else []
        if uses:
            named = ", ".join(f"“{title}”" for title in uses[:_NAMED]) + (" …" if len(uses) > _NAMED else "")
            messages.error(
                request,
                gettext("“%(text)s” cannot be deleted: these trainings ask for it: %(trainings)s.")
                % {"text": self.object, "trainings": named},
            )
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class ConsentTextViewSet(ScopedViewSet):
    """Texts that people agree to."""

    model = ConsentText
    icon = "check"
    add_to_admin_menu = True
    menu_label = _("Consent texts")
    menu_order = 245
    url_prefix = "einwilligungstexte"
    edit_view_class = ConsentTextEditView
    delete_view_class = ConsentTextDeleteView
    list_display = ["name", "required", "version", "changed_at"]
    search_fields = ["name", "wording"]
    ordering = ["name"]
    panels = [
        HelpPanel(
            _(
                "You choose on the page of a training which of these texts it asks for. Another wording is a new "
                "version: whoever registers from then on agrees to the new words; earlier consents keep theirs."
            )
        ),
        FieldPanel("name"),
        FieldPanel("wording"),
        FieldPanel("required"),
    ]


consent_texts = ConsentTextViewSet("tafelrunde_consent_texts")
