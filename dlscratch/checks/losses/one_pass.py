"""Put in order: the lines of one pass through a network, and back."""

import functools
import re

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.losses.shared import one_hot, three_layers

LINES = {
    "A": "    gradient = activation.backward(gradient)",
    "B": "    hidden = activation.forward(hidden)",
    "C": "    gradient = loss.gradient(predicted, actual)",
    "D": "    first.backward(gradient)",
    "E": "    hidden = first.forward(x)",
    "F": "    gradient = second.backward(gradient)",
    "G": "    predicted = second.forward(hidden)",
}


def _one_pass(function, first, activation, second, loss, x, actual):
    try:
        value, w_grad = function(first, activation, second, loss, x, actual)
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    except (RuntimeError, AttributeError):
        raise Refuse("A layer got backward before it was sent forward.") from None
    return {"the loss": value, "the first layer's w_grad": w_grad}


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="EBGCFAD",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="one_pass",
        known={},
        before=("def one_pass(first, activation, second, loss, x, actual):",),
        after=("    return loss.loss(predicted, actual), first.w_grad",),
    ),
    run=_one_pass,
    probes=[
        (
            *three_layers(3, 3, 3, seed=1),
            losses.SSE(),
            np.array([[-0.04, 0.39, 4.82], [4.6, 0.53, 1.55], [2.48, 3.66, 0.04]]),
            np.array([[0.57, 2.75, 0.84], [1.81, 1.52, -1.97], [-1.42, -4.98, -0.22]]),
        ),
        (
            *three_layers(3, 5, 2, seed=2),
            losses.SoftmaxCrossEntropy(),
            np.array(
                [[2.98, -1.92, 2.77], [2.3, 0.19, 0.28], [0.47, -1.42, -0.26], [0.21, 1.52, 1.88]]
            ),
            one_hot(2, 1, 0, 0, 1),
        ),
    ],
    hints=(
        "Three lines go forward. Order these first: what does each one need?",
        "Then the loss is asked for its gradient, which needs `predicted`.",
        "Backward visits the layers in reverse: the one that made `predicted` comes first.",
    ),
    after="Forward in order, the loss's gradient, backward in reverse. `Sequential` does six of "
    "these lines for you.",
)


exercise.mistakes(
    backward_in_order=(
        "The first layer gets its gradient straight from the loss. But the gradient comes from the "
        "end of the network: which layer is the first that it meets?",
        "EBGCDAF",
    ),
    activation_too_late=(
        "The activation is sent forward, but only after `predicted` was made without it.",
        "EGBCFAD",
    ),
    activation_skipped_on_the_way_back=(
        "The first layer gets its gradient before the activation has put its slope into it.",
        "EBGCFDA",
    ),
    activation_first_on_the_way_back=(
        "On the way back the activation comes before the second layer. Forward went through the "
        "activation and *then* through the second layer; backward is the reverse.",
        "EBGCAFD",
    ),
    second_last=(
        "On the way back the second layer comes last, and it should come first: it is the one that "
        "made `predicted`.",
        "EBGCADF",
    ),
    **{
        f"activation_too_late_and_{back}": (
            "Two things. The activation is sent forward, but only after `predicted` was made "
            "without it. And the way back does not meet the three layers in reverse.",
            f"EGBC{back}",
        )
        for back in ("FDA", "AFD", "ADF", "DFA")
    },
)


exercise.variant("ebgcfad")
exercise.variant(list("EBGCFAD"))
exercise.variant("E, B, G, C, F, A, D")
exercise.variant("E → B → G → C → F → A → D")
