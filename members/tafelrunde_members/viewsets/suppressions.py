"""Suppressed addresses in the admin: why nothing is sent somewhere, entered by hand and lifted again."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from tafelrunde_members.domain.mail.suppressions import lift, suppress
from tafelrunde_members.forms.suppressions import SuppressionForm
from tafelrunde_members.models.mail import Suppression
from tafelrunde_members.viewsets.outbox_access import OutboxMenuItem, OutboxReaderMixin

NAME = "tafelrunde_members_suppressions"


class SuppressionAccessMixin(OutboxReaderMixin):
    """A page about suppressed addresses: nobody finds what they may not see."""

    def visible_suppressions(self) -> QuerySet[Suppression]:
        """Return the suppressions this user may see, each with `is_protected`."""
        return Suppression.objects.visible_to(self.request.user)

    @cached_property
    def suppression(self) -> Any:
        """The active suppression that the address names; 404 when there is none that the user may see."""
        return get_object_or_404(self.visible_suppressions().filter(active=True), pk=self.kwargs["pk"])


def address_for_staff(suppression: Any) -> str:
    """Return the address, or only that it belongs to somebody under special protection."""
    if suppression.is_protected:
        return str(_("No. %(id)s (specially protected person)") % {"id": suppression.pk})
    return str(suppression.address)


def state_for_staff(suppression: Suppression) -> str:
    """Return whether the suppression holds."""
    return str(_("suppressed") if suppression.active else _("lifted"))


def url_to_lift(suppression: Suppression) -> str | None:
    """Return where the suppression is lifted; nothing for one that is lifted already."""
    return reverse(f"{NAME}:lift", args=[suppression.pk]) if suppression.active else None


class SuppressionFilterSet(WagtailFilterSet):
    """Narrows the list by reason and state."""

    reason = MultipleChoiceFilter(label=_("Reason"), choices=Suppression.Reason.choices)
    active = ChoiceFilter(label=_("Status"), choices=[("True", _("suppressed")), ("False", _("lifted"))])

    class Meta:
        model = Suppression
        fields = ["reason", "active"]


class SuppressionListView(SuppressionAccessMixin, BaseListingView):
    """All suppressions, those that hold first."""

    model = Suppression
    page_title = _("Suppressed addresses")
    header_icon = "cross"
    is_searchable = True
    search_fields = ["address"]
    search_backend_name = None
    default_ordering = ["-active", "-at", "-pk"]
    filterset_class = SuppressionFilterSet
    paginate_by = 50
    index_url_name = f"{NAME}:index"
    index_results_url_name = f"{NAME}:index_results"
    verbose_name_plural = _("suppressed addresses")
    columns = [
        TitleColumn("address", label=_("E-mail address"), accessor=address_for_staff, width="40%", get_url=url_to_lift),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        DateColumn("at", label=_("Since")),
        StatusTagColumn(
            "active", label=_("Status"), accessor=state_for_staff, primary=lambda suppression: suppression.active
        ),
    ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way to suppress an address by hand."""
        return [HeaderButton(_("Suppress an address"), url=reverse(f"{NAME}:add"), icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[Suppression]:
        return self.visible_suppressions()

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Search by address; a search must not tell which row belongs to a protected person."""
        found: QuerySet[Any] = super().search_queryset(queryset)
        return found.filter(is_protected=False) if self.is_searching else found


class SuppressionPageView(SuppressionAccessMixin, WagtailAdminTemplateMixin, View):
    """A page about suppressing."""

    header_icon = "cross"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAME}:index"), "label": _("Suppressed addresses")},
            {"url": "", "label": self.get_page_title()},
        ]


class SuppressView(SuppressionPageView):
    """Form to suppress an address."""

    page_title = _("Suppress an address")
    template_name = "tafelrunde_members/admin/mail/suppress.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return render(request, self.template_name, self.get_context_data(form=SuppressionForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Suppress the address; what is said does not tell whether it was suppressed before."""
        form = SuppressionForm(request.POST)
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form))
        suppress(form.cleaned_data["address"], user=request.user)
        messages.success(request, _("The address is suppressed."))
        return redirect(f"{NAME}:index")


class LiftView(SuppressionPageView):
    """Lifts a suppression, after asking."""

    page_title = _("Lift suppression")
    template_name = "tafelrunde_members/admin/mail/lift_suppression.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and say what it means for this reason."""
        context = self.get_context_data(suppression=self.suppression, address=address_for_staff(self.suppression))
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift it."""
        lift(self.suppression, user=request.user)
        messages.success(
            request, _("The suppression is lifted. Messages that were held back are not sent by themselves.")
        )
        return redirect(f"{NAME}:index")


class SuppressionViewSet(ViewSet):
    """Menu item "Suppressed addresses"."""

    name = NAME
    url_prefix = "gesperrte-adressen"
    icon = "cross"
    menu_label = _("Suppressed addresses")
    menu_order = 805
    add_to_admin_menu = True
    menu_item_class = OutboxMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", SuppressionListView.as_view(), name="index"),
            path("ergebnisse/", SuppressionListView.as_view(results_only=True), name="index_results"),
            path("neu/", SuppressView.as_view(), name="add"),
            path("<int:pk>/aufheben/", LiftView.as_view(), name="lift"),
        ]
