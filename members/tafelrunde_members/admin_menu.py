"""The admin's menu and home page show only what `admin_areas` lets the user enter."""

import copy
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel as OwnModerationPanel
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel as ModerationPanel

from tafelrunde_members.admin_areas import may_visit
from tafelrunde_members.permissions import is_superuser

#: Wagtail's own panels, which are about pages.
PAGE_PANELS = (LockedPagesPanel, RecentEditsPanel, OwnModerationPanel, ModerationPanel)


class AllowedMenu(Menu):
    """A view on another menu without the items that lead where the user may not go."""

    def __init__(self, menu: Menu) -> None:
        super().__init__()
        self.menu = menu

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:
        """Return the items that remain for the user."""
        return allowed_items(request, self.menu.menu_items_for_request(request))


def allowed_items(request: HttpRequest, items: list[MenuItem]) -> list[MenuItem]:
    """Return the items the user may follow; a submenu remains as long as something remains in it."""
    allowed = []
    for item in items:
        if isinstance(item, SubmenuMenuItem):
            narrowed = copy.copy(item)  # items are shared between all requests
            narrowed.menu = AllowedMenu(item.menu)
            if narrowed.is_shown(request):
                allowed.append(narrowed)
        elif may_visit(request.user, str(item.url)):
            allowed.append(item)
    return allowed


def keep_allowed_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail hook `construct_main_menu`: leave out what answers 404."""
    if not is_superuser(request.user):
        items[:] = allowed_items(request, items)


def keep_allowed_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: panels about pages are for those who write pages."""
    if not may_visit(request.user, reverse("wagtailadmin_explore_root")):
        panels[:] = [panel for panel in panels if not isinstance(panel, PAGE_PANELS)]
