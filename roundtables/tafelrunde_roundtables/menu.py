"""The plugin's entry in the admin menu."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from tafelrunde_roundtables.models import RoundTable


class OwnTablesMenuItem(MenuItem):
    """Leads to the table one coordinates, or to the list of them; nobody else sees it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return RoundTable.objects.managed_by(request.user).exists()
