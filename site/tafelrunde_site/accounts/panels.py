"""What the admin's home page says about the accounts."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from tafelrunde_members.permissions import is_superuser
from tafelrunde_site.accounts import conf


class SecondFactorNote(Component):
    """Says that anybody with a mailbox or a password gets in."""

    name = "second_factor_note"
    template_name = "tafelrunde_site/admin/second_factor_note.html"
    order = 1


def warn_without_second_factor(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail hook `construct_homepage_panels`: tell those who can change it."""
    if is_superuser(request.user) and not conf.second_factor_required():
        panels.append(SecondFactorNote())
