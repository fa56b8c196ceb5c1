"""FizzBuzz, 1 to 100 as a grid: what a network says at some moment of its training.

Beside the grid stand its accuracy over the epochs, with the baseline, and on request the ten bits
of one number with the four scores that it gets. `fizzbuzz_grid` returns a figure for a page; in
`live_fizzbuzz_grid` the learner walks through the epochs, chooses a number and flips its bits.
"""

import copy

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import ListedColormap

from dlscratch.datasets.fizzbuzz import BITS, binary_encode, fizz_buzz_decode, fizz_buzz_encode
from dlscratch.training import predict
from dlscratch.visuals.toolkit import (
    AMBER,
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    Picture,
    draw_line,
    panels,
)
from dlscratch.visuals.toolkit.lettering import letters

ANSWERS = ("the number", "fizz", "buzz", "fizzbuzz")
RIGHT = np.array([np.argmax(fizz_buzz_encode(number)) for number in range(1, 101)])
COLOURS = ListedColormap(["#F2F2F2", SKY, AMBER, PURPLE])
SHORT = ("", "F", "B", "FB")


def fizzbuzz_grid(answers, epochs, moment=-1, bits=None, scores=None):
    """A picture of the `answers` to 1 ... 100 at one `moment` of a training.

    answers: (moments, 100), each 0 (the number), 1 (fizz), 2 (buzz) or 3 (fizzbuzz).
    epochs: how many epochs were over at each of the moments.
    bits, scores: the ten bits of one number, ones first (above 0 means on), and its four scores.

    Raises ValueError for what does not fit.
    """
    picture = Picture(figsize=(9.6, 5.2), dpi=80)
    draw(picture, answers, epochs, moment, bits, scores)
    return picture


def live_fizzbuzz_grid(nets, number=45, moment=-1):
    """The same for a net that was kept after every epoch; with one number's bits to flip.

    `nets` are the kept nets: the first has learnt nothing yet, and each of the others has learnt
    for one epoch more. They take bits as 0 and 1, and are left as they are. A click on a number
    chooses it, as the arrow keys do, and a click on one of its bits flips it.
    """
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live, Player, choice

    nets, epochs = list(nets), np.arange(len(nets))
    if not nets:
        raise ValueError("the picture needs at least one net")
    bits = np.array([binary_encode(one) for one in range(2**BITS)], float)
    scores = np.array([_forward(net, bits) for net in nets])  # (moments, 1024, 4)
    answers = scores[:, 1:101].argmax(axis=2)

    def draw_moment(figure, moment, number, flip):
        asked = number ^ (1 << flip if flip is not None else 0)
        before = None if flip is None else (number, scores[moment, number])
        of_one = bits[asked], scores[moment, asked]
        draw(figure, answers, epochs, moment, *of_one, before=before, chosen=number)

    def pointed(place, state):
        grid, chart, boxes = live.figure.panels[1][:3]
        if place.axes is chart:
            return {"moment": int(np.clip(round(place.x), 0, len(nets) - 1))}
        column, row = int(np.floor(place.x)), int(np.floor(place.y))
        if place.axes is grid and 0 <= column < 10 and 0 <= row < 10:
            return {"number": 10 * row + column + 1}
        if place.axes is boxes and place.y < 0.95 and 0 <= round(place.x) < BITS:
            bit = round(place.x)
            return {"flip": None if state["flip"] == bit else bit}
        return None

    def keys(direction, state):
        step = {"left": -1, "right": 1, "up": -10, "down": 10}[direction]
        return {"number": (state["number"] - 1 + step) % 100 + 1}

    slider = IntSlider(
        int(epochs[moment]), 0, len(nets) - 1, description="epoch", layout={"width": "420px"}
    )
    live = Live(
        draw_moment,
        (9.6, 5.2),
        pointed=pointed,
        keys=keys,
        beside=[Player(slider, interval=100)],
        moment=slider,
        number=IntSlider(number, 1, 100, description="number"),
        flip=choice(
            [("none", None), *((str(2**bit), bit) for bit in range(BITS))],
            None,
            "flip the bit of",
            "56px",
        ),
    )
    return live


def _forward(net, x):
    """What `net` says, which is left as it is, with all that it remembers."""
    return predict(copy.deepcopy(net), x)


