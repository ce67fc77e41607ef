"""What all pages about the mailings of one event share, and the ones on which nothing is released yet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView, TemplateView

from tafelrunde_events.domain.mailings import change_mailing, draft_mailing
from tafelrunde_events.domain.mailings.progress import progress_list
from tafelrunde_events.forms.mailings import MailingForm, kinds_for, usual_values
from tafelrunde_events.models import EventMailing
from tafelrunde_events.viewsets.event_pages import EventPageMixin

NAMESPACE = "tafelrunde_mailings"
LISTED_MAILINGS = 200


class MailingPageMixin(EventPageMixin):
    """A page about the mailings of an event that the user runs."""

    index_url_name = "tafelrunde_invitations:index"
    index_label = _("Invitations and answers")
    home_url_name = "tafelrunde_invitations:board"
    header_icon = "mail"

    @cached_property
    def mailing(self) -> EventMailing:
        """The mailing, looked up among those of the event."""
        mailings = EventMailing.objects.visible_to(self.request.user).select_related("event__venue", "mailing")
        return get_object_or_404(mailings, pk=self.kwargs["pk"], event=self.event)

    def url(self, name: str) -> str:
        """Return the address of a page about this mailing."""
        return reverse(f"{NAMESPACE}:{name}", args=[self.event.pk, self.mailing.pk])

    @property
    def list_url(self) -> str:
        """Address of the list of the event's mailings."""
        return reverse(f"{NAMESPACE}:index", args=[self.event.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Put the list of mailings between the event and this page."""
        *items, last = super().get_breadcrumbs_items()
        if self.request.path != self.list_url:
            items.append({"url": self.list_url, "label": gettext("Mailings")})
        return [*items, last]


class MailingListView(MailingPageMixin, TemplateView):
    """The mailings of one event, the latest first, with how far each got."""

    template_name = "tafelrunde_events/admin/mailings/list.html"
    page_title = _("Mailings")

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect the mailings; the number of queries does not depend on how many there are."""
        mailings = EventMailing.objects.visible_to(self.request.user).filter(event=self.event)
        mailings = mailings.select_related("created_by", "mailing")[:LISTED_MAILINGS]
        return super().get_context_data(
            **kwargs,
            event=self.event,
            rows=progress_list(mailings),
            kinds=kinds_for(self.event),
            board_url=self.home_url,
        )


class ComposeView(MailingPageMixin, FormView):
    """A new mailing; the address may name its kind (``?art=reminder``)."""

    template_name = "tafelrunde_events/admin/mailings/compose.html"
    form_class = MailingForm
    page_title = _("Write a mailing")

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return self.event.title

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the user may see."""
        return {**super().get_form_kwargs(), "event": self.event, "user": self.user}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the kind that was asked for, and whom it is usually for."""
        return usual_values(self.event, self.request.GET.get("art", ""), user=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where "back" leads."""
        return super().get_context_data(**kwargs, event=self.event, back_url=self.list_url)

    def form_valid(self, form: MailingForm) -> HttpResponse:
        """Keep the draft and go on to the check."""
        mailing = draft_mailing(self.event, by=self.user, **form.facts())
        return redirect(f"{NAMESPACE}:mailing", self.event.pk, mailing.pk)


class ChangeDraftView(ComposeView):
    """Changing a draft; one that is released shows how far it got."""

    page_title = _("Change the mailing")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the mailing where it is no draft any more."""
        if request.user.is_authenticated and self.mailing.state != EventMailing.State.DRAFT:
            messages.warning(request, gettext("This mailing is released and cannot be changed any more."))
            return redirect(self.url("mailing"))
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """The draft itself says what the form begins with."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the draft."""
        return {**super().get_form_kwargs(), "mailing": self.mailing}

    def form_valid(self, form: MailingForm) -> HttpResponse:
        """Keep the changes and go on to the check."""
        try:
            change_mailing(self.mailing, **form.facts())
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return redirect(self.url("mailing"))


class MailingActionView(MailingPageMixin, View):
    """Something that a button does to a mailing; returns to the mailing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the mailing, whose buttons act."""
        return redirect(self.url("mailing"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say why not."""
        try:
            return self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.url("mailing"))

    def act(self) -> HttpResponseBase:
        """Do what the button says; ValidationError says why that is not possible."""
        raise NotImplementedError
