"""The district map as shapes for inline SVG: server-rendered, no tiles, each district a link with text."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tafelrunde_members import conf

#: Width of the drawing in SVG user units; the height follows from the outlines.
WIDTH = 460.0

Point = tuple[float, float]


@dataclass(frozen=True)
class DistrictShape:
    """Outline of one district. `path` is SVG path data in the coordinates of the map."""

    key: str
    path: str


@dataclass(frozen=True)
class DistrictMap:
    """All outlines, the size of the drawing and the note that names the source of the data."""

    width: int
    height: int
    source: str
    shapes: tuple[DistrictShape, ...]


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A district as a way to somewhere: `text` says in words where it leads and what is to be found there.

    `highlighted` districts stand out; the `current` one is where the visitor is already.
    """

    key: str
    text: str
    address: str
    highlighted: bool = False
    current: bool = False


class Projection:
    """Equirectangular projection of WGS 84 onto the drawing, true to shape in the middle of the map."""

    def __init__(self, points: list[Point]) -> None:
        longitudes, latitudes = zip(*points, strict=True)
        self.west, self.north = min(longitudes), max(latitudes)
        middle = (min(latitudes) + self.north) / 2
        self.scale = WIDTH / (max(longitudes) - self.west)
        self.stretch = self.scale / math.cos(math.radians(middle))
        self.height = (self.north - min(latitudes)) * self.stretch

    def path(self, ring: list[Point]) -> str:
        """Return one closed ring as path data, rounded to whole units."""
        pairs = (f"{(lon - self.west) * self.scale:.0f},{(self.north - lat) * self.stretch:.0f}" for lon, lat in ring)
        return "M" + "L".join(pairs) + "Z"


def rings_of(geometry: dict[str, Any]) -> list[list[Point]]:
    """Return all rings of a Polygon or MultiPolygon (RFC 7946 section 3.1)."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(point[0], point[1]) for point in ring] for polygon in polygons for ring in polygon]


@cache
def read_map(path: Path) -> DistrictMap:
    """Read and project the outlines once per process."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    outlines = [(feature["properties"], rings_of(feature["geometry"])) for feature in collection["features"]]
    projection = Projection([point for _, rings in outlines for ring in rings for point in ring])
    shapes = tuple(
        DistrictShape(properties["ars"], "".join(projection.path(ring) for ring in rings))
        for properties, rings in outlines
    )
    return DistrictMap(round(WIDTH), math.ceil(projection.height), collection.get("source", ""), shapes)


def district_map() -> DistrictMap:
    """Return the map of this installation."""
    return read_map(conf.map_file())
