"""Which gradients do four weights get whose inputs are 0, 1, 0 and 1?"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[0, 0.4, 0, 0.4],
    accepts=(tuple, np.ndarray),
    hints=(
        "A weight's gradient is a product. Of which two numbers?",
        "The incoming gradient is the same for all four weights. The inputs are not.",
        "Multiply the incoming gradient by each input in turn.",
    ),
    after="Two weights learn nothing from this example, and the other two get the very same push. "
    "With -1 in place of 0 all four would learn, and in two directions.",
)


exercise.mistakes(
    all_alike=(
        "That is what the four would get if all inputs were 1. Two of them are 0.",
        [0.4, 0.4, 0.4, 0.4],
    ),
    only_inputs=("That is the row of inputs. Where has the incoming gradient gone?", [0, 1, 0, 1]),
    zeros_and_ones_swapped=(
        "These are the weights of the inputs that are 0. Which inputs had a part in the output?",
        [0.4, 0, 0.4, 0],
    ),
    shared_out=(
        "The incoming gradient is not shared out: each weight gets all of it, times its own input.",
        [0, 0.2, 0, 0.2],
    ),
    minus_and_plus=(
        "That would be right for inputs of -1 and +1. Here they are 0 and 1.",
        [-0.4, 0.4, -0.4, 0.4],
    ),
    mean=(
        "The incoming gradient is not divided by the number of inputs: each weight gets all of it, "
        "times its own input.",
        [0, 0.1, 0, 0.1],
    ),
    added=("You have added. A weight's gradient is a product.", [0.4, 1.4, 0.4, 1.4]),
    input_minus_gradient=(
        "That looks like an error, or like a step. A weight's gradient is a product: its input "
        "times what?",
        [-0.4, 0.6, -0.4, 0.6],
    ),
    summed=(
        "That is one number, the sum. Each of the four weights has a gradient of its own.",
        0.8,
    ),
    three_numbers=("One number is missing: there are four weights.", [0, 0.4, 0]),
    one_number=("Each of the four weights has a gradient of its own: four numbers.", 0.4),
    with_the_bias=(
        "The first four are right. The fifth would be that of the bias, and only the weights were "
        "asked for.",
        [0, 0.4, 0, 0.4, 0.4],
    ),
    squared=(
        "The incoming gradient comes in once, not twice: input times gradient.",
        [0, 0.16, 0, 0.16],
    ),
    none_at_all=(
        "Two of the inputs are 0, and their weights get 0. The other two inputs are 1.",
        [0, 0, 0, 0],
    ),
    divided=("A weight's gradient is a product; you have divided.", [0, 2.5, 0, 2.5]),
    ten_times=("Nearly: look where the decimal point stands in 0.4.", [0, 4, 0, 4]),
    step=(
        "That is the direction of the step, against the gradient. Asked for is the gradient.",
        [0, -0.4, 0, -0.4],
    ),
)


exercise.variant((0.0, 0.4, 0.0, 0.4))
exercise.variant(0.4 * np.array([0, 1, 0, 1]))
