"""Template tags of the members plugin."""

from collections.abc import Collection
from typing import Any

from django import template

from tafelrunde_members.domain.district_map import district_map
from tafelrunde_members.models import Region

register = template.Library()


@register.inclusion_tag("tafelrunde_members/includes/district_map.html")
def districts_figure(highlighted: Collection[str] = (), caption: str = "") -> dict[str, Any]:
    """Draw the district map with the same districts as a list of links beside it.

    `highlighted` holds the regional keys to stand out; `caption` says what that means.
    """
    regions = {region.key: region for region in Region.objects.districts()}
    drawing = district_map()
    shapes = [
        {"shape": shape, "region": regions[shape.key], "highlighted": shape.key in highlighted}
        for shape in drawing.shapes
        if shape.key in regions
    ]
    return {"map": drawing, "shapes": shapes, "regions": list(regions.values()), "caption": caption}
