"""What all admin views about one round table share: the table, found among those the user coordinates, or 404."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_roundtables.models import Meeting, RoundTable

NAMESPACE = "tafelrunde_roundtables_admin"


def admin_url(name: str, *args: Any) -> str:
    """Return the address of one of the plugin's admin views."""
    return reverse(f"{NAMESPACE}:{name}", args=args)


def when_of(meeting: Meeting) -> str:
    """Return day and time of a meeting in words."""
    date = meeting.date
    return when_text(date) if date else gettext("No date")


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Show what a domain function refused beside the field it is about, or above the form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in by_field.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


class TableView(WagtailAdminTemplateMixin, TemplateView):
    """A page about one round table that the user coordinates; every other table is 404, whatever the method."""

    header_icon = "group"
    table: RoundTable

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the table among the user's own before anything else happens."""
        super().setup(request, *args, **kwargs)
        tables = RoundTable.objects.managed_by(request.user).select_related("convener")
        self.table = get_object_or_404(tables, pk=kwargs["table_pk"])

    @property
    def user(self) -> AbstractBaseUser:
        """The account that acts: the admin lets nobody else in."""
        return cast("AbstractBaseUser", self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the home page over the table to this page."""
        overview = {"url": admin_url("table", self.table.pk), "label": self.table.name}
        return [*super().get_breadcrumbs_items(), overview, *self.get_own_breadcrumbs()]

    def get_own_breadcrumbs(self) -> list[dict[str, Any]]:
        """Return what follows the table; the last item is this page."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table=self.table, **kwargs)


class MeetingMixin(TableView):
    """A page about one meeting of the table."""

    header_icon = "date"
    meeting: Meeting

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the meeting at the table."""
        super().setup(request, *args, **kwargs)
        self.meeting = get_object_or_404(self.get_meetings(), pk=kwargs["meeting_pk"])

    def get_meetings(self) -> QuerySet[Meeting]:
        """Return the meetings of the table."""
        return Meeting.objects.managed_by(self.request.user).filter(table=self.table).with_facts()

    def get_own_breadcrumbs(self) -> list[dict[str, Any]]:
        """Put the meeting between the table and this page."""
        meeting = {"url": self.meeting_url, "label": self.meeting.event.title}
        return [meeting, *super().get_own_breadcrumbs()]

    @property
    def meeting_url(self) -> str:
        """Address of the meeting's page."""
        return admin_url("meeting", self.table.pk, self.meeting.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.meeting
        return super().get_context_data(meeting=meeting, event=meeting.event, when=when_of(meeting), **kwargs)


def sent_message(count: int, *, letters: int = 0) -> str:
    """Tell how many people get a mail now, and for how many a letter waits to be printed."""
    if not count and not letters:
        return gettext("Everybody has been written to before; nothing was sent.")
    sentences = []
    if count:
        text = ngettext("%(count)s person gets the mail now.", "%(count)s people get the mail now.", count)
        sentences.append(text % {"count": count})
    if letters:
        text = ngettext("%(count)s letter is to be printed.", "%(count)s letters are to be printed.", letters)
        sentences.append(text % {"count": letters})
    return " ".join(sentences)
