"""Mail that arrived, in the admin: what it turned out to be and what came of it. Its content is shown to nobody."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django_filters import MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tafelrunde_members.domain.mail.inbound.health import check_mailbox_health
from tafelrunde_members.domain.mail.inbound.working import retry_inbound
from tafelrunde_members.models import InboundMessage
from tafelrunde_members.permissions import is_staff_member, is_superuser

NAME = "tafelrunde_members_inbound"
State = InboundMessage.State


class InboundAccessMixin:
    """Whoever may not see what arrives finds no such address."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_superuser(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def visible_messages(self) -> QuerySet[InboundMessage]:
        """Return the mails this user may see, without their bytes."""
        return InboundMessage.objects.visible_to(self.request.user).defer("raw", "envelope")

    def failed_messages(self) -> QuerySet[InboundMessage]:
        """Return those that could not be worked on."""
        return self.visible_messages().filter(state=State.FAILED)


class InboundFilterSet(WagtailFilterSet):
    """Narrows the list by state and kind."""

    state = MultipleChoiceFilter(label=_("Status"), choices=State.choices)
    kind = MultipleChoiceFilter(label=_("Kind"), choices=[one for one in InboundMessage.Kind.choices if one[0]])

    class Meta:
        model = InboundMessage
        fields = ["state", "kind"]


class InboundListView(InboundAccessMixin, BaseListingView):
    """What arrived, newest first."""

    model = InboundMessage
    template_name = "tafelrunde_members/admin/mail/inbound_list.html"
    page_title = _("Mail received")
    header_icon = "download"
    default_ordering = ["-received_at", "-pk"]
    filterset_class = InboundFilterSet
    paginate_by = 30
    index_url_name = f"{NAME}:index"
    index_results_url_name = f"{NAME}:index_results"
    verbose_name_plural = _("mails received")
    columns = [
        DateColumn("received_at", label=_("Received")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("outcome", label=_("What came of it"), width="35%"),
        StatusTagColumn(
            "state",
            label=_("Status"),
            accessor="get_state_display",
            primary=lambda message: message.state == State.DONE,
        ),
        Column("recipient", label=_("Written to")),
        Column("source", label=_("Came by")),
    ]

    def get_base_queryset(self) -> QuerySet[InboundMessage]:
        return self.visible_messages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["health"] = check_mailbox_health()
        return context


class RetryInboundView(InboundAccessMixin, WagtailAdminTemplateMixin, View):
    """Has all failed mails worked on again, after asking."""

    page_title = _("Work on failed mails again")
    header_icon = "download"
    template_name = "tafelrunde_members/admin/mail/retry_inbound.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAME}:index"), "label": _("Mail received")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return render(request, self.template_name, self.get_context_data(failed=self.failed_messages().count()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let them wait for the next run and say how many there are."""
        retried = retry_inbound(self.failed_messages().values_list("pk", flat=True))
        text = ngettext("%(count)s mail is worked on again.", "%(count)s mails are worked on again.", retried)
        messages.success(request, text % {"count": retried})
        return redirect(f"{NAME}:index")


class InboundMenuItem(MenuItem):
    """Shown to superusers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_superuser(request.user)


class InboundViewSet(ViewSet):
    """Menu item "Mail received"."""

    name = NAME
    url_prefix = "posteingang"
    icon = "download"
    menu_label = _("Mail received")
    menu_order = 810
    add_to_admin_menu = True
    menu_item_class = InboundMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", InboundListView.as_view(), name="index"),
            path("ergebnisse/", InboundListView.as_view(results_only=True), name="index_results"),
            path("erneut/", RetryInboundView.as_view(), name="retry"),
        ]


class MailboxPanel(Component):
    """Home page of the admin: says that answers do not arrive and why; nothing while all is well."""

    name = "tafelrunde_members_mailbox"
    template_name = "tafelrunde_members/admin/mail/mailbox_panel.html"
    order = 51

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_read = is_superuser(parent_context["request"].user)
        return {"health": check_mailbox_health(), "inbound_url": reverse(f"{NAME}:index") if may_read else ""}


def add_mailbox_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: whoever waits for answers sees when none can arrive."""
    if is_staff_member(request.user):
        panels.append(MailboxPanel())
