"""What the admin's home page shows to those who publish dates."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from tafelrunde_events.models import EventIndexPage, Occurrence
from tafelrunde_events.permissions import managed_event_scope, prefixed
from tafelrunde_members.permissions import AnyUser

#: How many of the next dates the panel names.
NEXT_DATES = 6


@dataclass(frozen=True, slots=True)
class NewPage:
    """A kind of page that the user may begin, and where."""

    kind: str
    section: str
    url: str


class ComingDatesPanel(Component):
    """The next dates that have a page, and the ways to a new one."""

    name = "coming_dates"
    template_name = "tafelrunde_events/admin/home_panel.html"
    order = 95

    def __init__(self, sections: list[EventIndexPage], user: AnyUser) -> None:
        self.sections = sections
        self.user = user

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        """Return the dates the user works with, and the pages the user may begin."""
        dates = Occurrence.objects.filter(prefixed(managed_event_scope(self.user), "event"), event__page__isnull=False)
        return {"dates": dates.upcoming().with_event()[:NEXT_DATES], "new_pages": self._new_pages()}

    def _new_pages(self) -> list[NewPage]:
        return [
            NewPage(
                kind=str(model._meta.verbose_name),  # noqa: SLF001 (Django's documented name)
                section=section.get_admin_display_title(),
                url=_address_of_new(model, below=section),
            )
            for section in self.sections
            for model in section.creatable_subpage_models()
        ]


def add_coming_dates(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: show it to those who may write pages of events."""
    writable = page_permission_policy.instances_user_has_permission_for(request.user, "add")
    sections = list(EventIndexPage.objects.live().filter(pk__in=writable.values("pk")).order_by("path"))
    if sections:
        panels.append(ComingDatesPanel(sections, request.user))


def _address_of_new(model: type[Page], *, below: Page) -> str:
    options = model._meta  # noqa: SLF001 (Django's documented name)
    return reverse("wagtailadmin_pages:add", args=(options.app_label, options.model_name, below.pk))
