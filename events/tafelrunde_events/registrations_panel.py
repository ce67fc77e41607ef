"""What the admin's home page shows of registrations that wait for somebody."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from tafelrunde_events.domain.registrations.board import concerns_about, figures_of, next_beginnings
from tafelrunde_events.models import Event
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_members.enums import Role
from tafelrunde_members.permissions import AnyUser, has_role, is_network_coordinator, is_superuser

#: How many events the panel names.
NAMED_EVENTS = 6


@dataclass(frozen=True, slots=True)
class Chore:
    """An event to come whose registrations somebody has to look at."""

    event: Event
    begins: dt.datetime
    concerns: list[str]


class RegistrationsPanel(Component):
    """Requests to decide about, and events with too few people; nothing where nothing waits."""

    name = "registrations_to_do"
    template_name = "tafelrunde_events/admin/registrations/home_panel.html"
    order = 90

    def __init__(self, rows: list[Chore]) -> None:
        self.rows = rows

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        """Return the events."""
        return {"rows": self.rows}


def events_to_do(user: AnyUser) -> list[Chore]:
    """Return the events of the user whose registrations wait for somebody, the soonest first; three queries."""
    managed = Event.objects.filter(managed_event_scope(user))
    begins = next_beginnings(Event.objects.filter(pk__in=managed.values("pk"), places__isnull=False))
    events = Event.objects.in_bulk(list(begins))
    figures = figures_of(events.values())
    rows = [
        Chore(event, begins[pk], concerns_about(event, figures[pk], begins_at=begins[pk]))
        for pk, event in events.items()
    ]
    return sorted((row for row in rows if row.concerns), key=lambda row: row.begins)[:NAMED_EVENTS]


def add_registrations_to_do(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: show it to those who work with registrations, where something waits."""
    user = request.user
    if not (is_superuser(user) or is_network_coordinator(user) or has_role(user, Role.TRAINING_EDITOR)):
        return
    if rows := events_to_do(user):
        panels.append(RegistrationsPanel(rows))
