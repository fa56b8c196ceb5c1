"""The gradient of the cross-entropy for three logits, from their probabilities."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import as_written

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
    two=("The 2 belongs to squares, and nothing is squared here.", [0.4, 1.0, -1.4]),
    shared_equally=(
        "The right class is right. What it lacks is not taken equally from the others: each gives "
        "as much as it has.",
        [0.35, 0.35, -0.7],
    ),
    minus_the_others=(
        "The signs are turned round: raising a wrong logit makes the loss larger. And the last "
        "number is the probability itself: how much does the right class lack?",
        [-0.2, -0.5, 0.3],
    ),
    minus_the_right=(
        "Only the sign of the last number is turned. But the gradient is a subtraction: what is "
        "0.3 minus what is right?",
        [0.2, 0.5, -0.3],
    ),
    minus_all=(
        "These are the probabilities, with a minus. Where does the right class come in?",
        [-0.2, -0.5, -0.3],
    ),
    first_class=("You took the first class for the right one. It is the last.", [-0.8, 0.5, 0.3]),
    what_is_lacking=(
        "You took 1 - p everywhere. For which of the classes should p be 1, and for which 0?",
        [0.8, 0.5, 0.7],
    ),
    what_is_lacking_with_a_minus=(
        "You took p - 1 everywhere. For which of the classes should p be 1, and for which 0?",
        [-0.8, -0.5, -0.7],
    ),
    what_is_lacking_with_signs=(
        "You took 1 - p for the wrong classes. These should have p = 0: how far are they from it?",
        [0.8, 0.5, -0.7],
    ),
    only_the_right_positive=(
        "The others take part in the sum below the fraction line: their slopes are not 0. And "
        "raising the right logit makes the loss smaller: which sign has its slope?",
        [0, 0, 0.7],
    ),
    half=("You divided by 2. The mean is over the examples, and this is one.", [0.1, 0.25, -0.35]),
    swapped=(
        "The right numbers, and two have changed places: each logit has its own slope.",
        [0.5, 0.2, -0.7],
    ),
    right_one_first=(
        "The right numbers in another order: the right class is the last one.",
        [-0.7, 0.2, 0.5],
    ),
    sorted_by_size=(
        "The right numbers in another order: each logit has the slope of its own class.",
        [-0.7, 0.5, 0.2],
    ),
    all_signs_plus=(
        "You dropped the minus of the last number, or left it where it was: the three must add up "
        "to 0.",
        [0.2, 0.5, 1.3],
    ),
    times_p=(
        "You multiplied by p as well. It has cancelled already, with the slope of the logarithm.",
        [0.04, 0.25, -0.21],
    ),
    of_p_itself=(
        "That is how the probability of the right class changes. The loss is *minus its "
        "logarithm*: what is the slope of a logarithm?",
        [-0.06, -0.15, 0.21],
    ),
    of_minus_p=(
        "That is how the probability of the right class changes, with a minus. The loss is minus "
        "its *logarithm*, and that has a slope of its own.",
        [0.06, 0.15, -0.21],
    ),
    slopes_of_the_sigmoid=(
        "You took p (1 - p), the slope of a sigmoid. It has cancelled already; what is left is a "
        "subtraction.",
        [0.16, 0.25, 0.21],
    ),
    slopes_of_the_sigmoid_with_a_minus=(
        "You took p (1 - p), the slope of a sigmoid, with a minus at the right class. It has "
        "cancelled already; what is left is a subtraction.",
        [0.16, 0.25, -0.21],
    ),
    one_number=("One for each of the three logits is wanted: the wrong classes have slopes.", -0.7),
    a_set=("Write the three in square brackets: a set forgets their order.", {0.2, 0.5, -0.7}),
    **dict(
        as_written(
            (4, 3, 2),
            extra_slope=(
                "You multiplied by p (1 - p) as well. It has cancelled already, with the slope of "
                "the logarithm.",
                [0.032, 0.125, -0.147],
            ),
            with_respect_to_p=(
                "That is the gradient with respect to the probabilities. One step further back "
                "lie the logits.",
                [0, 0, -1 / 0.3],
            ),
            with_respect_to_p_positive=(
                "That is the size of the slope with respect to the probabilities. One step further "
                "back lie the logits; and raising the right one makes the loss smaller.",
                [0, 0, 1 / 0.3],
            ),
            over_k=(
                "You divided by the number of classes. The mean is over the examples, and this is "
                "one.",
                [0.2 / 3, 0.5 / 3, -0.7 / 3],
            ),
            surprises=(
                "These are surprises, minus log p. The gradient says how the surprise changes: no "
                "logarithm is left in it.",
                (-np.log([0.2, 0.5, 0.3])).tolist(),
            ),
            logarithms=(
                "These are the logarithms of the probabilities. The gradient says how the loss "
                "changes: no logarithm is left in it.",
                np.log([0.2, 0.5, 0.3]).tolist(),
            ),
            surprise_at_the_right=(
                "That is the surprise itself. The gradient says how it changes with each logit.",
                [0, 0, float(-np.log(0.3))],
            ),
            one_surprise=(
                "That is the loss. Its gradient is three numbers: how does it change with each "
                "logit?",
                float(-np.log(0.3)),
            ),
            log_p_minus_y=(
                "You subtract y from the logarithms. In the gradient the logarithm is gone: plain "
                "probabilities.",
                (np.log([0.2, 0.5, 0.3]) - [0, 0, 1]).tolist(),
            ),
        )
    ),
    nested=("The right numbers. Write them as one plain row.", [[0.2, 0.5, -0.7]]),
)


exercise.variant((0.2, 0.5, -0.7))
exercise.variant(np.array([0.2, 0.5, 0.3]) - np.eye(3)[2])
