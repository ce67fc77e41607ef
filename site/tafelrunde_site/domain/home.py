"""What the home page gathers from the plugins."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from tafelrunde_members.models import Region


def collect_home_sections(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Return the template context of the home page, as far as this person may see it."""
    return {"districts": Region.objects.districts()}
