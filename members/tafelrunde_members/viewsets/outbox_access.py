"""Who may see what of the outbox in the admin; its views ask here."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem

from tafelrunde_members.enums import Visibility
from tafelrunde_members.models.mail import Mailing, MessageStatus, OutboxMessage
from tafelrunde_members.permissions import AnyUser, is_network_coordinator, is_superuser

NAME = "tafelrunde_members_outbox"


def may_read_outbox(user: AnyUser) -> bool:
    """Tell whether the user sees the log: the network's coordination and superusers do."""
    return is_network_coordinator(user)


class OutboxMenuItem(MenuItem):
    """Shown to those who may read the log."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_outbox(request.user)


class OutboxReaderMixin:
    """Whoever may not read the log finds no such address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read_outbox(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class OutboxAccessMixin(OutboxReaderMixin):
    """A page about messages: nobody finds what they may not see."""

    def visible_messages(self) -> QuerySet[OutboxMessage]:
        """Return the messages this user may see, each with `is_protected`."""
        return OutboxMessage.objects.visible_to(self.request.user)

    def failed_messages(self) -> QuerySet[OutboxMessage]:
        """Return the failed messages this user may see."""
        return self.visible_messages().filter(status=MessageStatus.FAILED)

    @cached_property
    def message(self) -> OutboxMessage:
        """The message that the address names; 404 when the user may not see it."""
        return get_object_or_404(self.visible_messages().select_related("mailing", "body"), pk=self.kwargs["pk"])


def mailings_for_staff(request: HttpRequest) -> QuerySet[Mailing]:
    """Return the mailings whose recipients the user may know (laws 12 and 13)."""
    mailings = Mailing.objects.all()
    return mailings if is_superuser(request.user) else mailings.filter(visibility__lte=Visibility.NETWORK)
