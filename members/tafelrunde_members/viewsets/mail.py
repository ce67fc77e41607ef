"""The outbox in the admin: what was sent to whom, what waits and what the mail server said."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django_filters import ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from tafelrunde_members.domain.mail.health import check_delivery_health
from tafelrunde_members.domain.mail.queue import retry_messages
from tafelrunde_members.domain.mail.rendering import calendar_for_staff, html_for_staff, text_for_staff
from tafelrunde_members.models.mail import (
    RETRYABLE_STATUSES,
    Mailing,
    MessageStatus,
    OutboxMessage,
    Stream,
    Suppression,
)
from tafelrunde_members.permissions import is_staff_member
from tafelrunde_members.viewsets.mailings import MailingListView
from tafelrunde_members.viewsets.outbox_access import (
    NAME,
    OutboxAccessMixin,
    OutboxMenuItem,
    mailings_for_staff,
    may_read_outbox,
)

#: So many mailings can be chosen from; an address may ask for any other.
MAILINGS_OFFERED = 50
#: Messages that nothing is wrong with.
FINE_STATUSES = (MessageStatus.SENT, MessageStatus.DELIVERED)
#: Mail brings its styles along, as mail programs demand; everything else stays shut out, scripts twice over.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


def offered_mailings(request: HttpRequest) -> QuerySet[Mailing]:
    """Return the latest mailings, and the one that the address asks for."""
    mailings = mailings_for_staff(request).order_by("-created_at", "-pk")
    asked = request.GET.get("mailing", "")
    latest = Q(pk__in=mailings.values("pk")[:MAILINGS_OFFERED])
    return mailings.filter(latest | Q(pk=int(asked)) if asked.isdecimal() else latest)


class MessageFilterSet(WagtailFilterSet):
    """Narrows the log by status, kind of traffic and mailing."""

    status = MultipleChoiceFilter(label=_("Status"), choices=MessageStatus.choices)
    stream = MultipleChoiceFilter(label=_("Stream"), choices=Stream.choices)
    mailing = ModelChoiceFilter(label=_("Mailing"), queryset=offered_mailings)

    class Meta:
        model = OutboxMessage
        fields = ["status", "stream", "mailing"]


def recipient_for_staff(message: Any) -> str:
    """Return the name, or the address, or only that there is somebody under special protection."""
    if message.is_protected:
        return str(_("Message %(id)s (specially protected person)") % {"id": message.pk})
    return str(message.recipient_name or message.recipient_email)


def address_for_staff(message: Any) -> str:
    """Return the address unless the recipient is specially protected."""
    return "" if message.is_protected else str(message.recipient_email)


def subject_for_staff(message: Any) -> str:
    """Return the subject, which may name a round table and with it the circle somebody belongs to."""
    return "" if message.is_protected else str(message.subject)


def format_address(name: str, address: str) -> str:
    """Return ``Name <address>`` for people to read."""
    return f"{name} <{address}>" if name else address


class MessageListView(OutboxAccessMixin, BaseListingView):
    """The log, newest first."""

    model = OutboxMessage
    template_name = "tafelrunde_members/admin/mail/message_list.html"
    page_title = _("Outbox")
    header_icon = "mail"
    is_searchable = True
    search_fields = ["recipient_email"]
    search_backend_name = None
    default_ordering = ["-queued_at", "-pk"]
    filterset_class = MessageFilterSet
    paginate_by = 30
    index_url_name = f"{NAME}:index"
    index_results_url_name = f"{NAME}:index_results"
    verbose_name_plural = _("messages")
    columns = [
        TitleColumn(
            "recipient",
            label=_("Recipient"),
            accessor=recipient_for_staff,
            width="24%",
            get_url=lambda message: reverse(f"{NAME}:message", args=[message.pk]),
        ),
        Column("address", label=_("E-mail address"), accessor=address_for_staff, width="24%"),
        Column("subject", label=_("Subject"), accessor=subject_for_staff, width="25%"),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor="get_status_display",
            primary=lambda message: message.status in FINE_STATUSES,
        ),
        Column("last_error", label=_("Answer of the mail server")),
        DateColumn("queued_at", label=_("Queued")),
    ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way to the mailings that the messages belong to."""
        return [HeaderButton(_("All mailings"), url=reverse(f"{NAME}:mailings"), icon_name="list-ul")]

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return self.visible_messages().defer("text", "html", "calendar", "headers", "private", "values")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Search by address; a search must not tell which row belongs to a protected person."""
        found: QuerySet[Any] = super().search_queryset(queryset)
        return found.filter(is_protected=False) if self.is_searching else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["health"] = check_delivery_health()
        context["failed"] = self.failed_messages().count()
        return context


class MessageView(OutboxAccessMixin, WagtailAdminTemplateMixin, View):
    """Everything about one message, without its secrets."""

    page_title = _("Message")
    header_icon = "mail"
    template_name = "tafelrunde_members/admin/mail/message.html"

    def get_page_subtitle(self) -> str:
        return recipient_for_staff(self.message)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAME}:index"), "label": _("Outbox")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the message; of one to a protected person only that it exists and what became of it."""
        message: Any = self.message
        words = message.body or message
        suppressions = Suppression.objects.visible_to(request.user).applying_to(message.stream)
        context = self.get_context_data(
            message=message,
            shown=not message.is_protected,
            recipient=format_address(message.recipient_name, message.recipient_email),
            sender=format_address(*parseaddr(message.sender)),
            text=text_for_staff(message),
            has_html=bool(words.html),
            calendar=calendar_for_staff(message),
            calendar_method=words.calendar_method,
            attempts=message.delivery_attempts.all(),
            news=message.delivery_events.all(),
            suppressions=suppressions.filter(address=message.address),
            can_retry=message.status in RETRYABLE_STATUSES,
        )
        return render(request, self.template_name, context)


