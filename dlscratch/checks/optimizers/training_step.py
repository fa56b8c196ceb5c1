"""Put in order the lines of a function that takes five steps on one batch."""

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble

LINES = {
    "A": "        net.backward(gradient)",
    "B": "    losses = []",
    "C": "        optimizer.step(net)",
    "D": "        gradient = loss.gradient(predicted, actual)",
    "E": "    optimizer = Momentum(0.7)",
    "F": "        predicted = net.forward(x)",
    "G": "        losses.append(loss.loss(net.forward(x), actual))",
    "H": "    for step in range(5):",
}


def _in_order(order):
    return assemble(
        order,
        LINES,
        "fit",
        {"Momentum": optimizers.Momentum},
        before=["def fit(net, x, actual, loss):"],
        after=["    return losses"],
    )


def _fitted(fit, examples):
    """The losses that `fit` returns, and where the net is afterwards."""
    rng = np.random.default_rng(0)
    x, actual = rng.standard_normal((examples, 4)), rng.integers(0, 3, examples)
    net = layers.Sequential([layers.Linear(4, 5, rng=1), layers.Tanh(), layers.Linear(5, 3, rng=2)])
    found = fit(net, x, actual, losses.SoftmaxCrossEntropy())
    return {"losses": found, "the parameters afterwards": net.params()}


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="EBHFGDAC",
    prepare=_in_order,
    run=_fitted,
    probes=[(7,), (4,)],
    hints=(
        "Five lines are indented further: they are the body of the loop. Two lines prepare it. "
        "Which line opens it?",
        "In the body, ask of each line what it needs: backward needs `gradient`, that needs "
        "`predicted`, and the step needs what backward has stored.",
        "Forward, gradient of the loss, backward, step. The line that is left notes the loss as it "
        "is before the step.",
    ),
    after="Forward, loss, backward, step: every training in this course, and in PyTorch, has these "
    "four in this order. The optimizer stands before the loop, or its memory would begin anew each "
    "time.",
)

exercise.mistakes(
    step_too_early=(
        "The step comes after this forward and before its backward. It follows the gradients of "
        "the round before, and in the first round there are none: the first two losses are the "
        "same.",
        "EBHGFDCA",
    ),
    step_first=(
        "The losses look right, and the net is one step behind: each round begins with a step "
        "along the gradients of the round before, and those of the last are never used.",
        "EBHCFGDA",
    ),
    step_first_noted_before=(
        "Each round begins with a step along the gradients of the round before. In the first round "
        "there are none: the first two losses are the same, and the last gradients are never used.",
        "EBHGCFDA",
    ),
    noted_late=(
        "The training is right. But each loss is noted after the step, so the loss at the start, "
        "the one that you can check against log K, is missing.",
        "EBHFDACG",
    ),
    step_too_early_noted_late=(
        "The step comes before backward has stored the gradients of this round. And the loss is "
        "noted after the step, not before.",
        "EBHFDCAG",
    ),
    forward_in_between=(
        "`predicted` is from before the step, the loss is computed anew after it, and backward "
        "then mixes the two. All of a round belongs before its step.",
        "EBHFCGDA",
    ),
)

exercise.variant("BEHFDGAC")
exercise.variant("e, b, h, g, f, d, a, c")
exercise.variant(list("EBHFDAGC"))
