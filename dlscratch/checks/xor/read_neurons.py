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
    columns_for_rows_of_w1=(
        "Take the weights of a neuron from a *row* of w1. The first neuron has the weights -6 and "
        "-6, and you seem to have used -6 and 6, its first column.",
        [[1, 0, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]],
    ),
    biases_swapped=(
        "These are the answers with the two hidden biases in each other's place: 3 belongs to the "
        "first neuron, -9 to the second.",
        [[0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]],
    ),
    hidden_biases_forgotten=(
        "Without its bias the first neuron would have the sum 0 at (0, 0). Add b1 to the sums of "
        "the hidden neurons.",
        [[0, 0, 1], [0, 1, 0], [0, 1, 0], [0, 1, 0]],
    ),
    first_is_or=(
        "The first neuron, at (0, 1): -6 · 0 - 6 · 1 + 3 is -3. Its weights are negative.",
        [[0, 0, 1], [1, 0, 0], [1, 0, 0], [1, 1, 0]],
    ),
    second_is_nand=(
        "The second neuron, at (1, 1): 6 · 1 + 6 · 1 - 9 is 3. And at (0, 0) its bias is all that "
        "is left.",
        [[1, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]],
    ),
    output_of_all_points=(
        "The hidden neurons are right. For the output put *them* into its sum, not the inputs.",
        [[1, 0, 1], [0, 0, 0], [0, 0, 0], [0, 1, 0]],
    ),
    minus_ones=(
        "The signs are right. But a sigmoid never gets below 0: what does it make of a sum far "
        "below 0, rounded?",
        [[1, -1, -1], [-1, -1, 1], [-1, -1, 1], [-1, 1, -1]],
    ),
    inputs_too=(
        "The two inputs stand in front. Wanted are three numbers a point: the hidden neurons and "
        "the output.",
        [[0, 0, 1, 0, 0], [0, 1, 0, 0, 1], [1, 0, 0, 0, 1], [1, 1, 0, 1, 0]],
    ),
    hidden_only=(
        "The hidden neurons are right. The output is missing: a third number for each point.",
        [[1, 0], [0, 0], [0, 0], [0, 1]],
    ),
    output_first=(
        "The right numbers, with the output in front. It comes last.",
        [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]],
    ),
    sums_of_rounded=(
        "These are the sums, before the sigmoid. What does sigmoid make of 3, and what of -3, "
        "rounded?",
        [[3, -9, -4], [-3, -3, 4], [-3, -3, 4], [-9, 3, -4]],
    ),
    all_upside_down=(
        "Exactly the opposite everywhere. Is a sigmoid nearer to 1 where its sum is above 0, or "
        "where it is below?",
        [[0, 1, 1], [1, 1, 0], [1, 1, 0], [1, 0, 1]],
    ),
    not_rounded=(
        "These look right, and they are not rounded: write 0 or 1 for each.",
        [[0.95, 0, 0.03], [0.05, 0.05, 0.96], [0.05, 0.05, 0.96], [0, 0.95, 0.03]],
    ),
    not_rounded_to_three=(
        "These look right, and they are not rounded: write 0 or 1 for each.",
        [[0.953, 0, 0.026], [0.047, 0.047, 0.963], [0.047, 0.047, 0.963], [0, 0.953, 0.026]],
    ),
    sums_only=(
        "These are the sums, before the sigmoid. What does sigmoid make of 3, and what of -3, "
        "rounded? And the output wants the rounded hidden neurons.",
        [[3, -9, 4], [-3, -3, 4], [-3, -3, 4], [-9, 3, 4]],
    ),
)


exercise.variant(((1, 0, 0), (0, 0, 1), (0, 0, 1), (0, 1, 0)))
exercise.variant(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
