"""The colours of the pictures, and what becomes of them on a dark page.

They are those of Okabe and Ito (2008), which remain apart for colour-blind eyes. Each has a partner
on the dark ground, which does too: lighter, of the same hue.
"""

import numpy as np
from matplotlib.colors import to_rgb

BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
AMBER = "#E69F00"
YELLOW = "#F0E442"
INK = "#1A1A1A"  # text
GREY = "#767676"  # lines and notes; still readable on white

GROUND, CHALK = "#111111", "#F2F2F2"  # of a dark page: JupyterLab's black, and white upon it
ON_DARK = {
    BLUE: "#4A94F0",
    ORANGE: "#E8752F",
    GREEN: "#12BD86",
    PURPLE: "#C98DB8",
    SKY: "#9CD0FB",
    AMBER: "#F5AE33",
    YELLOW: "#FFE96A",
    INK: "#EDEDED",
    GREY: "#9A9A9A",
}
PARTNERS = [tuple(map(np.array, map(to_rgb, pair))) for pair in ON_DARK.items()]
LOW, HIGH = to_rgb(GROUND)[0], to_rgb(CHALK)[0]
LEVELS = np.uint8(255 * np.linspace(LOW, HIGH, 256) + 0.5)  # of what is turned over, in bytes


def on_dark(colours):
    """What `colours` (…, 4) become on a dark page: red, green, blue and alpha, from 0 to 1.

    Those above become their partners. Of all others the lightness is turned over and the hue kept,
    so that white is the ground, grey remains grey, and the middle of a heat map still does not
    stand out.
    """
    colours = np.asarray(colours)
    red, green, blue, alpha = np.moveaxis(colours, -1, 0)
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    turned = [LOW + (HIGH - LOW) * (part + (1 - most - least)) for part in (red, green, blue)]
    turned = np.stack([*turned, alpha], axis=-1)
    for before, after in PARTNERS:
        turned[np.all(colours[..., :3] == before, axis=-1), :3] = after
    return turned


def image_on_dark(pixels):
    """The same for an image (height, width, 4) of bytes, all of whose colours are turned over."""
    red, green, blue = np.moveaxis(pixels[..., :3], -1, 0).astype(np.int16, order="C")
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    shift = 255 - most - least
    turned = pixels.copy()
    for place, part in enumerate((red, green, blue)):
        turned[..., place] = LEVELS[part + shift]
    return turned


def luminance(colour):
    """How bright red, green and blue, from 0 to 1, look together: 0 is black, 1 white (sRGB)."""
    parts = np.asarray(colour, float)[:3]
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(light @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """How well a colour stands out from another: 1 (not at all) to 21, as WCAG 2 defines it."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
