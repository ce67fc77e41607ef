"""Where else a visitor finds something about an organisation or a district: higher plugins know more pages."""

from collections.abc import Callable
from dataclasses import dataclass

from tafelrunde_members.models import Organisation, Region


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A way to a page that anybody may see, in words."""

    text: str
    address: str


#: Higher plugins add callables from an organisation to links that stand on its page.
organisation_links: list[Callable[[Organisation], list[PublicLink]]] = []
#: Higher plugins add callables from a district to links that stand on its page.
district_links: list[Callable[[Region], list[PublicLink]]] = []


def links_of_organisation(organisation: Organisation) -> list[PublicLink]:
    """Return all links for the page of an organisation; none costs a query."""
    return [link for find in organisation_links for link in find(organisation)]


def links_of_district(region: Region) -> list[PublicLink]:
    """Return all links for the page of a district; none costs a query."""
    return [link for find in district_links for link in find(region)]
