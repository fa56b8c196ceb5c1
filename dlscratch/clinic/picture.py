"""The losses of a changed library in one picture with those of a healthy one."""

import numpy as np

from dlscratch.clinic.symptoms import Band, Run
from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture


def symptom_picture(band: Band, runs: list[Run], unit: str, each: int):
    """A line for each training, and the band in which healthy trainings stay. Between two losses
    are `each` times a `unit`."""
    picture = Picture(figsize=(8.6, 3.2), dpi=80)
    picture.set_facecolor("white")
    ax = picture.add_axes((0.075, 0.15, 0.9, 0.74))
    places = each * np.arange(len(band.low))
    ax.fill_between(places, band.low, band.high, color=BLUE, alpha=0.35, lw=0, label="healthy")
    for number, run in enumerate(runs):
        ax.plot(each * np.arange(len(run.curve)), run.curve, color=ORANGE, lw=2,
                ls=("-", "--", ":")[number % 3], label=f"now, from seed {number}")  # fmt: skip
    top = 2 * float(band.high.max())
    ax.set(xlim=(0, places[-1]), ylim=(0, top))
    ax.set_xlabel(unit, color=INK)
    ax.set_ylabel("loss", color=INK)
    ax.tick_params(labelcolor=INK, color=GREY)
    ax.set_title("The losses of the changed library, and the band of a healthy one", color=INK,
                 size=11)  # fmt: skip
    ax.legend(loc="upper right", frameon=False, labelcolor=INK)
    ends = ", ".join(f"{run.curve[-1]:.3f}" for run in runs)
    picture.description = (
        f"Loss curves: those of the changed library end at {ends}; healthy ones end between "
        f"{band.low[-1]:.3f} and {band.high[-1]:.3f}."
    )
    return picture
