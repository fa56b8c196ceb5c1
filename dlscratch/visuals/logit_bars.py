"""Logits as bars, the probabilities that softmax makes of them, and p - y as arrows.

`logit_bars` returns a figure for a page. In `live_logit_bars` the learner drags the bars, names
the right class, adds a number to all logits, and leaves the maximum out. `compute` gives the
numbers alone.
"""

from typing import NamedTuple

import numpy as np

from dlscratch.visuals.toolkit import BLUE, GREEN, GREY, INK, ORANGE, SKY, Picture, panels

MOST = 8  # classes that still fit side by side
REACH = 5  # of the logits that can be dragged, to both sides
GROUND, TOP = 0.27, 0.85  # the bars' room in the picture's height; below it the classes' names


class State(NamedTuple):
    """What the picture shows: an array each, and the loss."""

    logits: np.ndarray  # with the shift
    exps: np.ndarray  # of the logits, or of the logits minus their maximum
    probabilities: np.ndarray
    loss: float | None
    gradient: np.ndarray | None  # p - y


def logit_bars(logits, actual=None, shift=0.0, stable=True):
    """A picture of softmax and cross-entropy for one example.

    `logits` are 2 to 8 numbers, `actual` is the number of the right class, `shift` is added to all
    logits. Without `actual` there are no loss and no p - y. With stable=False the largest logit is
    not subtracted, and exp overflows beyond 709: the picture then shows the inf and the NaN that
    come of it.

    Raises ValueError for logits that do not fit or are not finite, and for a class that is none.
    """
    picture = Picture(figsize=(6 if actual is None else 9, 3.2), dpi=80)
    draw(picture, logits, actual, shift, stable)
    return picture


def live_logit_bars(logits, actual=None):
    """The same, to be moved: bars by pointer, arrow key or slider. A click names the right class.

    With `actual` it also shows the loss and p - y.
    """
    from ipywidgets import FloatSlider, IntSlider

    from dlscratch.visuals.toolkit.live import Live, choice

    compute(logits, actual)  # refuses what does not fit
    count, reach = len(logits), max(REACH, *map(abs, logits))
    narrow = {"width": "235px"}
    names = [f"logit_{number}" for number in range(count)]

    def draw_chosen(figure, bar, shift, stable, actual=None, **state):
        chosen = [state[name] for name in names]
        draw(figure, chosen, actual, shift, stable, reach, bar)

    def raised(number, value):
        value = round(min(max(value, -reach), reach), 1)
        return {"bar": number, names[number]: value}

    def pointed(place, state):
        part, number = _found(place.x, count)
        if part == 0 and place.y > GROUND - 0.02:
            number = state["bar"] if place.dragged else number
            low, high = _logit_limits([], state["shift"], reach)
            height = (place.y - GROUND) / (TOP - GROUND)
            return raised(number, low + height * (high - low) - state["shift"])
        return None if place.dragged or actual is None else {"actual": number}

    def keys(direction, state):
        bar, step = state["bar"], {"up": 0.5, "down": -0.5}.get(direction)
        if step:
            return raised(bar, state[names[bar]] + step)
        return {"bar": (bar + (1 if direction == "right" else -1)) % count}

    controls = {
        name: FloatSlider(logit, min=-reach, max=reach, step=0.1, description=f"logit {number}",
                          layout=narrow, readout_format=".1f",
                          style={"description_width": "50px"})
        for number, (name, logit) in enumerate(zip(names, logits, strict=True))
    }  # fmt: skip
    if actual is not None:
        options = [(f"class {number}", number) for number in range(count)]
        controls["actual"] = choice(options, actual, "right is", "72px")
    return Live(
        draw_chosen,
        (6 if actual is None else 9, 3.2),
        pointed=pointed,
        keys=keys,
        **controls,
        shift=IntSlider(0, -1000, 1000, description="add to all", layout={"width": "330px"}),
        stable=choice([("x − max", True), ("x, no max", False)], True, "exp of", "100px"),
        bar=IntSlider(0, 0, count - 1, layout={"display": "none"}),  # moved by the keys
    )


