"""Registers the plugin's parts with the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.query import PageQuerySet

from tafelrunde_members.models import ConfidentialLogEntry
from tafelrunde_roundtables.domain.meetings import MEETING_CANCELLED, MEETING_REINSTATED
from tafelrunde_roundtables.domain.seats import SEAT_ENDED, SEAT_PASSED_ON
from tafelrunde_roundtables.menu import OwnTablesMenuItem, add_own_tables
from tafelrunde_roundtables.models import AgendaItem, Meeting, RoundTable, RoundTablePage, Seat
from tafelrunde_roundtables.viewsets import tables


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Add the pages of round tables, meetings and seats."""
    return [path("runder-tisch/", include("tafelrunde_roundtables.admin_urls"))]


@hooks.register("register_admin_menu_item")
def register_own_tables() -> MenuItem:
    """Add "My round table" as the first thing a coordinator sees."""
    return OwnTablesMenuItem(
        _("My round table"),
        reverse_lazy("tafelrunde_roundtables_admin:tables"),
        name="my-round-table",
        icon_name="group",
        order=10,
    )


@hooks.register("register_admin_viewset")
def register_tables() -> Any:
    """Add the list of all round tables for the network's coordination."""
    return tables


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Keep the log of confidential rows free of names, and put our own actions into words."""
    for model in (Seat, Meeting, AgendaItem):
        actions.register_model(model, ConfidentialLogEntry)
    actions.register_action(MEETING_CANCELLED, _("Call off a meeting"), _("Meeting called off"))
    actions.register_action(MEETING_REINSTATED, _("Reinstate a meeting"), _("Meeting takes place after all"))
    actions.register_action(SEAT_ENDED, _("End a seat"), _("Seat ended"))
    actions.register_action(SEAT_PASSED_ON, _("Pass a seat on"), _("Seat passed on to others"))


@hooks.register("construct_page_chooser_queryset")
def keep_known_tables(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Leave out the pages of tables whose existence the editor may not know of: choosers list drafts as well."""
    known = RoundTable.objects.visible_to(request.user)
    return pages.exclude(pk__in=RoundTablePage.objects.exclude(table__in=known).values("pk"))


hooks.register("construct_homepage_panels", add_own_tables)
