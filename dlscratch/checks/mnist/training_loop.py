"""Put the lines of a training loop in order, the switches between the two modes among them."""

import re

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse

LINES = {
    "A": "            optimizer.step(net)",
    "B": "        net.eval()",
    "C": "            gradient = loss.gradient(predicted, batch_y)",
    "D": "        for batch_x, batch_y in batches(x, y):",
    "E": "        scores.append(accuracy(net, x_valid, y_valid))",
    "F": "            net.backward(gradient)",
    "G": "        net.train()",
    "H": "            predicted = net.forward(batch_x)",
}

BEFORE = (
    "def training(net, x, y, loss, optimizer, x_valid, y_valid):",
    "    scores = []",
    "    for epoch in range(2):",
)


class _Diary:
    """Stands for net, loss and optimizer, and writes down what is asked of them."""

    def __init__(self):
        self.lines, self.dropout = [], "off"

    def train(self):
        self.dropout = "on"

    def eval(self):
        self.dropout = "off"

    def forward(self, x):
        self.lines.append(f"forward, dropout {self.dropout}")
        return x

    def gradient(self, predicted, actual):
        return predicted

    def backward(self, gradient):
        self.lines.append("backward")

    def step(self, net):
        self.lines.append("step")

    def score(self, net, x, y):
        self.lines.append(f"score, dropout {self.dropout}")
        return 0.5


def _in_order(order):
    diary = _Diary()
    known = {"batches": lambda x, y: [(x, y)] * 2, "accuracy": diary.score}
    return diary, assemble(order, LINES, "training", known, BEFORE, ("    return scores",))


def _keep_diary(prepared, epochs):
    """What happens in two epochs of two batches, if the lines stand in this order."""
    diary, training = prepared
    try:
        training(diary, 1, 1, diary, diary, 1, 1)
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    done = [line.partition(", dropout ") for line in diary.lines]
    epoch = [what for what, _, _ in done[: len(done) // epochs]]
    modes = {what: [mode for one, _, mode in done if one == what] for what in ("forward", "score")}
    return {
        "what happens in a batch": [what for what in epoch if what != "score"][:3],
        "when an epoch takes its score": "first" if epoch[0] == "score" else "last",
        "dropout in the batches of the first epoch": modes["forward"][0],
        "dropout in the batches of the second epoch": modes["forward"][-1],
        "dropout when the first score is taken": modes["score"][0],
        "dropout when the second score is taken": modes["score"][-1],
    }


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="GDHCFABE",
    prepare=_in_order,
    run=_keep_diary,
    probes=[(2,)],
    hints=(
        "Four lines are indented further: they are the loop over the batches. Order them first. "
        "Which one needs what another one makes?",
        "Forward makes `predicted`, the loss makes `gradient` from it, backward takes that back "
        "through the net. Only then are there gradients to step along.",
        "What is left are the two switches and the score. In which mode must the net be while it "
        "learns, and in which while it is measured?",
    ),
    after="This is the whole of `train` in dlscratch/training.py, without the bar and the report: "
    "batches, forward, gradient, backward, step, and the switch around them.",
)


exercise.mistakes(
    step_too_early=(
        "The step comes before backward, so it follows the gradients of the batch before.",
        "GDHCAFBE",
    ),
    scored_with_dropout=(
        "The score is taken with dropout on. Between the batches and the score, which switch has "
        "to come?",
        "GDHCFAEB",
    ),
    modes_swapped=(
        "The net learns with dropout off and is measured with it on: just the wrong way round. "
        "Which switch has to come before the batches, and which before the score?",
        "BDHCFAGE",
    ),
    scored_first=(
        "The score is taken before the epoch's training, so the last epoch is never measured.",
        "BEGDHCFA",
    ),
    switched_on_too_late=(
        "The net may come in evaluation mode, and then the first epoch runs without dropout: the "
        "switch to training comes after the batches.",
        "DHCFABEG",
    ),
    never_on=(
        "The net learns with dropout off. Look at the last switch before the batches.",
        "GBDHCFAE",
    ),
    never_off=(
        "The first epoch learns with dropout off, since the net may come in evaluation mode, and "
        "the scores are taken with dropout on. Which switch has to come before the batches, and "
        "which before the score?",
        "DHCFABGE",
    ),
    step_first=(
        "The step comes first in each batch, so it follows the gradients of the batch before; in "
        "the very first batch there are none.",
        "GDAHCFBE",
    ),
)


exercise.variant(list("GDHCFABE"))
exercise.variant("g, d, h, c, f, a, b, e")
