"""Colours of an installation: what follows from the two it chooses, and whether they can be read.

Contrast is that of WCAG 2.2 (success criterion 1.4.3); lightness is changed in Oklab, where equal steps look equal.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

WHITE = "#ffffff"
INK = "#16242b"
SAND = "#f7f3ec"
NIGHT = "#0f1c22"

#: Contrast that text needs against what is behind it.
READABLE = 4.5


class Lab(NamedTuple):
    """A colour in Oklab: lightness from 0 to 1, green to red, blue to yellow."""

    lightness: float
    a: float
    b: float


@dataclass(frozen=True)
class Palette:
    """All colours that follow from the base and the accent colour, as `#rrggbb`."""

    base: str
    base_light: str
    district: str
    base_night: str
    district_night: str
    base_on_night: str
    accent: str
    highlight: str


#: The theme's own colours; the style sheet `tokens.css` repeats them.
THEME = Palette(
    base="#0d3b4c",
    base_light="#14566d",
    district="#1f6178",
    base_night="#0a2a36",
    district_night="#1d5468",
    base_on_night="#7cbdd1",
    accent="#a84d08",
    highlight="#f4b04f",
)


def _linear(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of `#rrggbb` in linear light, from 0 to 1."""
    if not HEX_COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour like #0d3b4c")
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 (none) to 21. Raises ValueError for anything but #rrggbb."""
    brightness = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(_linear, (first, second))
    )
    return (brightness[1] + 0.05) / (brightness[0] + 0.05)


def _to_lab(colour: str) -> Lab:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return Lab(
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _to_hex(colour: Lab) -> str:
    long = (colour.lightness + 0.3963377774 * colour.a + 0.2158037573 * colour.b) ** 3
    medium = (colour.lightness - 0.1055613458 * colour.a - 0.0638541728 * colour.b) ** 3
    short = (colour.lightness - 0.0894841775 * colour.a - 1.2914855480 * colour.b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    limited = (min(max(c, 0.0), 1.0) for c in channels)
    encoded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in limited)
    return "#" + "".join(f"{round(c * 255):02x}" for c in encoded)


def _with_lightness(colour: str, lightness: float) -> str:
    """Return the colour in the same hue, lighter or darker."""
    return _to_hex(_to_lab(colour)._replace(lightness=lightness))


def derive_palette(*, base: str = "", accent: str = "") -> Palette:
    """Derive the palette of light and dark mode from the chosen colours; what is empty stays the theme's own.

    Raises ValueError for anything but #rrggbb.
    """
    palette = THEME
    if base:
        lightness = _to_lab(base).lightness
        night = min(lightness, 0.24)
        palette = replace(
            palette,
            base=base,
            base_light=_with_lightness(base, max(lightness, 0.3) + 0.1),
            district=_with_lightness(base, max(lightness, 0.3) + 0.14),
            base_night=_with_lightness(base, night),
            district_night=_with_lightness(base, max(night, 0.22) + 0.14),
            base_on_night=_with_lightness(base, 0.76),
        )
    if accent:
        palette = replace(palette, accent=accent, highlight=_with_lightness(accent, 0.8))
    return palette


def is_readable_base(colour: str) -> bool:
    """Tell whether white text and the highlight can be read on this colour."""
    return contrast(colour, WHITE) >= 7


def is_readable_accent(colour: str) -> bool:
    """Tell whether text in this colour can be read on every light ground of the theme."""
    return all(contrast(colour, ground) >= READABLE for ground in (WHITE, SAND))
