"""Registers the plugin's parts with the Wagtail admin."""

from wagtail import hooks

from tafelrunde_members.viewsets import DirectoryViewSetGroup


@hooks.register("register_admin_viewset")
def register_directory() -> DirectoryViewSetGroup:
    """Add the directory with its menu."""
    return DirectoryViewSetGroup()
