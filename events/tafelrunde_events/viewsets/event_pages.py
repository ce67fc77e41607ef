"""What the admin's pages about one event have in common."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tafelrunde_events.models import Event
from tafelrunde_events.permissions import managed_event_scope


class EventPageMixin(WagtailAdminTemplateMixin):
    """A page about one of the events that the user runs; every other event does not exist here (law 11).

    `index_url_name` leads to the list of events, `home_url_name` to what all pages about one event begin with.
    """

    index_url_name: str
    index_label: Any
    home_url_name: str
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def event(self) -> Event:
        """The event, looked up among those the user runs."""
        events = Event.objects.filter(managed_event_scope(self.request.user)).select_related("venue")
        return get_object_or_404(events, pk=self.kwargs["event_id"])

    @property
    def user(self) -> AbstractBaseUser:
        """Who acts here; Wagtail lets nobody in who is not signed in."""
        return cast("AbstractBaseUser", self.request.user)

    @property
    def home_url(self) -> str:
        """Address with which the pages about this event begin."""
        return reverse(self.home_url_name, args=[self.event.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the event and to all events."""
        items = [
            {"url": reverse(self.index_url_name), "label": self.index_label},
            {"url": self.home_url, "label": self.event.title},
        ]
        if self.request.path != self.home_url:
            items.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *items]
