"""The palette stays apart for colour-blind eyes, and its text stays readable."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dlscratch.visuals import toolkit

LINES = {name: getattr(toolkit, name) for name in ("BLUE", "ORANGE", "GREEN", "PURPLE", "SKY",
                                                   "AMBER", "YELLOW", "INK")}  # fmt: skip
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


@pytest.mark.parametrize("eyes", EYES)
def test_colours_stay_apart(eyes):
    """A distance of 2 can just be seen side by side; these are told apart at a glance."""
    close = {pair: round(d, 1) for pair, d in distances(eyes, LINES).items() if d < 15}
    assert not close


def test_red_and_green_would_be_noticed():
    pair = {"red": "#d62728", "green": "#2ca02c"}
    assert distances("all cones", pair)["red", "green"] > 100
    assert distances("deuteranopia", pair)["red", "green"] < 40


@pytest.mark.parametrize("name", ["INK", "GREY"])
def test_text_can_be_read_on_white(name):
    """The contrast that the Web's guidelines (WCAG 2, AA) ask for."""
    luminance = XYZ[1] @ linear(getattr(toolkit, name))
    assert 1.05 / (luminance + 0.05) >= 4.5
