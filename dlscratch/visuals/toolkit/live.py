"""Pictures that the learner moves: one figure, drawn anew whenever its state changes.

The state lies in the controls' values. A slider, the keyboard, the pointer on the picture, a
playing animation and Python code all change it in the same way, so a test can drive a picture
without a browser: `picture.set(x=2)`, `picture.press(0.5, 0.2)`, then `picture.state`,
`picture.description` and `picture.pixels()`.

Drawing goes through Matplotlib's objects alone. pyplot keeps global state, which two threads would
share: JupyterLab may run what a widget calls beside the running cell.
"""

import html
import io
import os
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets
from ipywidgets import HTML, Box, HBox, Layout, ToggleButtons, VBox
from PIL import Image, features

from dlscratch.visuals.toolkit.canvas import Drawing

DPI = 80  # of the page, whose own pixels may be two or more screen pixels wide
SHARPEST = 2  # so many at most are drawn
STILLS = "DLSCRATCH_STILLS"  # set by ci/build.py
# JPEG is packed five times as fast as PNG, but a Pillow made for the browser may lack it.
JPEG = {"format": "jpeg", "quality": 92, "subsampling": 0}
PACKED = JPEG if features.check("jpg") else {"format": "png", "compress_level": 1}


class Screen(anywidget.AnyWidget):
    """Shows an image; sends the pointer and the arrow keys back as messages.

    `width` is in the page's pixels; the page says how many pixels of the screen each is wide, and
    whether it is dark.
    """

    _esm = Path(__file__).with_name("screen.js")
    jpeg = traitlets.Bytes().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    sharpness = traitlets.Float(1.0).tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    pointed = traitlets.Bool().tag(sync=True)  # whether the pointer does something here


def choice(options, value, description="", width="80px"):
    """Buttons, of which the pressed one is the value; their name stands before them."""
    layout = Layout(display="flex", align_items="center", grid_gap="8px", width="max-content")
    style = {"button_width": width, "description_width": "max-content"}
    return ToggleButtons(
        options=options, value=value, description=description, layout=layout, style=style
    )


class Held(Box):
    """A part of the state that is chosen on the picture itself, and has no control of its own."""

    value = traitlets.Any()

    def __init__(self, value):
        super().__init__(value=value, layout=Layout(display="none"))


class Player(anywidget.AnyWidget):
    """Plays a slider: one of its steps every `interval` milliseconds, until it is at its end.

    Where drawing takes longer, steps are left out, so that the time is kept.
    """

    _esm = Path(__file__).with_name("player.js")
    interval = traitlets.Int().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)

    def __init__(self, slider, interval=40):
        self.slider = slider
        super().__init__(interval=interval)
        self.on_msg(self._message)
        self.observe(self._started, "playing")

    def _started(self, change):
        if self.playing and self.slider.value == self.slider.max:
            self.slider.value = self.slider.min

    def _message(self, player, message, buffers):
        slider = self.slider
        try:
            if "start" in message:
                self.playing, slider.value = False, slider.min
            elif self.playing:
                slider.value = min(slider.value + message["steps"] * slider.step, slider.max)
                self.playing = slider.value < slider.max
        finally:
            self.send({"done": True})


class Place(NamedTuple):
    """Where the pointer is: in which axes (or None), and where in their data.

    `dragged` tells a drag, on its way, from the press that began it.
    """

    axes: object
    x: float
    y: float
    dragged: bool = False