def draw(
    figure, answers, epochs, moment=-1, bits=None, scores=None, before=None, chosen=None
):
    """Draws on `figure` what `fizzbuzz_grid` describes, in place of what was there.

    before: a number and its scores, if it became that of the bits because one was flipped.
    chosen: a number to be marked in the grid.
    """
    answers, epochs = np.asarray(answers), np.asarray(epochs)
    _refuse_unfit(answers, epochs, moment, bits, scores)
    moment %= len(answers)
    right = (answers == RIGHT).mean(axis=1)
    alone = bits is None
    last = max(epochs.max(), 1)
    axes = panels(figure, (alone, last), lambda figure: _axes(figure, alone, last))
    _grid(axes[0], answers[moment], epochs[moment], chosen)
    _chart(axes[1], epochs, right, moment)
    wrong = np.flatnonzero(answers[moment] != RIGHT) + 1
    figure.description = (
        f"The numbers 1 to 100 after {epochs[moment]} epochs: {100 - len(wrong)} right, "
        f"where always the number gets {np.sum(RIGHT == 0)}. {_listed(answers[moment], wrong)}"
    )
    if not alone:
        on, scores = np.asarray(bits) > 0, np.asarray(scores, float)
        number = int(on @ 2 ** np.arange(BITS))
        said = fizz_buzz_decode(number, scores)
        _bits(axes[2], on, number, before)
        _scores(axes[3], scores, number, said, before)
        figure.description += (
            f" Below: the bits of {number}, ones first, are "
            f"{' '.join('1' if bit else '0' for bit in on)}, and the highest score says {said}."
        )
        if before:
            figure.description += (
                f" Before the flip it was {before[0]}: {fizz_buzz_decode(*before)}."
            )


# Inside


def _refuse_unfit(answers, epochs, moment, bits, scores):
    if answers.ndim != 2 or answers.shape[1] != 100 or len(answers) == 0:
        raise ValueError(
            f"answers holds a row of 100 for each moment, (moments, 100), but {answers.shape} came"
        )
    if answers.dtype.kind not in "iu" or answers.min() < 0 or answers.max() > 3:
        raise ValueError("each answer is 0, 1, 2 or 3: the place of the highest score")
    if epochs.shape != answers.shape[:1]:
        raise ValueError(
            f"epochs holds a number for each of the {len(answers)} moments, "
            f"but {epochs.shape} came"
        )
    if moment not in range(-len(answers), len(answers)):
        raise ValueError(f"the moments are 0 to {len(answers) - 1}, but {moment} came")
    if (bits is None) != (scores is None):
        raise ValueError("bits and scores belong together: give both, or none")
    if bits is not None and (np.shape(bits) != (BITS,) or np.shape(scores) != (4,)):
        raise ValueError(
            f"one number has {BITS} bits and 4 scores, "
            f"but shapes {np.shape(bits)} and {np.shape(scores)} came"
        )


def _listed(answers, wrong, most=8):
    """The wrong answers in words."""
    said = [f"{n} ({SHORT[answers[n - 1]] or 'the number'})" for n in wrong[:most]]
    rest = f" and {len(wrong) - most} more" if len(wrong) > most else ""
    return f"Wrong: {', '.join(said)}{rest}." if said else "None is wrong."


def _axes(figure, alone, last):
    """Grid and chart, and for one number its bits and scores; with all that always stays."""
    grid = _page(figure, (0.01, 0.01, 0.54, 0.98), (-1, 10), (10.7, -1))
    ends = range(10)
    letters(grid, [(end + 0.5, -0.3) for end in ends], [str(end + 1) for end in ends], size=9,
            color=GREY, stays=True)
    letters(grid, [(-0.15, end + 0.5) for end in ends[1:]], [f"{10 * end} +" for end in ends[1:]],
            size=9, color=GREY, align=("right", "center"), stays=True)
    place = (0.62, 0.14, 0.35, 0.74) if alone else (0.62, 0.64, 0.35, 0.29)
    chart = _page(figure, place, (0, last), (0, 103))
    levels = (0, 50, 100)
    letters(chart, [(0, level) for level in levels], [str(level) for level in levels], size=9,
            align=("right", "center"), shift=(-6, 0), stays=True)
    ticks = sorted({int(tick) for tick in np.linspace(0, last, 6)})
    letters(chart, [(tick, 0) for tick in ticks], [str(tick) for tick in ticks], size=9,
            align=("center", "top"), shift=(0, -6), stays=True)
    letters(chart, [(last / 2, 0)], ["epoch"], size=9, align=("center", "top"), shift=(0, -19),
            stays=True)
    if alone:
        return [grid, chart]
    bits = _page(figure, (0.57, 0.36, 0.42, 0.16), (-0.6, BITS - 0.4), (-0.9, 1.5))
    letters(bits, [(place, -0.5) for place in range(BITS)],
            [str(2**place) for place in range(BITS)], size=8, stays=True)
    return [grid, chart, bits, _page(figure, (0.57, 0.01, 0.42, 0.32), (-0.5, 1.25), (3.6, -1.4))]


def _page(figure, place, xlim, ylim):
    """Bare axes: no ticks, no frame, which also makes them quick to draw."""
    ax = figure.add_axes(place)
    ax.axis("off")
    ax.set_xlim(*xlim)
    ax.set_ylim(*ylim)
    return ax


def _boxes(ax, corners, width, height, **style):
    """Many rectangles as one collection, which is much faster to make than patches."""
    corners = np.reshape(corners, (-1, 2))
    sizes = np.stack([np.broadcast_to(size, len(corners)) for size in (width, height)], axis=1)
    ring = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    shapes = corners[:, None] + ring * sizes[:, None]
    ax.add_collection(PolyCollection(shapes, **style), autolim=False)


