"""Predict where each of three steps of gradient descent on 2·x² ends."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
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
    the_heights=(
        "These are the heights, 2·x². Asked for are the places, x itself.",
        [18.0, 6.48, 2.3328],
    ),
)

exercise.variant((3, 1.8, 1.08))
exercise.variant(5 * 0.6 ** np.arange(1, 4))
