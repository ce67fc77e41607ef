"""Thanks to participants in the Wagtail admin: how far they are, and the button for whom they did not reach."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from tafelrunde_events.domain.registrations.thanks import send_thanks, thanks_status
from tafelrunde_events.viewsets.registration_pages import RegistrationsPageMixin


class ThanksView(RegistrationsPageMixin, TemplateView):
    """Says whether thanks were written, or why not; those who were there and have got none get them at once."""

    template_name = "tafelrunde_events/admin/registrations/thanks.html"
    page_title = _("Thanks to participants")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far they are."""
        return super().get_context_data(**kwargs, status=thanks_status(self.event))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Write them and say to how many."""
        try:
            count = send_thanks(self.places.event, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            text = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", count)
            messages.success(request, text % {"count": count})
        return redirect(request.path)
