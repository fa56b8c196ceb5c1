"""Predict where each of three steps of gradient descent on 2·x² ends."""

import math

import numpy as np

from dlscratch.checks.optimizers.shared.predictions import Prediction as Exercise


def _shows(places):
    """From where the first wrong step began, and which slope its length stands for."""
    right = [
        math.isclose(place, 5 * 0.6**step, rel_tol=1e-6) for step, place in enumerate(places, 1)
    ]
    if all(right):
        return None
    wrong = right.index(False)
    here, place = [5.0, *places][wrong : wrong + 2]
    start = f"Your {('first', 'second', 'third')[wrong]} step goes from {here:.4g} to {place:.4g}"
    if math.isclose(place, here):
        return f"{start}: no step at all. The slope is 0 only at the bottom, at 0."
    if place > here:
        return f"{start}, which is uphill. The slope there is positive."
    slope = (here - place) / 0.1
    return (
        f"{start}. With the learning rate 0.1 that takes a slope of {slope:.4g}. What is the slope "
        f"of 2·x² at {here:.4g}?"
    )


exercise = Exercise(
    __name__,
    shows=_shows,
    reference=[3.0, 1.8, 1.08],
    accepts=(tuple, np.ndarray),
    hints=(
        "One step at a time: the slope at the place where you stand, times the learning rate, taken"
        " away from that place.",
        "The slope of 2·x² at x is 4·x: at 5 it is 20. A tenth of that is the first step.",
        "The first step goes from 5 to 3. At 3 the slope is 12. Go on from there.",
    ),
    after="Every step leaves 0.6 of the distance that was there. The steps get shorter although "
    "the learning rate stays, because the slope flattens out.",
)

exercise.mistakes(
    uphill=(
        "You went up: the slope at 5 is positive, so the loss grows to the right. Subtract.",
        [7.0, 9.8, 13.72],
    ),
    half_the_slope=(
        "Each of your steps is half as long as it should be. The slope of x² is 2·x; what is that "
        "of 2·x²?",
        [4.0, 3.2, 2.56],
    ),
    slope_of_the_start=(
        "All your steps have the same length: they use the slope at the start. Ask for the slope "
        "again where you have arrived.",
        [3.0, 1.0, -1.0],
    ),
    height_for_slope=(
        "You took away a tenth of the height, 2·x². What counts is the slope, 4·x.",
        [0.0, 0.0, 0.0],
    ),
    no_learning_rate=(
        "You took away the whole slope. Only a tenth of it is wanted.",
        [-15.0, 45.0, -135.0],
    ),
    the_steps=(
        "These are the lengths of the steps. Asked for are the places where they end.",
        [2.0, 1.2, 0.72],
    ),
    with_the_start=(
        "This begins with the start. Asked for are the three places after it.",
        [5.0, 3.0, 1.8],
    ),
    with_the_start_and_all=(
        "This begins with the start. Asked for are the three places after it.",
        [5.0, 3.0, 1.8, 1.08],
    ),
    a_step_late=(
        "This leaves out the first step. Your first place is where the second one ends.",
        [1.8, 1.08, 0.648],
    ),
    the_heights=(
        "These are the heights, 2·x². Asked for are the places, x itself.",
        [18.0, 6.48, 2.3328],
    ),
    the_slopes=(
        "These are the slopes, 4·x, at 5, 3 and 1.8. Each is taken times the learning rate, and "
        "away from the place.",
        [20.0, 12.0, 7.2],
    ),
    the_step_as_the_place=(
        "Each of your places is the learning rate times the slope: that is the length of the step. "
        "Take it away from where you stand.",
        [2.0, 0.8, 0.32],
    ),
    a_tenth_of_the_place=(
        "You took away a tenth of the place itself. Take a tenth of the slope there.",
        [4.5, 4.05, 3.645],
    ),
    a_hundredth=(
        "You took away a hundredth of the slope. The learning rate is 0.1.",
        [4.8, 4.608, 4.42368],
    ),
    uphill_at_half_the_slope=(
        "You went up, and by half the step: the slope is 4·x, and it is taken away.",
        [6.0, 7.2, 8.64],
    ),
    the_way_gone=(
        "These are the distances from the start. Asked for are the places.",
        [2.0, 3.2, 3.92],
    ),
    other_side=(
        "The sizes are right. You begin at 5, to the right of 0, and no step crosses it.",
        [-3.0, -1.8, -1.08],
    ),
    a_step_too_many=(
        "Three steps are asked for. The fourth is right, too.",
        [3.0, 1.8, 1.08, 0.648],
    ),
    another_start=("Each step is right, but for the start: here it is 5.", [2.4, 1.44, 0.864]),
    slope_without_x=(
        "Your steps all take the slope for 4. It is 4·x, so it depends on where you stand.",
        [4.6, 4.2, 3.8],
    ),
    rounded=(
        "The first two are right. The third has one more decimal: write it down to the last.",
        [3.0, 1.8, 1.1],
    ),
)

exercise.variant((3, 1.8, 1.08))
exercise.variant(5 * 0.6 ** np.arange(1, 4))
