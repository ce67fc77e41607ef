"""Mailings in the admin: what was written to many, and how far it got."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from tafelrunde_members.models.mail import (
    ACCEPTED_STATUSES,
    UNFINISHED_STATUSES,
    Mailing,
    MessageStatus,
    OutboxMessage,
)
from tafelrunde_members.viewsets.outbox_access import NAME, OutboxAccessMixin, mailings_for_staff

TROUBLED_STATUSES = (
    MessageStatus.FAILED,
    MessageStatus.BOUNCED,
    MessageStatus.SUPPRESSED,
    MessageStatus.EXPIRED,
)
_WAITING = (*UNFINISHED_STATUSES, MessageStatus.STOPPED)


class MailingListView(OutboxAccessMixin, BaseListingView):
    """All mailings, newest first; each leads to its messages."""

    model = Mailing
    page_title = _("All mailings")
    header_icon = "mail"
    is_searchable = True
    search_fields = ["title"]
    search_backend_name = None
    default_ordering = ["-created_at", "-pk"]
    paginate_by = 30
    index_url_name = f"{NAME}:mailings"
    index_results_url_name = f"{NAME}:mailings_results"
    verbose_name_plural = _("mailings")
    columns = [
        TitleColumn(
            "title",
            label=_("Title"),
            width="40%",
            get_url=lambda mailing: f"{reverse(f'{NAME}:index')}?mailing={mailing.pk}",
        ),
        Column("waiting", label=_("Waiting")),
        Column("accepted", label=_("Sent")),
        Column("delivered", label=_("Delivered")),
        Column("troubled", label=_("Not delivered")),
        DateColumn("created_at", label=_("Created")),
    ]

    def get_base_queryset(self) -> QuerySet[Mailing]:
        return mailings_for_staff(self.request)

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> Any:
        """Count the messages of the page's mailings in one query."""
        paginator, page, mailings, has_others = super().paginate_queryset(queryset, page_size)
        mailings = list(mailings)
        counts = _count_by_status(mailings)
        for mailing in mailings:
            found = counts[mailing.pk]
            mailing.waiting = sum(found[status] for status in _WAITING)
            mailing.accepted = sum(found[status] for status in ACCEPTED_STATUSES)
            mailing.delivered = found[MessageStatus.DELIVERED]
            mailing.troubled = sum(found[status] for status in TROUBLED_STATUSES)
        return paginator, page, mailings, has_others


def _count_by_status(mailings: list[Any]) -> defaultdict[int, defaultdict[str, int]]:
    counts: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    messages = OutboxMessage.objects.filter(mailing__in=[mailing.pk for mailing in mailings]).order_by()
    for row in messages.values("mailing", "status").annotate(number=Count("pk")):
        counts[row["mailing"]][row["status"]] = row["number"]
    return counts
