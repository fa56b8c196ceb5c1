"""The pictures of the course, one file each; this page holds what they share.

A picture never says with colour alone what matters: a label, a frame or a place says it too.
"""

import base64

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from dlscratch.visuals.toolkit.canvas import Drawing
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


class Picture(Drawing):
    """A Matplotlib figure that a notebook shows without pyplot.

    `description` says in words what the picture shows. It goes out beside the image, for readers
    who cannot see it, and it is what the tests of the notebooks compare.
    """

    description = "A figure without a description."

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.image_data()
        return data | {"text/plain": self.description}, metadata

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
    made, axes = getattr(figure, "panels", (None, ()))
    if made != _made_for(figure, layout):
        figure.clear()
        figure.set_facecolor("white")
        axes = make(figure)
        figure.panels = _made_for(figure, layout), axes
    for ax in axes:
        _empty(ax)
    return axes


def _made_for(figure, layout):
    """A layout, and the page for which it was made if something of it is `still`, in pixels."""
    if any(isinstance(one, _Still) for one in figure.artists):
        return layout, figure.dpi, getattr(figure, "dark", False)
    return (layout,)


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
