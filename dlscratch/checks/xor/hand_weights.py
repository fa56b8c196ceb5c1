"""Set the nine numbers of a network with two hidden neurons so that it computes XOR."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.xor.shared import decided, sigmoid_net
from dlscratch.datasets import xor
from dlscratch.errors.values import listed

POINTS = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
SHAPES = {"w1": (2, 2), "b1": (2,), "w2": (1, 2), "b2": (1,)}


def _parameters(answer):
    """w1, b1, w2 and b2 as arrays; a single row or number may come without its brackets."""
    if not isinstance(answer, tuple | list) or len(answer) != len(SHAPES):
        raise Refuse("Pass all four, in brackets: `check.hand_weights((w1, b1, w2, b2))`.")
    arrays = []
    for (label, shape), part in zip(SHAPES.items(), answer, strict=True):
        try:
            array = np.array(part, dtype=float)
        except (TypeError, ValueError):
            raise Refuse(f"{label} is to hold numbers, in the shape {shape}.") from None
        if array.shape not in (shape, *([shape[1:]] if shape[0] == 1 else [])):
            raise Refuse(f"{label} has the shape {shape}, but {array.shape} came.")
        arrays.append(array.reshape(shape))
    return arrays


def _answers_by_hand(answer):
    net = sigmoid_net(*_parameters(answer))
    outputs = net.forward(xor()[0])
    said = np.round(net.layers[1].outputs).astype(int)
    if not np.isnan(net.layers[1].outputs).any():
        one, two = (" ".join(map(str, column)) for column in said.T)
        note(f"At these points hidden neuron 1, rounded, says {one}, and hidden neuron 2 {two}.")
    return {f"the answers at {', '.join(POINTS)}": decided(outputs, 0.5 - 1e-9, 0.5 + 1e-9)}


exercise = Exercise(
    __name__,
    kind="fill",
    wants="value",
    reference=([[20, 20], [20, 20]], [-10, -30], [[20, -20]], [-10]),
    run=_answers_by_hand,
    hints=(
        "Say XOR with simpler words first, such as OR, AND, NAND or NOR. Then give each hidden "
        "neuron one of these words, and the output the word that joins them.",
        "A neuron with the weights 20 and 20 counts the ones among its inputs, in steps of 20. "
        "Its bias decides how many ones it takes to get above 0.",
        "One way: hidden neuron 1 is OR, hidden neuron 2 is NAND, and the output is AND. For "
        "NAND, take an AND and turn all its signs round.",
    ),
    after="You have done by hand what training does by following gradients. Large weights make "
    "the sigmoids nearly steps, which is why your answers are so clear. Draw it: `from "
    "dlscratch.visuals.xor_planes import xor_planes`, then `xor_planes([w1, b1, w2, b2])`.",
)


# Every other table of four answers but XNOR's, and what it is. Each is one line's work, so its
# weights copy the inputs into the hidden neurons and let the output do it.
TABLES = (
    ("and", [0, 0, 0, 1], [20, 20], -30, "That is AND: it wants both inputs to be 1."),
    ("or", [0, 1, 1, 1], [20, 20], -10, "That is OR: it does not mind if both inputs are 1. "
     "Which second neuron could tell the output about that case?"),
    ("nand", [1, 1, 1, 0], [-20, -20], 30, "That is NAND: it does not mind if both inputs are 0. "
     "Which second neuron could tell the output about that case?"),
    ("nor", [1, 0, 0, 0], [-20, -20], 10, "That is NOR, which is 1 only where both inputs are 0."),
    ("always_no", [0, 0, 0, 0], [0, 0], -10, "The output stays below 0.5 everywhere. What do the "
     "hidden neurons say at each point, and what sum do w2 and b2 make of it?"),
    ("always_yes", [1, 1, 1, 1], [0, 0], 10, "The output is above 0.5 everywhere. What do the "
     "hidden neurons say at each point, and what sum do w2 and b2 make of it?"),
    ("first_input", [0, 0, 1, 1], [20, 0], -10, "It follows the first input, whatever the second "
     "one is."),
    ("second_input", [0, 1, 0, 1], [0, 20], -10, "It follows the second input, whatever the first "
     "one is."),
    ("not_first", [1, 1, 0, 0], [-20, 0], 10, "It is the opposite of the first input, whatever the "
     "second one is."),
    ("not_second", [1, 0, 1, 0], [0, -20], 10, "It is the opposite of the second input, whatever "
     "the first one is."),
    ("only_first", [0, 0, 1, 0], [20, -20], -10, "One half of XOR: it says yes to the first "
     "input alone, but not to the second one alone."),
    ("only_second", [0, 1, 0, 0], [-20, 20], -10, "One half of XOR: it says yes to the second "
     "input alone, but not to the first one alone."),
    ("not_only_second", [1, 0, 1, 1], [20, -20], 10, "It says no to the second input alone, and "
     "yes to all the rest."),
    ("not_only_first", [1, 1, 0, 1], [-20, 20], 10, "It says no to the first input alone, and "
     "yes to all the rest."),
)  # fmt: skip


def _failing(answers):
    """Which of the four points have the wrong answer, as the beginning of a hint."""
    points = zip(POINTS, answers, xor()[1].ravel(), strict=True)
    wrong = [point for point, got, want in points if got != want]
    return f"Not right yet: {listed(wrong)}."


exercise.mistakes(
    lambda w2, b2: ([[20, 0], [0, 20]], [-10, -10], [w2], [b2]),
    **{id: (f"{_failing(answers)} {what}", w2, b2) for id, answers, w2, b2, what in TABLES},
)

exercise.mistakes(
    xnor=(
        f"{_failing([1, 0, 0, 1])} That is XNOR, the exact opposite of XOR, so all the parts are "
        "there. What turns the answer of the output neuron round?",
        ([[20, 20], [20, 20]], [-10, -30], [[-20, 20]], [10]),
    ),
    all_on_the_fence=(
        "All four answers are 0.5: the output's sum is 0 everywhere, so it says neither yes nor "
        "no.",
        ([[0, 0], [0, 0]], [0, 0], [[0, 0]], [0]),
    ),
    line_through_the_points=(
        "At (0, 1) and (1, 0) the output is exactly 0.5: its sum is 0 there, so the decision "
        "boundary runs through the points. Move the bias a little.",
        ([[20, 20], [20, 20]], [-10, -30], [[0, -20]], [0]),
    ),
)


exercise.variant(([[20, 20], [-20, -20]], [-10, 30], [[20, 20]], [-30]))
exercise.variant([[[20, -20], [-20, 20]], [-10, -10], [20, 20], -10])
exercise.variant(
    (np.array([[-6, -6], [6, 6]]), np.array([3, -9]), np.array([[-8, -8]]), np.array([4]))
)
exercise.variant(([[1, 1], [1, 1]], [-0.5, -1.5], [[10, -10]], [-2]))  # gentle slopes