def compute(logits, actual=None, shift=0.0, stable=True) -> State:
    """The numbers behind the picture."""
    logits = np.asarray(logits, dtype=float)
    if logits.ndim != 1 or not 2 <= len(logits) <= MOST:
        raise ValueError(
            f"the picture has room for 2 to {MOST} logits in a row, but shape {logits.shape} came"
        )
    if not np.isfinite(logits).all() or not np.isfinite(shift):
        raise ValueError("logits and shift must be finite numbers")
    if actual is not None and actual not in range(len(logits)):
        raise ValueError(f"the classes are 0 to {len(logits) - 1}, but {actual} came")
    logits = logits + shift
    inside = logits - logits.max() if stable else logits
    with np.errstate(all="ignore"):  # overflow is what the picture is there to show
        exps = np.exp(inside)
        probabilities = exps / exps.sum()
        if actual is None:
            return State(logits, exps, probabilities, None, None)
        loss = np.log(exps.sum()) - inside[actual] if stable else -np.log(probabilities[actual])
    return State(logits, exps, probabilities, float(loss), probabilities - _one_hot(logits, actual))


def draw(figure, logits, actual=None, shift=0.0, stable=True, reach=None, chosen=None):
    """Draws on `figure` what `logit_bars` describes, in place of what was there.

    With `reach` there is room for all logits from -reach to reach, and the scale stays. The bar of
    the class `chosen` is marked.
    """
    state = compute(logits, actual, shift, stable)
    names = [f"class {number}" if len(state.logits) < 5 else number
             for number in range(len(state.logits))]
    if actual is not None:
        names[actual] = f"{names[actual]}\nright"
    parts = [("logits", _logits), ("probabilities: softmax of the logits", _probabilities)]
    words = f"Logits {_list(state.logits)}. Probabilities {_list(state.probabilities)}."
    if actual is not None:
        parts.append((f"p − y; loss = −log p = {_text(state.loss)}", _arrows))
        words += f" Class {actual} is right: loss {_text(state.loss)},"
        words += f" p − y {_list(state.gradient)}."
    [ax] = panels(figure, len(parts), lambda figure: _axes(figure, len(parts)))
    limits = _logit_limits(state.logits, shift, reach)
    for place, (title, part) in enumerate(parts):
        panel = _Panel(ax, place, title, names, actual)
        if part is _logits:
            panel.limit(*limits)
            panel.mark(chosen)
        part(panel, state, actual)
    exps = ", ".join(f"{number:.3g}" for number in state.exps)
    ax.text(0.1, 0.04, f"exp of {'x − max' if stable else 'x'}: {exps}", size=10, color=INK)
    if chosen is not None:
        words += f" The chosen bar is that of class {chosen}."
    figure.description = words if stable else f"{words} exp of x, without − max: {exps}."


# Inside


def _axes(figure, parts):
    ax = figure.add_axes((0, 0, 1, 1))  # a single one: it is axes that cost time
    ax.axis("off")
    ax.set(xlim=(0, parts), ylim=(0, 1))
    return [ax]


def _logit_limits(logits, shift, reach):
    """From where to where the scale of the logits goes: over all that can be, or all that are."""
    reached = [-1.0, 1.0, *(logits if reach is None else (shift - reach, shift + reach))]
    room = 0.15 * (max(reached) - min(reached))
    return min(reached) - room, max(reached) + room


def _found(x, count):
    """The number of the part at a place from the left, and of the class that is nearest there."""
    part, inside = divmod(x, 1)
    return part, min(max(int((inside - 0.1) / 0.85 * count), 0), count - 1)


def _one_hot(logits, actual):
    return (np.arange(len(logits)) == actual).astype(float)


def _text(number):
    number = round(float(number), 2) + 0.0  # no -0
    return "NaN" if np.isnan(number) else f"{number:.2f}".replace("-", "−")


