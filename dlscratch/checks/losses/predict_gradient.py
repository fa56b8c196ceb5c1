"""The gradient of the cross-entropy for three logits, from their probabilities."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[0.2, 0.5, -0.7],
    accepts=(tuple, np.ndarray),
    hints=(
        "The gradient is a subtraction. What is subtracted from the probabilities?",
        "The answer as a row: a 1 for the right class, and 0 for each of the others.",
        "The numbers of the wrong classes stay as they are. The right one lacks 0.7, so its logit "
        "must come up, and its slope is negative.",
    ),
    after="The three numbers add up to 0. The right class is to get 0.7 more, and the others are "
    "to give exactly that.",
)


exercise.mistakes(
    sign=(
        "The signs are turned round. Raising the right logit makes the loss *smaller*: which sign "
        "has its slope?",
        [-0.2, -0.5, 0.7],
    ),
    probabilities=(
        "These are the probabilities. Where does the right class come in?",
        [0.2, 0.5, 0.3],
    ),
    only_the_right=(
        "The right class is right. But the others take part in the sum below the fraction line, "
        "and raising them takes from the right one.",
        [0, 0, -0.7],
    ),
    one_hot=("That is the answer, y. The gradient is how far p is from it.", [0, 0, 1]),
    no_sign=(
        "Look at the sign of the last number: should this logit go up or down?",
        [0.2, 0.5, 0.7],
    ),
    other_class=(
        "You took the second class for the right one. Classes count from 0.",
        [0.2, -0.5, 0.3],
    ),
    extra_slope=(
        "You multiplied by p (1 - p) as well. It has cancelled already, with the slope of the "
        "logarithm.",
        [0.032, 0.125, -0.147],
    ),
    with_respect_to_p=(
        "That is the gradient with respect to the probabilities. One step further back lie the "
        "logits.",
        [0, 0, -1 / 0.3],
    ),
    over_k=(
        "You divided by the number of classes. The mean is over the examples, and this is one.",
        [0.2 / 3, 0.5 / 3, -0.7 / 3],
    ),
    two=("The 2 belongs to squares, and nothing is squared here.", [0.4, 1.0, -1.4]),
    nested=("The right numbers. Write them as one plain row.", [[0.2, 0.5, -0.7]]),
)


exercise.variant((0.2, 0.5, -0.7))
exercise.variant(np.array([0.2, 0.5, 0.3]) - np.eye(3)[2])
