"""Put in order the lines of an epoch: batches, clipping, a schedule."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, numbers, undisturbed
from dlscratch.checks.practice.shared.expecting import by_reference

LINES = {
    "A": "        value.backward()",
    "B": "    schedule.step()",
    "C": "        nn.utils.clip_grad_norm_(net.parameters(), 1.0)",
    "D": "    net.train()",
    "E": "        optimizer.step()",
    "F": "    for x, y in loader:",
    "G": "        value = F.cross_entropy(net(x), y)",
    "H": "        optimizer.zero_grad()",
}
MODE, RATES = "the mode in which the net learns", "the learning rates of the epochs"
LOSS, LENGTH = "what the last line returns, epoch by epoch", "how long the longest gradient is"
WEIGHTS = "the weights after the last epoch"


def _in_order(order):
    """The function that the lines make, and what it may use."""
    import torch

    one_epoch = assemble(
        order,
        LINES,
        "one_epoch",
        {"nn": torch.nn, "F": torch.nn.functional},
        before=["def one_epoch(net, loader, optimizer, schedule):"],
        after=["    return value.item()"],
    )
    one_epoch.clue = _clue([letter for letter in "".join(order).upper() if letter in LINES])
    return one_epoch


def _clue(order):
    """What stands where it should not. Nothing is expected of it, but it tells mistakes apart."""
    at = {letter: order.index(letter) for letter in LINES}
    return {
        "clipping": "early" if at["C"] < at["A"] else "late" if at["C"] > at["E"] else "in time",
        "the step": "before backward" if at["E"] < at["A"] else "behind it",
        "wiping": "in between" if at["A"] < at["H"] < at["E"] else "elsewhere",
    }


def _trained(one_epoch, epochs):
    with undisturbed() as torch:
        nn = torch.nn
        net = nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.2), nn.Linear(4, 3)).eval()
        for seed, param in enumerate(net.parameters()):
            param.data = torch.from_numpy(numbers(*param.shape, seed=seed))
        x, y = torch.from_numpy(5 * numbers(7, 3)), torch.arange(7) % 3
        loader = [(x[:4], y[:4]), (x[4:], y[4:])]
        optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        modes, rates, lengths = [], [], []

        def before_step(*_):
            rates.append(optimizer.param_groups[0]["lr"])
            grads = [param.grad for param in net.parameters() if param.grad is not None]
            lengths.append(sum(float((grad**2).sum()) for grad in grads) ** 0.5)

        optimizer.register_step_pre_hook(before_step)
        net.register_forward_pre_hook(lambda one, _: modes.append(one.training))
        losses = []
        for _ in range(epochs):
            losses.append(attempt(one_epoch, net, loader, optimizer, schedule))
            if isinstance(losses[-1], Stopped):
                return {LOSS: losses[-1]}
        return one_epoch.clue | {
            MODE: "training" if all(modes) else "evaluation" if not any(modes) else "both",
            RATES: rates,
            LENGTH: "1 at most" if max(lengths, default=0) < 1.001 else "more than 1",
            WEIGHTS: [as_array(param) for param in net.parameters()],
            LOSS: losses,
        }


_trained.arguments = ("epochs",)

exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="DFHGACEB",
    prepare=_in_order,
    run=_trained,
    expect=by_reference(_trained, _in_order),
    probes=[(1,), (3,)],
    seconds=SECONDS,
    rtol=1e-4,
    hints=(
        "Five lines are indented further: they are done for each batch. Three are done once in an "
        "epoch. Which of these opens the loop?",
        "Ask of each line in the loop what it needs: clipping works on gradients, so something has "
        "to make them first, and nobody may use them before.",
        "Wipe, forward, backward, clip, step; and behind the loop the schedule, which speaks of "
        "the next epoch.",
    ),
    after="Most training loops that you will read are these eight lines, with other names. What is "
    "cut, and when the rate changes, can be read off the places of two of them.",
)

exercise.mistakes(
    clipped_too_early=(
        "Clipping comes before `backward`: there is nothing to clip yet, and what is made "
        "afterwards goes into the step as long as it is.",
        "DFHGCAEB",
    ),
    clipped_too_late=(
        "Clipping comes behind the step, which has used the gradients already.",
        "DFHGAECB",
    ),
    wiped_before_the_step=(
        "The gradients are wiped between `backward` and `step`. The step finds none, and nothing "
        "moves.",
        "DFGAHCEB",
    ),
    step_before_backward=(
        "The step comes before `backward`. The gradients have just been wiped, so it finds none.",
        "DFHGEACB",
    ),
    all_before_backward=(
        "Clipping and the step both come before `backward`. The gradients have just been wiped, so "
        "neither of the two finds any.",
        "DFHGCEAB",
    ),
    step_first=(
        "Each batch begins with a step, along the gradients of the batch before; the first finds "
        "none, and the last are never used.",
        "DFEHGACB",
    ),
    train_too_late=(
        "The net comes in evaluation, and it learns like that in the first epoch: its dropout is "
        "off. Which line should come first?",
        "FHGACEDB",
    ),
    schedule_first=(
        "The schedule comes before the first batch, so the first epoch has the rate of the second. "
        "It speaks of the next epoch.",
        "DBFHGACE",
    ),
    backward_too_early=(
        "`backward` belongs to the value of the loss, and there is none yet: the forward comes "
        "first.",
        "DFHAGCEB",
    ),
    schedule_first_train_last=(
        "The two lines that stand before and behind the loop have changed places: the net learns "
        "in evaluation, and the first epoch has the rate of the second.",
        "BFHGACED",
    ),
)

exercise.variant("DFGHACEB")
exercise.variant("d, f, g, a, c, e, h, b")
exercise.variant("D → F → H → G → A → C → E → B")
