"""The pictures of the course, one file each; this page holds what they share.

A picture never says with colour alone what matters: a label, a frame or a place says it too.
"""

import base64
import io

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from dlscratch.visuals.toolkit.canvas import Canvas
from dlscratch.visuals.toolkit.colours import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    YELLOW,
)

__all__ = ["AMBER", "BLUE", "GREEN", "GREY", "INK", "ORANGE", "PURPLE", "SKY", "YELLOW", "Picture",
           "draw_line", "panels", "still"]  # fmt: skip


class Picture(Figure):
    """A Matplotlib figure that a notebook shows without pyplot.

    `description` says in words what the picture shows. It goes out beside the image, for readers
    who cannot see it, and it is what the tests of the notebooks compare.
    """

    description = "A figure without a description."
    dark = False  # for which page it is drawn

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Canvas(self)

    def png(self, dark=False) -> bytes:
        """The picture for a light or a dark page, at twice the page's pixels.

        In 256 colours, which the eye does not tell from all, a file is a third as large.
        """
        self.dark = dark
        try:
            stream = io.BytesIO()
            self.savefig(stream, format="png", dpi=2 * self.dpi, pil_kwargs={"compress_level": 1})
        finally:
            self.dark = False
        image, packed = Image.open(stream).convert("RGB"), io.BytesIO()
        image.quantize(256, dither=Image.Dither.NONE).save(packed, "png", optimize=True)
        return packed.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = (round(inches * self.dpi) for inches in self.get_size_inches())
        shown = {"width": width, "height": height}
        # Every viewer shows the PNG. JupyterLab, where the course adds to it, finds the other one.
        shown["dark"] = base64.b64encode(self.png(dark=True)).decode()
        data = {"image/png": self.png(), "text/plain": self.description}
        return data, {"image/png": shown}

    def _ipython_display_(self):
        # Once a notebook has imported pyplot, IPython makes a coarser image of every figure; this
        # method is asked before that.
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        data["image/png"] = base64.b64encode(data["image/png"]).decode()
        display(data, metadata=metadata, raw=True)


def panels(figure, layout, make):
    """The axes of `figure`, empty. `make(figure)` makes them, again only when `layout` changes.

    Making axes takes longer than all that is drawn in most of them.
    """
    # What `still` keeps is made of pixels.
    layout = layout, figure.dpi, getattr(figure, "dark", False)
    if getattr(figure, "panels", (None,))[0] != layout:
        figure.clear()
        figure.set_facecolor("white")
        figure.panels = layout, make(figure)
    axes = figure.panels[1]
    for ax in axes:
        _empty(ax)
    return axes


def draw_line(ax, x, y, **style):
    """What `ax.plot` does, for axes whose limits are set: in a quarter of the time."""
    ax.add_artist(Line2D(x, y, **style))


def still(figure):
    """Turn what is drawn on a live picture's `figure` into one image behind all that comes later.

    For `make`: what stays the same is then not drawn again for every state. The axes stay too,
    invisible and empty, with their limits.
    """
    figure.canvas.draw()
    figure.add_artist(_Still(np.array(figure.canvas.buffer_rgba())))
    for ax in figure.axes:
        _empty(ax)
        ax.set_title("")
        ax.axis("off")


class _Still(Artist):
    """An image of the whole figure, pixel by pixel; figimage would scale it anew for each draw."""

    zorder = -1

    def __init__(self, image):
        super().__init__()
        self.image = image

    def draw(self, renderer):
        renderer.paste(renderer.new_gc(), 0, 0, self.image[::-1])


def _empty(ax):
    for artist in [*ax.lines, *ax.patches, *ax.texts, *ax.collections, *ax.images, *ax.artists]:
        artist.remove()
    ax.legend_ = None
