"""Put the nine lines of a training loop in order, with both switches of the net's mode."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse

LINES = {
    "A": "            value.backward()",
    "B": "        net.eval()",
    "C": "            predicted = net(batch_x)",
    "D": "        for batch_x, batch_y in loader:",
    "E": "            optimizer.step()",
    "F": "        net.train()",
    "G": "            value = loss(predicted, batch_y)",
    "H": "            optimizer.zero_grad()",
    "I": "        scores.append(accuracy(net))",
}
BEFORE = (
    "def training(net, loader, loss, optimizer, accuracy):",
    "    scores = []",
    "    for epoch in range(2):",
)


STEPS, LEARNS = "what the steps follow", "the mode in which the net learns"
SCORES = "the mode in which it is measured, and when"


class _Diary:
    """Stands for net, loss and optimizer, and writes down along which gradients each step goes."""

    def __init__(self):
        self.steps, self.learns, self.scores = [], [], []
        self.mode, self.grads, self.count = "evaluation", [], 0

    def __call__(self, *inputs):
        if len(inputs) == 2:  # as the loss: what backward will add
            return _Recorded(self, inputs[0])
        self.count += 1
        self.learns.append(self.mode)
        return self.count

    def train(self):
        self.mode = "training"

    def eval(self):
        self.mode = "evaluation"

    def zero_grad(self):
        self.grads = []

    def step(self):
        self.steps.append(" + ".join(self.grads) or "nothing")

    def accuracy(self, net):
        self.scores.append(f"{self.mode}, after {self.count} batches")
        return 0.5


class _Recorded:
    def __init__(self, diary, batch):
        self.diary, self.batch = diary, batch

    def backward(self):
        self.diary.grads = [*self.diary.grads, f"batch {self.batch}"]


def _in_order(order):
    diary = _Diary()
    return diary, assemble(order, LINES, "training", {}, BEFORE, ("    return scores",))


def _keep_diary(prepared, epochs):
    diary, training = prepared
    try:
        training(diary, [(1, 1)] * 2, diary, diary, diary.accuracy)
    except UnboundLocalError as error:
        word = str(error).split("'")[1]
        raise Refuse(f"`{word}` is used before any line has made it.") from None
    report = {STEPS: diary.steps, LEARNS: diary.learns, SCORES: diary.scores}
    if diary.steps != [f"batch {number}" for number in (1, 2, 3, 4)]:  # one thing after the other
        return {STEPS: diary.steps}
    if "evaluation" in diary.learns:
        return report | {SCORES: []}
    return report


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="FDCGHAEBI",
    prepare=_in_order,
    run=_keep_diary,
    probes=[(2,)],
    hints=(
        "Five lines are indented further: they are the loop over the batches. Order these first.",
        "`backward` needs `value`, and that needs `predicted`. A step needs gradients, those of "
        "this batch and no others.",
        "The line that wipes has several right places. The only thing it must not do is come "
        "between `backward` and `step`, for then there is nothing left to follow.",
    ),
    after="This loop, in this order, stands in nearly every PyTorch program. Between it and the "
    "one of lesson 9 there are two differences: who knows the net, and who wipes the gradients.",
)


exercise.mistakes(
    nothing_to_follow=(
        "Every step finds nothing to follow. When it comes, the gradients of its batch have been "
        "wiped, or have not been made yet.",
        "FDCGAHEBI",
    ),
    step_first=(
        "The step comes before the `backward` of its batch, so the first one has nothing to follow "
        "and each of the others follows what the batch before has left.",
        "FDECGHABI",
    ),
    learns_in_evaluation=(
        "The net learns in evaluation mode, without dropout. Which switch was the last one before "
        "the batches? And which should it be?",
        "BDCGHAEFI",
    ),
    switched_on_too_late=(
        "The net may come in evaluation mode, and then the first epoch runs without dropout: the "
        "switch to training comes after the batches.",
        "DCGHAEBIF",
    ),
    scored_with_dropout=(
        "The score is taken before the switch, with dropout still on.",
        "FDCGHAEIB",
    ),
    scored_first=(
        "The score is taken before the epoch's training, so the last epoch is never measured.",
        "BIFDCGHAE",
    ),
    scored_first_with_dropout=(
        "The score is taken before the epoch's training, so the last epoch is never measured. And "
        "it is taken with dropout on.",
        "FIDCGHAEB",
    ),
    scored_before_both=(
        "The score is taken before the epoch's training, so the last epoch is never measured. And "
        "the switch to evaluation is undone before anything is measured.",
        "IBFDCGHAE",
    ),
)


exercise.variant("FDHCGAEBI")
exercise.variant(list("FDCHGAEBI"))
exercise.variant("f, d, c, g, a, e, h, b, i")
exercise.variant("F → D → C → G → A → E → H\nB → I")
