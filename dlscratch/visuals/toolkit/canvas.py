"""Draws a figure: each text once, and on a dark page in the colours that belong there.

No picture knows of the page. It names the light colours, and each is exchanged on its way through
the renderer.
"""

import base64
import io
import math
from functools import lru_cache

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from PIL import Image

from dlscratch.visuals.toolkit.colours import contrast, image_on_dark, on_dark

MARGIN = 3  # pixels around a text: some letters reach out of its box
LEGIBLE = 4.5  # contrast of a text that can be read (WCAG 2, AA)
WHITE, BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)
# Which arguments of a renderer's methods are colours; those of lines and texts are in the context.
COLOURS = {
    "draw_path": [3],
    "draw_markers": [5],
    "draw_path_collection": [6, 7],
    "draw_quad_mesh": [7, 9],
    "draw_gouraud_triangles": [2],
}


class Drawing(Figure):
    """A figure that is drawn for a dark page where `dark` is true."""

    dark = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Canvas(self)

    def png(self, dark=False) -> bytes:
        """The picture for a light or a dark page, at twice the page's pixels.

        In 256 colours, which the eye does not tell from all, a file is a third as large.
        """
        packed = io.BytesIO()
        image = self.image(dark).quantize(256, dither=Image.Dither.NONE)
        image.save(packed, "png", optimize=True)
        return packed.getvalue()

    def image(self, dark=False):
        """The same in all colours, and not packed, which takes longer than to draw it."""
        self.dark = dark
        try:
            stream = io.BytesIO()
            self.savefig(stream, format="rgba", dpi=2 * self.dpi)
        finally:
            self.dark = False
        width, height = (int(2 * side) for side in self.bbox.size)
        return Image.frombytes("RGBA", (width, height), stream.getvalue()).convert("RGB")

    def image_data(self):
        """The data and the metadata that a notebook stores: a PNG for light pages, which every
        viewer shows, and one for dark pages, which JupyterLab finds where the course adds to it."""
        width, height = (round(inches * self.dpi) for inches in self.get_size_inches())
        shown = {"width": width, "height": height}
        shown["dark"] = base64.b64encode(self.png(dark=True)).decode()
        return {"image/png": self.png()}, {"image/png": shown}


class Canvas(FigureCanvasAgg):
    """Draws a Drawing with the renderers below."""

    figure: Drawing

    def get_renderer(self):
        figure = self.figure
        kind = DarkRenderer if figure.dark else Renderer
        size = (*map(int, figure.bbox.size), figure.dpi)
        if getattr(self, "_made", None) != (kind, size):
            self._made, self.renderer = (kind, size), kind(*size)
        return self.renderer


class Renderer(RendererAgg):
    """Draws a text once, and copies it from then on.

    In most pictures texts take longer than all else, and most of them stay as they are.
    """

    def __init__(self, width, height, dpi):
        super().__init__(width, height, dpi)
        self._size, self._copy = _letters(dpi)

    def paste(self, gc, x, y, image):
        """Put pixels there that were drawn before. As for `draw_image`, their rows go upwards."""
        self._renderer.draw_image(gc, x, y, image)

    def get_text_width_height_descent(self, s, prop, ismath):
        return self._size(s, prop, ismath)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if ismath or angle not in (0, 90):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        else:
            colour = gc.get_rgb()[:3], gc.get_alpha()
            copy, left, below = self._copy(s, prop.copy(), *colour, bool(angle))
            self.paste(gc, round(x) - left, round(self.height - y) - below, copy)


@lru_cache(8)
def _letters(dpi):
    """What all renderers of a resolution share: (the size of a text, the text as an image)."""
    size = lru_cache(2000)(RendererAgg(1, 1, dpi).get_text_width_height_descent)

    @lru_cache(1000)
    def copy(s, prop, colour, alpha, upright):
        """A text as an image, upside down as `paste` wants it, and its start in that."""
        width, height, descent = size(s, prop, False)
        above, below = (math.ceil(part) + MARGIN for part in (height - descent, descent))
        renderer = RendererAgg(math.ceil(width) + 2 * MARGIN, above + below, dpi)
        gc = renderer.new_gc()
        gc.set_foreground(colour)
        gc.set_alpha(alpha)
        renderer.draw_text(gc, MARGIN, above, s, prop, 0)
        image = np.array(renderer.buffer_rgba())
        if upright:
            return np.rot90(image)[::-1].copy(), above, MARGIN
        return image[::-1], MARGIN, below

    return size, copy


class DarkRenderer(Renderer):
    """Exchanges every colour before it is drawn."""

    def new_gc(self):
        return DarkContext()

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """On a bright cell, a text keeps its own colour; between bright and dark, white will do."""
        behind = self.behind(x, y, self._size(s, prop, ismath), angle)
        choices = exchanged(gc.named), gc.named, WHITE, BLACK  # one of the last two always will
        legible = (colour for colour in choices if contrast(colour, behind) >= LEGIBLE)
        GraphicsContextBase.set_foreground(gc, next(legible), isRGBA=True)
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)

    def behind(self, x, y, size, angle):
        """Red, green and blue, from 0 to 1, of what lies behind most of a text.

        It starts at x, y, counted from the upper left corner; `size` is its width, its height and
        how much of that is below its line.
        """
        width, height, descent = size
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        corners = [
            (x + along * cos - up * sin, y - along * sin - up * cos)
            for along in (0, width)
            for up in (0, height - descent)
        ]
        ends = np.array([self.width, self.height])
        low = np.clip(np.min(corners, axis=0), 0, ends - 1).astype(int)
        high = np.maximum(np.ceil(np.max(corners, axis=0)), low + 1).astype(int)
        pixels = np.asarray(self._renderer)[low[1] : high[1], low[0] : high[0], :3]
        return np.median(pixels.reshape(-1, 3), axis=0) / 255

    def draw_path(self, *arguments):
        super().draw_path(*_exchanged_in("draw_path", arguments))

    def _update_methods(self):
        """Most methods are the C++ renderer's own, put here one by one, so they are wrapped."""
        super()._update_methods()
        for name in COLOURS.keys() - {"draw_path"}:
            setattr(self, name, _wrapped(name, getattr(self, name)))
        self.draw_image = self._draw_image

    def _draw_image(self, gc, x, y, image):
        self.paste(gc, x, y, image_on_dark(image))


class DarkContext(GraphicsContextBase):
    """The state of the pen, its colour exchanged; `named` is the colour that the picture named."""

    named = (0.0, 0.0, 0.0, 1.0)

    def set_foreground(self, fg, isRGBA=False):
        self.named = to_rgba(fg)
        super().set_foreground(exchanged(self.named), isRGBA=True)

    def copy_properties(self, gc):
        super().copy_properties(gc)
        self.named = gc.named


def exchanged(colours):
    """A colour (red, green, blue, alpha) or an array of them as on a dark page; None is none."""
    if colours is None:
        return None
    if np.ndim(colours) == 1:
        return _exchanged_one(tuple(map(float, to_rgba(colours))))
    return on_dark(colours) if np.size(colours) else colours


@lru_cache(300)
def _exchanged_one(colour):
    return tuple(on_dark(colour).tolist())


def _exchanged_in(name, arguments):
    """The arguments of a renderer's method, with the colours among them exchanged."""
    return [
        exchanged(one) if place in COLOURS[name] else one for place, one in enumerate(arguments)
    ]


def _wrapped(name, method):
    def wrapped(*arguments, **more):
        return method(*_exchanged_in(name, arguments), **more)

    return wrapped
