"""Colours: contrast, what follows from two of them, and the style sheet that carries them."""

from dataclasses import asdict
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tafelrunde_site.domain.colours import (
    INK,
    NIGHT,
    THEME,
    WHITE,
    contrast,
    derive_palette,
    is_readable_accent,
    is_readable_base,
)
from tafelrunde_site.models import SiteProfile

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_known_colours():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(WHITE, "#0000ff") == contrast("#0000FF", WHITE)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "#0d3b4c;}"])
def test_contrast_refuses_what_is_no_colour(text):
    with pytest.raises(ValueError, match="not a colour"):
        contrast(text, WHITE)


def test_the_themes_own_colours_pass():
    assert is_readable_base(THEME.base)
    assert is_readable_accent(THEME.accent)


@example(base="#2402ff", accent="#e00325")  # deep blue stays bright at night, red is a dark highlight
@given(base=colours, accent=colours)
def test_text_can_be_read_in_every_derived_colour(base, accent):
    assume(is_readable_base(base) and is_readable_accent(accent))

    palette = derive_palette(base=base, accent=accent)

    assert contrast(INK, palette.highlight) >= 4.5
    assert contrast(palette.highlight, NIGHT) >= 4.5
    assert contrast(palette.highlight, palette.base_night) >= 4.5
    assert contrast(palette.base_on_night, NIGHT) >= 4.5
    assert contrast(WHITE, palette.base_night) >= 7
    assert contrast(palette.base_light, "#f7f3ec") >= 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"base_colour": "#7fb7c9"}, "base_colour"),
        ({"accent_colour": "#f4b04f"}, "accent_colour"),
        ({"base_colour": "blau"}, "base_colour"),
        ({"base_colour": "#0d3b4"}, "base_colour"),
        ({"accent_colour": "#a84d0}"}, "accent_colour"),
    ],
)
def test_profile_refuses_colours_that_cannot_be_read_or_are_none(profile, fields, field):
    for name, value in fields.items():
        setattr(profile, name, value)

    with pytest.raises(ValidationError) as refusal:
        profile.full_clean()

    assert set(refusal.value.error_dict) == {field}


def test_profile_accepts_dark_colours(profile):
    profile.base_colour, profile.accent_colour = "#3d0d4c", "#1D6B45"

    profile.full_clean()


def test_pages_link_the_colours_only_where_they_differ(client, profile):
    assert "/farben.css" not in client.get("/").content.decode()

    profile.base_colour = "#3d0d4c"
    profile.save()

    assert '<link rel="stylesheet" href="/farben.css?v=3d0d4c">' in client.get("/").content.decode()


def test_style_sheet_is_kept_for_ever_under_the_address_of_its_version(client, profile):
    profile.base_colour = "#3d0d4c"
    profile.save()

    named, stale = client.get("/farben.css?v=3d0d4c"), client.get("/farben.css?v=other")

    assert "--base: #3d0d4c;" in named.content.decode()
    assert named["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in named["Cache-Control"]
    assert "immutable" not in stale["Cache-Control"]
    assert "Cookie" not in named.get("Vary", "")


def test_tokens_of_the_style_sheet_are_the_themes_own():
    tokens = Path(finders.find("tafelrunde_site/css/tokens.css")).read_text(encoding="utf-8")
    light, dark = tokens.split("prefers-color-scheme: dark")

    for name, value in asdict(THEME).items():
        assert value in (dark if "night" in name else light), name


def test_one_chosen_colour_leaves_the_other_as_it_was():
    assert derive_palette(base="#3d0d4c").highlight == THEME.highlight
    assert derive_palette(accent="#1d6b45").base_light == THEME.base_light


def test_phone_number_becomes_an_address():
    assert SiteProfile(contact_phone="+49 (40) 66969-100").phone_address == "+494066969100"
