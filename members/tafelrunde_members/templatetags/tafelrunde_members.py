"""Template tags of the members plugin."""

from collections.abc import Collection, Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.urls import reverse

from tafelrunde_members.domain.district_map import DistrictLink, district_map
from tafelrunde_members.models import Region

register = template.Library()


@register.inclusion_tag("tafelrunde_members/includes/district_map.html")
def districts_figure(
    highlighted: Collection[str] = (),
    caption: str = "",
    *,
    districts: Iterable[Region] | None = None,
    links: Iterable[DistrictLink] | None = None,
) -> dict[str, Any]:
    """Draw the map of the districts, each a link to its page, or to where `links` lead.

    `highlighted` holds the regional keys to stand out; `caption` says what that means. `districts` are rows that the
    page has at hand already; without them they are queried.
    """
    if links is None:
        links = directory_links(Region.objects.districts() if districts is None else districts, highlighted)
    by_key = {link.key: link for link in links}
    drawing = district_map()
    shapes = [(shape, by_key[shape.key]) for shape in drawing.shapes if shape.key in by_key]
    return {"map": drawing, "shapes": shapes, "caption": caption}


def directory_links(districts: Iterable[Region], highlighted: Collection[str]) -> list[DistrictLink]:
    """Return the links from districts to their pages in the directory."""
    return [
        DistrictLink(
            key=region.key,
            text=region.name,
            address=reverse("tafelrunde_members:district", args=[region.slug]),
            highlighted=region.key in highlighted,
        )
        for region in districts
    ]


@register.simple_tag(takes_context=True)
def page_links(context: Context, page_obj: Page[Any], parameter: str = "") -> dict[str, object]:
    """Return the query strings of a pagination, which keep every other parameter of the address.

    `parameter` is the name of the page number in the address, "page" where it is empty.
    """
    parameters = context["request"].GET.copy()

    def query(number: int) -> str:
        parameters[parameter or "page"] = str(number)
        return parameters.urlencode()

    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return {
        "previous": query(page_obj.number - 1),
        "next": query(page_obj.number + 1),
        "numbers": [{"number": n, "query": query(n) if isinstance(n, int) else ""} for n in pages],
    }