def _grid(ax, answers, epoch, chosen):
    """Ten rows of ten: colour and letters for what is said, a thick frame where that is wrong."""
    ax.pcolormesh(range(11), range(11), answers.reshape(10, 10), cmap=COLOURS, vmin=0, vmax=3,
                  edgecolor="white", lw=1.5)
    rows, columns = np.divmod(np.arange(100), 10)
    wrong = answers != RIGHT
    places = np.stack([columns + 0.5, rows + 0.5 - 0.14 * wrong], axis=1)
    for named, weight in ((answers == 0, "normal"), (answers > 0, "bold")):
        said = [SHORT[answers[i]] or str(i + 1) for i in np.flatnonzero(named)]
        letters(ax, places[named], said, size=11, weight=weight)
    letters(ax, places[wrong] + (0, 0.39), [f"not {SHORT[RIGHT[i]] or i + 1}"
                                            for i in np.flatnonzero(wrong)], size=7)
    corners = np.stack([columns, rows], axis=1)[wrong]
    _boxes(ax, corners + 0.05, 0.9, 0.9, facecolors="none", edgecolors=ORANGE, lw=2.4)
    if chosen is not None:
        row, column = divmod(chosen - 1, 10)
        _boxes(ax, [(column - 0.02, row - 0.02)], 1.04, 1.04, facecolors="none", edgecolors=INK,
               lw=2.6, zorder=5)
    letters(ax, [(5, 10.4)],
            [f"after {epoch} epochs: F fizz, B buzz, FB fizzbuzz; framed = wrong"])


def _chart(ax, epochs, right, moment):
    baseline = 100 * np.mean(RIGHT == 0)
    low, last = ax.get_xlim()
    draw_line(ax, epochs, 100 * right, color=BLUE, lw=2)
    draw_line(ax, [epochs[moment]], [100 * right[moment]], color=BLUE, marker="o", ms=9,
              clip_on=False)
    draw_line(ax, (low, last), (baseline, baseline), color=INK, lw=1.2, ls="--")
    frame = [[(low, 103), (low, 0), (last, 0)], *([(low, y), (low, y)] for y in (0, 50, 100))]
    ax.add_collection(LineCollection(frame, colors=INK, lw=0.8, clip_on=False), autolim=False)
    letters(ax, [(last, baseline)], ["always the number"], size=9, align=("right", "top"),
            shift=(0, -4))
    letters(ax, [((low + last) / 2, 103)], [f"{100 * right[moment]:.0f} of 100 right"], size=11,
            align=("center", "bottom"), shift=(0, 6))


def _bits(ax, on, number, before):
    """The bits as ten boxes, ones first, with what each is worth below it."""
    words = f"the bits of {number}, ones first"
    if before:
        words += f" (flipped: it was {before[0]})"
    letters(ax, [(-0.5, 1.25)], [words], size=11, align=("left", "center"))
    flipped = int(before[0]) ^ number if before else 0
    out = [flipped >> place & 1 for place in range(BITS)]
    _boxes(ax, [(place - 0.42, -0.05) for place in range(BITS)], 0.84, 0.9,
           facecolors=np.where(on, BLUE, "white"), edgecolors=np.where(out, ORANGE, INK),
           lw=np.where(out, 3, 1))
    for bit, color, weight in ((1, "white", "bold"), (0, INK, "normal")):
        places = np.flatnonzero(on == bit)
        letters(ax, [(place, 0.4) for place in places], [str(bit)] * len(places), size=11,
                color=color, weight=weight)


def _scores(ax, scores, number, said, before):
    words = f"the highest score says {said}"
    if before:
        words += f"; before: {fizz_buzz_decode(*before)}"
    letters(ax, [(-0.5, -1.05)], [words], size=11, align=("left", "center"))
    known = scores if before is None else np.concatenate([scores, before[1]])
    best, largest = scores.argmax(), float(np.abs(known).max()) or 1.0
    zero = 0.45 * (known.min() < 0)
    colours = [BLUE if place == best else "#BBBBBB" for place in range(4)]
    _boxes(ax, [(zero, place - 0.3) for place in range(4)], scores / largest * (1 - zero), 0.6,
           facecolors=colours)
    if before:  # an empty bar for each score before the flip
        _boxes(ax, [(zero, place - 0.4) for place in range(4)], before[1] / largest * (1 - zero),
               0.8, facecolors="none", edgecolors=INK, lw=1, ls=":")
    draw_line(ax, (zero, zero), (-0.5, 3.5), color=INK, lw=0.8)
    names = (str(number), *ANSWERS[1:])
    for places, weight in (([best], "bold"), ([p for p in range(4) if p != best], "normal")):
        letters(ax, [(-0.5, place) for place in places], [names[place] for place in places],
                align=("left", "center"), weight=weight)
        letters(ax, [(1.25, place) for place in places], [f"{scores[p]:.1f}" for p in places],
                align=("right", "center"), weight=weight)