class Live(VBox):
    """A picture with controls below it and its description in words.

    draw       draw(figure, **state) draws on a Matplotlib figure, in place of what was there, and
               sets `figure.description`
    size       of the figure, in inches (80 pixels each)
    pointed    pointed(place, state) gives the changes that a click or drag there makes, as a dict
    keys       keys(direction, state) does the same for "left", "right", "up" and "down"
    controls   a widget with a `value` for each name in the state
    beside     further widgets for the row of controls, such as a Player
    """

    def __init__(self, draw, size, *, pointed=None, keys=None, beside=(), **controls):
        self._draw, self._pointed, self._keys = draw, pointed, keys
        self.controls = controls
        self.figure: Any = Drawing(figsize=size, dpi=DPI)
        self._canvas: Any = self.figure.canvas
        self.screen = Screen(width=round(size[0] * DPI), pointed=bool(pointed or keys))
        # Room for three lines, so that the page does not jump when they become more or less.
        self._words = HTML(layout=Layout(max_width=f"{self.screen.width}px", min_height="56px"))
        self._paused = False
        for control in controls.values():
            control.observe(self._changed, "value")
        self.screen.on_msg(self._message)
        self.screen.observe(self._suit, ["sharpness", "dark"])
        row = HBox([*beside, *controls.values()], layout=Layout(flex_flow="row wrap"))
        super().__init__([self.screen, row, self._words])
        self._show()

    @property
    def state(self) -> dict:
        """What is drawn: the value of every control."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return self.screen.alt

    def set(self, **state):
        """Change the state, and draw once."""
        self._paused = True
        try:
            for name, value in state.items():
                self.controls[name].value = value
        finally:
            self._paused = False
        self._show()

    def press(self, x, y):
        """As if the pointer were pressed at a share of the width and the height from the top."""
        self._message(None, {"x": x, "y": y}, [])

    def drag(self, x, y):
        """As if the pressed pointer had moved there."""
        self._message(None, {"x": x, "y": y, "drag": True}, [])

    def key(self, direction):
        """As if an arrow key were pressed while the picture has the focus."""
        self._message(None, {"key": direction}, [])

    def redraw(self):
        """Draw the same state once more, for drawings that depend on chance."""
        self._show()

    def pixels(self) -> np.ndarray:
        """The picture as an array (height, width, 3) of bytes."""
        return np.asarray(Image.open(io.BytesIO(self.screen.jpeg)).convert("RGB"))

    def _repr_mimebundle_(self, **kwargs):
        """Beside the widget, its words: all that is left once its kernel has ended.

        Where STILLS is set, its image too, for those who only read the page.
        """
        data = super()._repr_mimebundle_(**kwargs)
        data |= {"text/plain": f"{self.description}\nRun the cell to see the picture move."}
        if STILLS not in os.environ:
            return data
        images, shown = self.figure.image_data()
        return data | images, shown

    def _changed(self, change):
        if not self._paused:
            self._show()

    def _suit(self, change):
        """Draw for the page as it is; it says both things about itself at once."""
        dpi, dark = DPI * min(max(self.screen.sharpness, 1), SHARPEST), self.screen.dark
        if (dpi, dark) != (self.figure.dpi, self.figure.dark):
            self.figure.dpi, self.figure.dark = dpi, dark
            self._show()

    def _message(self, screen, message, buffers):
        try:
            if "key" in message:
                changes = self._keys(message["key"], self.state) if self._keys else None
            else:
                place = self._place(message["x"], message["y"], message.get("drag", False))
                changes = self._pointed(place, self.state) if self._pointed else None
            if changes:
                self.set(**changes)
        except Exception as error:
            self._fail(error)
        finally:
            self.screen.send({"done": True})

    def _place(self, x, y, dragged):
        width, height = self._canvas.get_width_height()
        pixel = x * width, (1 - y) * height
        for axes in self.figure.axes:
            if axes.bbox.contains(*pixel):
                x, y = map(float, axes.transData.inverted().transform(pixel))
                return Place(axes, x, y, dragged)
        return Place(None, *pixel, dragged)

    def _show(self):
        try:
            self._draw(self.figure, **self.state)
            self._canvas.draw()
            stream = io.BytesIO()
            image = Image.fromarray(np.asarray(self._canvas.buffer_rgba())).convert("RGB")
            image.save(stream, **PACKED)
            words = self.figure.description
        except Exception as error:
            self._fail(error)
            return
        with self.screen.hold_sync():
            self.screen.jpeg, self.screen.alt = stream.getvalue(), words
        self._say(words)

    def _fail(self, error):
        """Say what went wrong below the picture: what a callback raises or prints, nobody sees."""
        self._say(f"This cannot be drawn. {type(error).__name__}: {error}")

    def _say(self, words):
        style = "line-height: 1.4; color: var(--jp-ui-font-color2)"
        self._words.value = f'<div role="status" style="{style}">{html.escape(words)}</div>'
