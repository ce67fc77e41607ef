"""What the admin's menu and home page show of the plugin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from tafelrunde_members.permissions import is_superuser
from tafelrunde_roundtables.domain.tables import OwnTable, own_tables
from tafelrunde_roundtables.models import RoundTable


class OwnTablesMenuItem(MenuItem):
    """Leads to the table one coordinates, or to the list of them; nobody else sees it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return RoundTable.objects.managed_by(request.user).exists()


class OwnTablesPanel(Component):
    """The tables one coordinates with their next meetings, on the home page of the admin."""

    name = "own_tables"
    template_name = "tafelrunde_roundtables/admin/home_panel.html"
    order = 90

    class Media:
        css = {"all": ["tafelrunde_roundtables/css/admin.css"]}

    def __init__(self, rows: list[OwnTable]) -> None:
        self.rows = rows

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        return {"rows": self.rows}


def add_own_tables(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: show coordinators their tables (administrators have them all)."""
    rows = [] if is_superuser(request.user) else own_tables(request.user)
    if rows:
        panels.append(OwnTablesPanel(rows))
