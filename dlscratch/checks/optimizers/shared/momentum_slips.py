"""Wrong velocities, and wrong steps along them."""

import numpy as np

# id=(hint, velocity(u, momentum, grad), along(u, momentum, grad)); None for a right one
WRONG_PARTS = dict(
    brackets_around_the_sum=(
        "Your steps are right but for the factor `momentum`. Is its share taken of the new "
        "gradient, too, by brackets or by the order of two lines? Or does it stand in the step?",
        lambda u, b, grad: b * (u + (1 - b) * grad),
    ),
    share_of_both=(
        "The old velocity and the new gradient both get the share `momentum`. The gradient gets "
        "what is left of 1.",
        lambda u, b, grad: b * (u + grad),
    ),
    rest_of_both=(
        "The old velocity and the new gradient both get the share 1 - momentum. The old velocity "
        "keeps the share `momentum`.",
        lambda u, b, grad: (1 - b) * (u + grad),
    ),
    plus_momentum=(
        "The share of the new gradient is 1 + momentum. It is what momentum has left of 1.",
        lambda u, b, grad: b * u + (1 + b) * grad,
    ),
    gradient_taken_away=(
        "The old velocity stays whole, and the gradient is taken away from it. A share of the old "
        "stays, and the gradient is added with the rest.",
        lambda u, b, grad: u - (1 - b) * grad,
    ),
    share_squared=(
        "The gradient's share is squared: 1 - momentum comes in twice, in the velocity and in the "
        "step. It belongs into the velocity only.",
        None,
        lambda u, b, grad: (1 - b) * u,
    ),
    gradient_added_to_the_step=(
        "Besides the velocity, the step has the gradient once more. It is in the velocity already.",
        None,
        lambda u, b, grad: u + grad,
    ),
    size_of_the_velocity=(
        "Where the velocity is negative, your step goes the wrong way: its sign is lost.",
        None,
        lambda u, b, grad: np.abs(u),
    ),
    plus_for_times=(
        "`momentum` is added to the old velocity. It is the share of it that stays, a factor.",
        lambda u, b, grad: b + u + (1 - b) * grad,
    ),
    divided_by_the_rest=(
        "The velocity is divided by 1 - momentum once more. It is an average already.",
        lambda u, b, grad: (b * u + (1 - b) * grad) / (1 - b),
    ),
    sign_of_the_velocity=(
        "Only the sign of the velocity counts in your step; its size is lost.",
        None,
        lambda u, b, grad: np.sign(u),
    ),
)
