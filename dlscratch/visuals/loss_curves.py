"""The losses of many runs in one picture: those that got there, and those that are stuck.

`loss_curves` returns a figure for a notebook; a widget keeps one figure and calls `draw` on it.
"""

import numpy as np

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture

APART = 0.004  # stuck runs whose last losses differ by less share one label


def loss_curves(curves, below=0.01, note=""):
    """One line for each run: `curves` holds the losses of each, one number an epoch.

    A run whose last loss is under `below` is thin and solid; the others are stuck, and they are
    thick, dashed, and named by their numbers in `curves`. `note` goes into the title.

    Raises ValueError where there is no run, or a run without a loss.
    """
    picture = Picture(figsize=(8.6, 4.0), dpi=80)
    draw(picture, curves, below, note)
    return picture


def draw(figure, curves, below=0.01, note=""):
    """Draws on `figure` what `loss_curves` describes, in place of what was there."""
    if not len(curves) or not all(len(curve) for curve in curves):
        raise ValueError("the picture needs at least one run, and at least one loss of every run")
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0.075, 0.125, 0.7, 0.78))
    stuck = stuck_runs(curves, below)
    for number, curve in enumerate(curves):
        style = ({"color": ORANGE, "ls": "--", "lw": 2} if number in stuck
                 else {"color": BLUE, "lw": 0.8})  # fmt: skip
        ax.plot(curve, **style)
    ax.axhline(below, color=GREY, lw=0.8, ls=":")
    longest = max(len(curve) for curve in curves)
    ax.set(xlim=(0, longest), ylim=(0, None))
    ax.set_xlabel("epoch", color=INK)
    ax.set_ylabel("loss", color=INK)
    ax.tick_params(labelcolor=INK, color=GREY)
    done = len(curves) - len(stuck)
    title = f"{done} of {len(curves)} runs get under {below:g} (thin lines), {len(stuck)} do not"
    ax.set_title(f"{title}: {note}" if note else title, color=INK, size=11)
    levels = _levels(curves, stuck)
    for place, (level, numbers) in enumerate(levels):
        side = "center" if len(levels) == 1 else "bottom" if place else "top"
        ax.annotate(f"stuck at {level:.3f}:\n{_wrapped(numbers)}", (1.01, level), va=side,
                    xycoords=ax.get_yaxis_transform(), size=9, color=INK)
    places = "".join(
        f" Stuck at {level:.3f}: {', '.join(map(str, numbers))}." for level, numbers in levels
    )
    figure.description = f"Loss curves: {title}.{places}"


def stuck_runs(curves, below=0.01):
    """The numbers of the runs whose last loss is not under `below`."""
    return [number for number, curve in enumerate(curves) if not curve[-1] < below]


# Inside


def _levels(curves, stuck):
    """(level, numbers of the runs) for stuck runs that end at nearly the same loss."""
    levels = []
    for number in sorted(stuck, key=lambda number: curves[number][-1]):
        loss = float(curves[number][-1])
        if levels and loss - levels[-1][0] < APART:
            levels[-1][1].append(number)
        else:
            levels.append((loss, [number]))
    return [(level, sorted(numbers)) for level, numbers in levels]


def _wrapped(numbers):
    """The numbers, at most six in a line."""
    lines = np.array_split(numbers, -(-len(numbers) // 6))
    word = "run " if len(numbers) == 1 else "runs "
    return word + ",\n".join(", ".join(map(str, line)) for line in lines)
