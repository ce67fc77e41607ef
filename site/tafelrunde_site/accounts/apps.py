"""Configuration of Wagtail's app for accounts. It stands apart: Django takes no default from a module with two."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's accounts, with our roles in their form."""

    user_viewset = "tafelrunde_site.viewsets.users.UserViewSet"
