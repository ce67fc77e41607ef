"""Models of the deployable site."""

from tafelrunde_site.models.accounts import User
from tafelrunde_site.models.documents import LibraryDocument
from tafelrunde_site.models.pages import HomePage, StandardPage
from tafelrunde_site.models.settings import SiteProfile

__all__ = ["HomePage", "LibraryDocument", "SiteProfile", "StandardPage", "User"]
