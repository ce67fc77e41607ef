"""Registers the plugin's parts with the Wagtail admin."""

from wagtail import hooks

from tafelrunde_members import admin_menu
from tafelrunde_members.viewsets import DirectoryViewSetGroup


@hooks.register("register_admin_viewset")
def register_directory() -> DirectoryViewSetGroup:
    """Add the directory with its menu."""
    return DirectoryViewSetGroup()


# Last, so that nothing another hook adds escapes them.
hooks.register("construct_main_menu", admin_menu.keep_allowed_items, order=1000)
hooks.register("construct_homepage_panels", admin_menu.keep_allowed_panels, order=1000)
