"""Template tags of the members plugin."""

from collections.abc import Collection, Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context

from tafelrunde_members.domain.district_map import district_map
from tafelrunde_members.models import Region

register = template.Library()


@register.inclusion_tag("tafelrunde_members/includes/district_map.html")
def districts_figure(
    highlighted: Collection[str] = (), caption: str = "", *, districts: Iterable[Region] | None = None
) -> dict[str, Any]:
    """Draw the map of the districts, each a link to its page.

    `highlighted` holds the regional keys to stand out; `caption` says what that means. `districts` are rows that the
    page has at hand already; without them they are queried.
    """
    regions = {region.key: region for region in (Region.objects.districts() if districts is None else districts)}
    drawing = district_map()
    shapes = [
        {"shape": shape, "region": regions[shape.key], "highlighted": shape.key in highlighted}
        for shape in drawing.shapes
        if shape.key in regions
    ]
    return {"map": drawing, "shapes": shapes, "caption": caption}


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
