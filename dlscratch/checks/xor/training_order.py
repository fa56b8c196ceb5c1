"""Put the seven lines of a training loop in order."""

import re

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.xor.shared import ENTROPY, SECONDS, SQUARES, losses_and_net

LINES = {
    "A": "        optimizer.step(net)",
    "B": "        seen.append(loss.loss(out, y))",
    "C": "    for epoch in range(epochs):",
    "D": "        net.backward(slope)",
    "E": "    return seen",
    "F": "        slope = loss.gradient(out, y)",
    "G": "        out = net.forward(x)",
}
BEFORE = ("def fit(net, x, y, loss, optimizer, epochs):", "    seen = []")


def _fit_in_order(order, net, x, y, loss, optimizer, epochs):
    """The losses and the parameters that the lines give in this order."""
    fit = assemble(order, LINES, "fit", {}, BEFORE)
    try:
        found = losses_and_net(fit, net, x, y, loss, optimizer, epochs)
        if isinstance(stopped := found["the losses"], Stopped):
            raise stopped.error
        return found
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    except RuntimeError as error:  # backward before forward
        raise Refuse(f"This order stops: {error}.") from None


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="CGBFDAE",
    run=_fit_in_order,
    probes=[(*SQUARES, 3), (*ENTROPY, 4)],
    seconds=SECONDS,
    hints=(
        "Two lines are indented less than the others: the head of the loop and the end. Between "
        "them stand five.",
        "Which of the five needs nothing that another one makes? Begin with that. Then ask for "
        "each line what it needs.",
        "Forward makes `out`. The loss and its gradient are made from `out`. Backward needs the "
        "gradient, and the step needs backward.",
    ),
    after="The loss may be noted anywhere after forward, because `out` stays what it was. The "
    "other four have only one order.",
)


exercise.mistakes(
    step_first=(
        "The step comes before backward: it follows the gradients of the epoch before, and in the "
        "first epoch there are none.",
        "CGBFADE",
    ),
    step_at_the_top=(
        "The step opens the epoch, so it follows the gradients of the epoch before. The last "
        "gradients are never used.",
        "CAGBFDE",
    ),
    returned_in_the_middle=(
        "The function ends before the loop has begun: a `return` stops everything.",
        "ECGBFDA",
    ),
)


exercise.variant("CGFBDAE")
exercise.variant("cgfdabe")
exercise.variant(list("CGFDBAE"))
