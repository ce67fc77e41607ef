"""What can be done with pages of trainings beside what Wagtail does with all pages."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from tafelrunde_events.domain.offering_again import offer_again
from tafelrunde_events.forms.offering_again import OfferAgainForm
from tafelrunde_events.models import TrainingPage
from tafelrunde_members.permissions import AnyUser

NAMESPACE = "tafelrunde_trainings"


class OfferAgainView(WagtailAdminTemplateMixin, FormView):
    """Asks for the title of the new page, and copies the training on POST."""

    template_name = "tafelrunde_events/admin/trainings/offer_again.html"
    form_class = OfferAgainForm
    page_title = _("Offer again")
    header_icon = "repeat"

    @cached_property
    def training(self) -> TrainingPage:
        """The page, where the user may copy it; every other one does not exist here (law 11)."""
        page = get_object_or_404(TrainingPage, pk=self.kwargs["page_id"])
        permissions = page.permissions_for_user(self.request.user)
        if not (permissions.can_edit() and permissions.can_copy_to(page.get_parent())):
            raise Http404
        return page

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the page."""
        items = [{"url": self.page_url, "label": self.training.title}, {"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, *items]

    @property
    def page_url(self) -> str:
        """Address of the page in the editor."""
        return reverse("wagtailadmin_pages:edit", args=[self.training.pk])

    def get_initial(self) -> dict[str, Any]:
        """Begin with the same title."""
        return {"title": self.training.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the page."""
        return super().get_context_data(**kwargs, page=self.training, cancel_url=self.page_url)

    def form_valid(self, form: OfferAgainForm) -> HttpResponse:
        """Copy the training and open the draft, in which the dates are missing."""
        user = cast("AbstractBaseUser", self.request.user)
        draft = offer_again(self.training, by=user, title=form.cleaned_data["title"])
        messages.success(
            self.request,
            gettext("“%(title)s” was created as a draft. Please enter the new dates and publish it.")
            % {"title": draft.title},
        )
        return redirect("wagtailadmin_pages:edit", draft.pk)


class TrainingViewSet(ViewSet):
    """Addresses without a menu item: the buttons of pages lead to them."""

    url_prefix = "fortbildungen"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses."""
        return [path("<int:page_id>/erneut/", OfferAgainView.as_view(), name="offer_again")]


def offer_again_buttons(page: Page, user: AnyUser, **_options: Any) -> Iterator[Button]:
    """Yield the button that offers a training again, for those who may edit its page."""
    is_training = issubclass(page.specific_class or Page, TrainingPage)
    if is_training and page.permissions_for_user(user).can_edit():
        address = reverse(f"{NAMESPACE}:offer_again", args=[page.pk])
        yield Button(_("Offer again"), address, icon_name="repeat", priority=25)


trainings = TrainingViewSet(NAMESPACE)