class MessageHtmlView(OutboxAccessMixin, View):
    """The HTML part alone, for the sandboxed frame."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the part under a policy of its own, which the site's middleware leaves in place."""
        message: Any = self.message
        html = "" if message.is_protected else html_for_staff(message)
        if not html:
            raise Http404
        return HttpResponse(
            html,
            headers={"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "private, no-store"},
        )


class RetryMessageView(OutboxAccessMixin, View):
    """Puts one message back into the queue."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue the message again and say whether that was possible."""
        if retry_messages([self.message.pk], user=request.user):
            messages.success(request, _("The message is sent again."))
        else:
            messages.error(request, _("The message cannot be sent again: it is past its time or its content is gone."))
        return redirect(f"{NAME}:message", pk)


class RetryFailedView(OutboxAccessMixin, WagtailAdminTemplateMixin, View):
    """Puts all failed messages back into the queue, after asking."""

    page_title = _("Send failed messages again")
    header_icon = "mail"
    template_name = "tafelrunde_members/admin/mail/retry_failed.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return render(request, self.template_name, self.get_context_data(failed=self.failed_messages().count()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Queue them again and say how many there were."""
        retried = retry_messages(self.failed_messages().values_list("pk", flat=True), user=request.user)
        text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", retried)
        messages.success(request, text % {"count": retried})
        return redirect(f"{NAME}:index")


class OutboxViewSet(ViewSet):
    """Menu item "Outbox"."""

    name = NAME
    url_prefix = "postausgang"
    icon = "mail"
    menu_label = _("Outbox")
    menu_order = 800
    add_to_admin_menu = True
    menu_item_class = OutboxMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MessageListView.as_view(), name="index"),
            path("ergebnisse/", MessageListView.as_view(results_only=True), name="index_results"),
            path("aussendungen/", MailingListView.as_view(), name="mailings"),
            path("aussendungen/ergebnisse/", MailingListView.as_view(results_only=True), name="mailings_results"),
            path("erneut/", RetryFailedView.as_view(), name="retry_failed"),
            path("<int:pk>/", MessageView.as_view(), name="message"),
            path("<int:pk>/html/", xframe_options_sameorigin(MessageHtmlView.as_view()), name="html"),
            path("<int:pk>/erneut/", RetryMessageView.as_view(), name="retry"),
        ]


class DeliveryPanel(Component):
    """Home page of the admin: says that mail waits and why; nothing while all is well."""

    name = "tafelrunde_members_delivery"
    template_name = "tafelrunde_members/admin/mail/delivery_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_read = may_read_outbox(parent_context["request"].user)
        return {"health": check_delivery_health(), "outbox_url": reverse(f"{NAME}:index") if may_read else ""}


def add_delivery_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: everybody who writes to people sees when mail does not get out."""
    if is_staff_member(request.user):
        panels.append(DeliveryPanel())
