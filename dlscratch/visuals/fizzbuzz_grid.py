"""FizzBuzz, 1 to 100 as a grid: what a network says at some moment of its training.

Beside the grid stand its accuracy over the epochs, with the baseline, and on request the ten bits
of one number with the four scores that it gets. `fizzbuzz_grid` returns a figure for a notebook. A
live picture keeps one figure and calls `draw` on it with another moment, or with a flipped bit.
"""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from dlscratch.datasets.fizzbuzz import BITS, fizz_buzz_decode, fizz_buzz_encode
from dlscratch.visuals import AMBER, BLUE, GREY, INK, ORANGE, PURPLE, SKY, Picture

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


def draw(figure, answers, epochs, moment=-1, bits=None, scores=None):
    """Draws on `figure` what `fizzbuzz_grid` describes, in place of what was there."""
    answers, epochs = np.asarray(answers), np.asarray(epochs)
    _refuse_unfit(answers, epochs, moment, bits, scores)
    moment %= len(answers)
    right = (answers == RIGHT).mean(axis=1)
    figure.clear()
    figure.set_facecolor("white")
    _grid(figure, answers[moment], epochs[moment])
    alone = bits is None
    chart = (0.62, 0.14, 0.35, 0.74) if alone else (0.62, 0.64, 0.35, 0.29)
    _chart(figure, chart, epochs, right, moment)
    wrong = np.flatnonzero(answers[moment] != RIGHT) + 1
    figure.description = (
        f"The numbers 1 to 100 after {epochs[moment]} epochs: {100 - len(wrong)} right, "
        f"where always the number gets {np.sum(RIGHT == 0)}. {_listed(answers[moment], wrong)}"
    )
    if not alone:
        on, scores = np.asarray(bits) > 0, np.asarray(scores, float)
        number = int(on @ 2 ** np.arange(BITS))
        said = fizz_buzz_decode(number, scores)
        _bits(figure, on, number)
        _scores(figure, scores, number, said)
        figure.description += (
            f" Below: the bits of {number}, ones first, are "
            f"{' '.join('1' if bit else '0' for bit in on)}, and the highest score says {said}."
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


def _page(figure, place, xlim, ylim):
    """Bare axes: no ticks, no frame, which also makes them quick to draw."""
    ax = figure.add_axes(place)
    ax.axis("off")
    ax.set_xlim(*xlim)
    ax.set_ylim(*ylim)
    return ax


def _grid(figure, answers, epoch):
    """Ten rows of ten: colour and letters for what is said, a thick frame where that is wrong."""
    ax = _page(figure, (0.01, 0.01, 0.54, 0.98), (-1, 10), (10.7, -1))
    ax.pcolormesh(range(11), range(11), answers.reshape(10, 10), cmap=COLOURS, vmin=0, vmax=3,
                  edgecolor="white", lw=1.5)
    frames = []
    for i, answer in enumerate(answers):
        row, column = divmod(i, 10)
        wrong = answer != RIGHT[i]
        ax.text(column + 0.5, row + 0.5 - 0.14 * wrong, SHORT[answer] or str(i + 1), ha="center",
                va="center", size=11, color=INK, weight="bold" if answer else "normal")
        if wrong:
            frames.append(Rectangle((column + 0.05, row + 0.05), 0.9, 0.9))
            ax.text(column + 0.5, row + 0.77, f"not {SHORT[RIGHT[i]] or i + 1}", ha="center",
                    va="center", size=7, color=INK)
    ax.add_collection(PatchCollection(frames, facecolor="none", edgecolor=ORANGE, lw=2.4))
    for place in range(10):
        ax.text(place + 0.5, -0.25, f"{place + 1}", ha="center", size=9, color=GREY)
        if place:
            ax.text(-0.15, place + 0.5, f"{10 * place} +", ha="right", va="center", size=9,
                    color=GREY)
    ax.text(5, 10.4, f"after {epoch} epochs: F fizz, B buzz, FB fizzbuzz; framed = wrong",
            ha="center", va="center", size=10, color=INK)


def _chart(figure, place, epochs, right, moment):
    ax = figure.add_axes(place)
    baseline = 100 * np.mean(RIGHT == 0)
    ax.plot(epochs, 100 * right, "-", color=BLUE, lw=2)
    ax.plot(epochs[moment], 100 * right[moment], "o", color=BLUE, ms=9, clip_on=False)
    ax.axhline(baseline, color=INK, lw=1.2, ls="--")
    last = max(epochs.max(), 1)
    ax.text(last, baseline - 2, "always the number", ha="right", va="top", size=9, color=INK)
    ax.set_title(f"{100 * right[moment]:.0f} of 100 right", color=INK, size=11)
    ax.set_ylim(0, 103)
    ax.set_yticks((0, 50, 100))
    ax.set_xlim(min(epochs.min(), 0), last)
    ax.set_xlabel("epoch", color=INK, size=9, labelpad=1)
    ax.tick_params(labelsize=9)
    ax.spines[["top", "right"]].set_visible(False)


def _bits(figure, on, number):
    """The bits as ten boxes, ones first, with what each is worth below it."""
    ax = _page(figure, (0.57, 0.36, 0.42, 0.16), (-0.6, BITS - 0.4), (-0.9, 1.5))
    ax.text(-0.5, 1.3, f"the bits of {number}, ones first", size=11, color=INK, va="center")
    for place, bit in enumerate(on):
        ax.add_patch(Rectangle((place - 0.42, -0.05), 0.84, 0.9, edgecolor=INK,
                               facecolor=BLUE if bit else "white"))
        ax.text(place, 0.4, "1" if bit else "0", ha="center", va="center", size=11,
                color="white" if bit else INK, weight="bold" if bit else "normal")
        ax.text(place, -0.5, str(2**place), ha="center", va="center", size=8, color=INK)


def _scores(figure, scores, number, said):
    ax = _page(figure, (0.57, 0.01, 0.42, 0.32), (-0.5, 1.25), (3.6, -1.3))
    best, largest = scores.argmax(), float(np.abs(scores).max()) or 1.0
    ax.text(-0.5, -0.95, f"the highest score says {said}", size=11, color=INK, va="center")
    zero = 0.45 * (scores.min() < 0)
    lengths = scores / largest * (1 - zero)
    colours = [BLUE if place == best else "#BBBBBB" for place in range(4)]
    ax.barh(range(4), lengths, left=zero, color=colours, height=0.6)
    ax.plot((zero, zero), (-0.5, 3.5), color=INK, lw=0.8)
    for place, name in enumerate((str(number), *ANSWERS[1:])):
        weight = "bold" if place == best else "normal"
        ax.text(-0.5, place, name, va="center", size=10, color=INK, weight=weight)
        ax.text(1.25, place, f"{scores[place]:.1f}", va="center", ha="right", size=10, color=INK,
                weight=weight)
