"""Predict for six starts whether the hidden neurons of a network become different."""

import numpy as np

from dlscratch.checks.engine.told import Exercise

RIGHT = [False, False, True, True, True, False]
_ABOUT = (  # what is asked of whoever is wrong about a start
    "with zeros everywhere, what does each hidden neuron give, and what comes back to it?",
    "is a neuron with the weights 0.5 told from the next one, in either direction?",
    "the three neurons give different outputs from the start. Do the zeros behind them last, or "
    "only until the first step?",
    "what comes back to a hidden neuron goes through its own weight in the second layer.",
    "a bias is a parameter too. Do three neurons with different biases give the same output?",
    "random numbers stand there, but compare the three neurons with one another.",
)


def _tell(outcomes):
    """Which starts are right already, and what to look at in the first that is not."""
    came = outcomes[0].output
    if type(came) not in (list, tuple, np.ndarray) or len(came) != len(RIGHT):
        return "Wanted are six values, True or False, one for each start."
    if any(isinstance(one, str) or one not in (0, 1) for one in came):
        return "Each of the six is True or False, without quotes."
    wrong = [number for number, (a, b) in enumerate(zip(came, RIGHT, strict=True)) if a != b]
    if not wrong:
        return None
    right = f"{len(RIGHT) - len(wrong)} of the 6 are right. " if len(wrong) < len(RIGHT) else ""
    return f"{right}Look at start {wrong[0] + 1}: {_ABOUT[wrong[0]]}"


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
    reference=RIGHT,
    accepts=(tuple, np.ndarray),
    hints=(
        "Two neurons stay alike if they are alike in all that makes their next step. What goes "
        "into a step of a hidden neuron's weights?",
        "Its step is made of its inputs, which all neurons share, of its own output, and of what "
        "comes back through its own weight in the next layer.",
        "So look for a difference between the three: in their weights, in their biases, or in the "
        "weights behind them. One difference is enough, in whichever place.",
    ),
    after="Any difference spreads. That is why the biases may start at 0 and why one layer at 0 "
    "does no lasting harm here; random weights everywhere are the safe choice.",
)

exercise.mistakes(
    turned_round=(
        "All six are the wrong way round: True stands for neurons that have become different.",
        [True, True, False, False, False, True],
    ),
    random_means_different=(
        "Five are right. In start 6 random numbers are drawn, but only two: are the three neurons "
        "different from one another?",
        [False, False, True, True, True, True],
    ),
    only_weights_in_front=(
        "Four are right. You look only at the first layer's weights. What else can make two hidden "
        "neurons different: in what they give, and in what comes back to them?",
        [False, False, True, False, False, False],
    ),
    only_weights=(
        "Five are right. In start 5 the weights are alike and the biases are not. Do three such "
        "neurons give the same output?",
        [False, False, True, True, False, False],
    ),
    only_in_front=(
        "Five are right. In start 4 the hidden neurons begin alike. But what comes back to each "
        "goes through its own weight in the second layer.",
        [False, False, True, False, True, False],
    ),
    zeros_behind_for_ever=(
        "Five are right. In start 3 nothing comes back in the first step, since the second layer "
        "is 0. Does that layer stay 0?",
        [False, False, False, True, True, False],
    ),
    not_zero_is_enough=(
        "Five are right. In start 2 the weights are not 0, and learning moves them. But does it "
        "move one neuron otherwise than the next?",
        [False, True, True, True, True, False],
    ),
    all_differ=(
        "Not all of them. Learning moves the weights in each, but if two neurons begin as equals "
        "in every respect, what could move them apart?",
        [True, True, True, True, True, True],
    ),
    learning_parts_all_but_zeros=(
        "Four are right. Weights that change are one thing, neurons that differ another: in starts "
        "2 and 6, what could move two of them apart?",
        [False, True, True, True, True, True],
    ),
    none_differ=(
        "In some of them they do. Where does anything differ between the three neurons, be it in "
        "their own numbers or in the weights behind them?",
        [False, False, False, False, False, False],
    ),
    as_texts=(
        "True and False are written without quotes.",
        ["False", "False", "True", "True", "True", "False"],
    ),
    their_numbers=(
        "These are the numbers of the starts whose neurons differ, and they are right. Write True "
        "or False for each of the six.",
        [3, 4, 5],
    ),
    numbers_of_the_others=(
        "These are the numbers of the starts whose neurons stay alike, and they are right. Write "
        "True or False for each of the six, True where they differ.",
        [1, 2, 6],
    ),
)

exercise.variant((False, False, True, True, True, False))
exercise.variant(np.array(RIGHT))
exercise.variant([0, 0, 1, 1, 1, 0])
