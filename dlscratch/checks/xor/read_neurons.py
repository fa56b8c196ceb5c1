"""Round two given hidden neurons and the output to 0 or 1, at each of the four points."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0]],
    accepts=(tuple, np.ndarray),
    hints=(
        "Take one point after the other, and write the sum of each hidden neuron before you "
        "round. Sigmoid of a sum above 0 is nearer to 1, of one below 0 nearer to 0.",
        "The first hidden neuron has the sums 3, -3, -3 and -9 at the four points. Which logic is "
        "that? Do the second one in the same way.",
        "One of them says 1 at (0, 0) only, the other at (1, 1) only. The output is 1 where its "
        "sum -8 · (first) - 8 · (second) + 4 is above 0.",
    ),
    after="NOR and AND, and an output that says 1 where neither of them does: XOR once more. In "
    "the hidden plane (0, 1) and (1, 0) lie in one place again, this time at (0, 0).",
)


exercise.mistakes(
    output_turned=(
        "The hidden neurons are right. Now the output: at (0, 0) its sum is -8 · 1 - 8 · 0 + 4. Is "
        "that above 0?",
        [[1, 0, 1], [0, 0, 0], [0, 0, 0], [0, 1, 1]],
    ),
    first_is_nand=(
        "The first neuron, at (0, 1): -6 · 0 - 6 · 1 + 3 is -3. So which of the four points is the "
        "only one where it says 1?",
        [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0]],
    ),
    second_is_or=(
        "The second neuron, at (0, 1): 6 · 0 + 6 · 1 - 9 is -3. One input alone is not enough for "
        "it.",
        [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]],
    ),
    neurons_swapped=(
        "The right numbers, with the hidden neurons in each other's column. The first row of w1 "
        "belongs to the first neuron.",
        [[0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0]],
    ),
    output_bias_forgotten=(
        "At (0, 1) both hidden neurons say 0, so nothing is left of the output's sum but its bias.",
        [[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 1, 0]],
    ),
    columns_for_rows=(
        "The right numbers, laid out the other way: a row for each of the four points is wanted.",
        [[1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0]],
    ),
    only_the_output=(
        "These are the outputs, and they are right. Write the two hidden neurons before each of "
        "them.",
        [0, 1, 1, 0],
    ),
    sums_only=(
        "These are the sums, before the sigmoid. What does sigmoid make of 3, and what of -3, "
        "rounded? And the output wants the rounded hidden neurons.",
        [[3, -9, 4], [-3, -3, 4], [-3, -3, 4], [-9, 3, 4]],
    ),
)


exercise.variant(((1, 0, 0), (0, 0, 1), (0, 0, 1), (0, 1, 0)))
exercise.variant(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