def _list(numbers):
    return ", ".join(map(_text, numbers))


class _Panel:
    """A part of the picture, in which class 0, 1, … stands at x = 0, 1, …"""

    def __init__(self, ax, place, title, names, actual):
        self.ax, self.left, self.count = ax, place + 0.1, len(names)
        ax.text(self.left, 0.95, title, size=11, color=INK, va="top")
        for number, name in enumerate(names):
            ax.text(self.x(number), 0.24, name, size=10, color=INK, ha="center", va="top",
                    weight="bold" if number == actual else "normal")

    def limit(self, low, high):
        """From here on, y goes from `low` to `high`; and there is ground at 0."""
        self.low, self.high = low, high
        self.ax.plot([self.left, self.left + 0.85], self.y(np.zeros(2)), color=GREY, lw=1)

    def x(self, number):
        return self.left + 0.85 * (np.asarray(number) + 0.5) / self.count

    def y(self, value):
        share = (np.asarray(value) - self.low) / (self.high - self.low)
        return GROUND + (TOP - GROUND) * share

    def mark(self, number):
        """A pale ground behind a class, and a triangle above it."""
        if number is not None:
            left, right = self.x(number - 0.45), self.x(number + 0.45)
            self.ax.fill([left, left, right, right], [0.09, TOP, TOP, 0.09], color="#F0F0F0",
                         lw=0, zorder=0)
            self.ax.fill(self.x(number + np.array([-0.08, 0.08, 0])), [0.095, 0.095, 0.12],
                         color=INK, lw=0)

    def shape(self, number, sides, heights, colour):
        """A filled outline around the place of a class."""
        self.ax.fill(self.x(number + np.array(sides)), self.y(heights), color=colour, lw=0)

    def note(self, text):
        self.ax.text(self.left + 0.85, 0.84, text, size=9, color=INK, ha="right")

    def label(self, number, value, height=None):
        """The value at the end of its bar or arrow, or at `height`; NaN on the ground."""
        up, known = not value < 0, np.isfinite(value)
        end = height or (value if known else 0)
        self.ax.text(self.x(number), self.y(end) + (0.02 if up else -0.02),
                     _text(value), size=10 if self.count < 7 else 8, ha="center",
                     va="bottom" if up else "top", color=INK if known else ORANGE,
                     weight="normal" if known else "bold")


def _logits(panel, state, actual):
    _bars(panel, state.logits, actual)


def _probabilities(panel, state, actual):
    panel.limit(-0.13, 1.15)
    _bars(panel, state.probabilities, actual, goal=1)
    if actual is not None:  # y as a dashed line: where each bar should end
        for number, y in enumerate(_one_hot(state.logits, actual)):
            panel.ax.plot(panel.x([number - 0.45, number + 0.45]), panel.y([y, y]), color=INK,
                          lw=2.2, ls=(0, (2, 1)))
        panel.note("dashed: y")


def _bars(panel, heights, actual, goal=None):
    """Bars with their heights; that of the right class stands above the line at `goal`, if near."""
    for number, height in enumerate(heights):
        if np.isfinite(height):
            colour = BLUE if number == actual else SKY
            panel.shape(number, [-0.32, -0.32, 0.32, 0.32], [0, height, height, 0], colour)
        near = number == actual and goal and 0.82 * goal < height < goal
        panel.label(number, height, goal if near else None)


def _arrows(panel, state, actual):
    panel.limit(-1.4, 1.4)
    panel.note("up: too high, down: too low")
    for number, slope in enumerate(state.gradient):
        if np.isfinite(slope):
            neck = slope - np.sign(slope) * min(0.18, abs(slope))
            panel.shape(number, [-0.05, -0.05, -0.17, 0, 0.17, 0.05, 0.05],
                        [0, neck, neck, slope, neck, neck, 0], GREEN if slope < 0 else ORANGE)
        panel.label(number, slope)
