"""The palette stays apart for colour-blind eyes, and its text stays readable, in both themes."""

import ast
import itertools
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb, to_rgba

from dlscratch.visuals.toolkit import colours
from dlscratch.visuals.toolkit.colours import (
    GREY,
    GROUND,
    INK,
    ON_DARK,
    contrast,
    image_on_dark,
    on_dark,
)

ROOT = Path(__file__).resolve().parents[3]
LINES = {name: value for name, value in vars(colours).items()
         if isinstance(value, str) and value in ON_DARK and name != "GREY"}  # fmt: skip
THEMES = {"light": LINES, "dark": {name: ON_DARK[value] for name, value in LINES.items()}}
# What is seen of linear red, green and blue, where one kind of cone is missing.
# Source: Machado, Oliveira, Fernandes 2009, the tables for severity 1.0.
EYES = {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    """A colour's red, green and blue as amounts of light (sRGB's definition)."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(light):
    """CIE L*a*b*, in which distances are about as large as they look."""
    ratios = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    roots = np.where(ratios > 216 / 24389, np.cbrt(ratios), (24389 / 27 * ratios + 16) / 116)
    x, y, z = roots
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distances(eyes, colours):
    seen = {name: lab(np.array(EYES[eyes]) @ linear(colour)) for name, colour in colours.items()}
    return {
        (a, b): np.linalg.norm(seen[a] - seen[b]) for a, b in itertools.combinations(seen, 2)
    }


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_colours_stay_apart(eyes, theme):
    """A distance of 2 can just be seen side by side; these are told apart at a glance."""
    assert len(LINES) == 8
    close = {pair: round(d, 1) for pair, d in distances(eyes, THEMES[theme]).items() if d < 15}
    assert not close


def test_red_and_green_would_be_noticed():
    pair = {"red": "#d62728", "green": "#2ca02c"}
    assert distances("all cones", pair)["red", "green"] > 100
    assert distances("deuteranopia", pair)["red", "green"] < 40


@pytest.mark.parametrize("colour", [INK, GREY])
def test_text_can_be_read_on_white(colour):
    """The contrast that the Web's guidelines (WCAG 2, AA) ask for."""
    assert contrast(to_rgb(colour), to_rgb("white")) >= 4.5


@pytest.mark.parametrize("colour", ON_DARK.values())
def test_text_can_be_read_on_a_dark_page(colour):
    assert contrast(to_rgb(colour), to_rgb(GROUND)) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    """The examples of https://webaim.org/articles/contrast."""
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(to_rgb("#777777"), (1, 1, 1)) == pytest.approx(4.48, abs=0.005)
    red, white = (1, 0, 0), (1, 1, 1)
    assert contrast(red, white) == contrast(white, red) == pytest.approx(4, abs=0.005)


def dark(colour):
    return to_hex(on_dark(to_rgba(colour)))


def test_a_dark_page_turns_lightness_over_and_keeps_hues():
    assert dark("white") == GROUND and dark("black") == colours.CHALK.lower()
    grey = to_rgb(dark("#E0E0E0"))
    assert len(set(grey)) == 1 and to_rgb(GROUND)[0] < grey[0] < 0.3
    red, green, blue = to_rgb(dark("#67001F"))  # the red end of a heat map
    assert red > 0.9 and red > blue > green
    assert dark(colours.BLUE) == ON_DARK[colours.BLUE].lower()


def test_an_image_is_turned_over_like_single_colours():
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 4), dtype=np.uint8)
    pixels[:2, :2] = 0, 0, 0, 255
    pixels[2:4, :2] = 255
    before = pixels.copy()
    turned = image_on_dark(pixels)
    assert np.abs(turned - 255 * on_dark(pixels / 255)).max() <= 0.51 and turned.dtype == np.uint8
    assert np.array_equal(turned[..., 3], pixels[..., 3]) and np.array_equal(pixels, before)


def written_in(path):
    """Every colour that a file writes as #RRGGBB."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        value = getattr(node, "value", None)
        if isinstance(node, ast.Constant) and isinstance(value, str) and value[:1] == "#":
            if len(value) == 7 and all(sign in "0123456789abcdef" for sign in value[1:].lower()):
                yield value


def faint(colour):
    """Whether a colour gets lost on a dark page, more than it does on a white one."""
    on_white = contrast(to_rgb(colour), to_rgb("white"))
    return contrast(to_rgb(dark(colour)), to_rgb(GROUND)) < min(0.9 * on_white, 4.5)


def test_every_colour_of_a_picture_has_a_partner_on_a_dark_page():
    """Where it does not stand out as it does on white, `ON_DARK` needs a partner for it."""
    pages = [*ROOT.glob("dlscratch/visuals/**/*.py"), *ROOT.glob("lessons/*.py")]
    used = {colour: page.name for page in pages if page.name != "colours.py"
            for colour in written_in(page)}  # fmt: skip
    assert len(used) > 10
    assert {colour: page for colour, page in used.items() if faint(colour)} == {}
    assert faint("#8B8BFF") and not faint("#8A5A00"), "a colour that is as dark on both would do"
