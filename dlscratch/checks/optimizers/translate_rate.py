"""Predict which learning rate of our Momentum takes the same steps as a PyTorch recipe."""

import numpy as np

from dlscratch.checks.optimizers.shared.predictions import Prediction as Exercise


def _shows(numbers):
    rate = numbers[0]
    if rate <= 0:
        return "A learning rate is above 0. With a minus in a quotient, brackets may be missing."
    times = f"{rate:.4g} is {rate / 0.02:.4g} times theirs."
    if rate < 0.02:
        return (
            f"{times} But ours has to be larger: our memory holds each gradient with a factor "
            "below 1, and theirs holds it whole."
        )
    size = "large" if rate > 0.1 else "small"
    return (
        f"{times} That ours is larger is right, but this is too {size}. By which factor do the two "
        "memories differ, with β = 0.8?"
    )


exercise = Exercise(
    __name__,
    shows=_shows,
    reference=0.1,
    hints=(
        "Let both forms get the same gradient, 1, again and again. How large does each memory "
        "become in the end?",
        "The average comes to 1, the sum to 1 / (1 - β). For the same step, which of the two needs "
        "the larger learning rate?",
        "Ours times (1 - β) is theirs, and β is 0.8. You know theirs, and look for ours.",
    ),
    after="With β = 0.9 the factor is 10. Whoever copies a learning rate from one library into "
    "another and forgets it will think that one of the two has a bug.",
)

exercise.mistakes(
    wrong_way=("You went from ours to theirs. Here theirs is known, and ours is wanted.", 0.004),
    the_same=(
        "With the same number ours would take steps a fifth as long: it has the factor (1 - β) in "
        "its memory, and theirs has not.",
        0.02,
    ),
    divided_by_beta=("You divided by β. The two forms differ by 1 - β.", 0.025),
    times_beta=("You multiplied by β. The two forms differ by 1 - β.", 0.016),
    ten_times_or_the_rest=(
        "This is ten times theirs; but a factor of 10 belongs to β = 0.9. It is also 1 - β, but "
        "that alone is no learning rate yet. Which factor belongs to β = 0.8?",
        0.2,
    ),
    factor_ten_the_wrong_way=(
        "A factor of 10 belongs to β = 0.9, and ours is the larger number. Which factor belongs to "
        "β = 0.8?",
        0.002,
    ),
    the_factor=("That is the factor between the two. Which number does it multiply?", 5),
    one_plus_beta=("You multiplied by 1 + β. The two forms differ by 1 - β.", 0.036),
    divided_by_one_plus_beta=("You divided by 1 + β. The two forms differ by 1 - β.", 0.02 / 1.8),
    uphill=("The size is right. A learning rate is positive in both forms.", -0.1),
    the_momentum=("That is the momentum. Asked for is the learning rate.", 0.8),
    beta_for_the_rest=("You multiplied by β / (1 - β). The two forms differ by 1 - β.", 0.08),
)

exercise.variant(0.02 / (1 - 0.8))
exercise.variant(np.float32(0.1))
