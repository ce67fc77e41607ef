"""Models of the deployable site."""

from tafelrunde_site.models.accounts import User

__all__ = ["User"]
