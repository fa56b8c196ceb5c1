"""Mend a loop whose schedule takes a step for each batch, and is meant for epochs."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, numbers, undisturbed
from dlscratch.checks.practice.shared.expecting import by_reference
from dlscratch.errors.values import name

DONE, LOSSES = "what `fit_slower` returns", "how many losses come back"
STEPS, RATES = "how many steps are taken", "the learning rate at the first step of each epoch"
WITHIN = "the learning rates within an epoch"
GRADIENTS, SEEN = "the gradients that the steps follow", "the examples seen in each epoch"
ORDER = "how the examples are ordered"
ANEW = "how many optimizers take steps"  # nothing is expected of it, but it tells mistakes apart
FALLS = "the losses of the epochs that come back"


def _fitted(fit, n, epochs):
    """The learning rates of the steps, and what they follow."""
    with undisturbed() as torch:
        from torch.optim.optimizer import register_optimizer_step_pre_hook

        x = torch.from_numpy(numbers(n, 3))
        y = (x[:, 0] > 0).long() + (x[:, 1] > 0.5).long()
        net = torch.nn.Linear(3, 3)
        steps, batches, optimizers = [], [], set()
        net.register_forward_pre_hook(
            lambda _, inputs: torch.is_grad_enabled() and batches.append(inputs[0])
        )

        def before_step(optimizer, *_):
            rows = _rows(torch, x, batches[-1]) if batches else []
            steps.append((optimizer.param_groups[0]["lr"], rows, *_fits(torch, net, x, y, rows)))
            optimizers.add(optimizer)

        hook = register_optimizer_step_pre_hook(before_step)
        try:
            losses = attempt(fit, net, x, y, *([] if epochs == "the usual ones" else [epochs]))
        finally:
            hook.remove()
    report = _told(losses, steps, n, 8 if epochs == "the usual ones" else epochs)
    return report | {ANEW: "one" if len(optimizers) == 1 else "several"}


_fitted.arguments = ("the number of examples", "epochs")


def _rows(torch, x, batch):
    """Which examples a batch holds."""
    if not isinstance(batch, torch.Tensor) or batch.shape[1:] != x.shape[1:]:
        return []
    return [int((x == row).all(dim=1).nonzero()[0]) for row in batch if (x == row).all(1).any()]


def _fits(torch, net, x, y, rows):
    """Whether the gradients are those of the batch, with the weights as they are; and the loss."""
    if net.weight.grad is None or not rows:
        return False, 0.0
    weight = net.weight.detach().clone().requires_grad_()
    logits = torch.nn.functional.linear(x[rows], weight, net.bias.detach())
    value = torch.nn.functional.cross_entropy(logits, y[rows])
    value.backward()
    return torch.allclose(weight.grad, net.weight.grad, atol=1e-5), value.item()


def _told(losses, steps, n, epochs):
    if isinstance(losses, Stopped):
        return {DONE: losses}
    if losses is None or not hasattr(losses, "__len__"):
        return {DONE: losses if losses is None else name(losses)}
    batches = -(-n // 8)
    rates = [round(float(rate), 9) for rate, *_ in steps]  # else 0.4 shows as 0.4000000000000001
    parts = [steps[start : start + batches] for start in range(0, len(steps), batches)]
    seen = all(sorted(row for _, rows, *_ in part for row in rows) == [*range(n)] for part in parts)
    within = [rates[start : start + batches] for start in range(0, len(rates), batches)]
    return {
        DONE: "a list",
        STEPS: f"{len(steps)} in {epochs} epochs",
        RATES: [part[0] for part in within],
        WITHIN: _within(within),
        SEEN: "each of them once" if seen else "others",
        ORDER: "as they come" if _as_they_come(parts, n) else "shuffled",
        GRADIENTS: "those of their batches" if all(fits for *_, fits, _ in steps) else "others",
        LOSSES: len(losses),
        FALLS: "as they were" if _noted(losses, parts) else "others",
    }


def _within(epochs):
    if all(len(set(rates)) == 1 for rates in epochs):
        return "one for all of its steps"
    if all(len(set(rates[1:])) <= 1 for rates in epochs):
        return "one for its first step, another for the rest"
    return "several"


def _noted(losses, parts):
    """Whether the losses are the means of the epochs, over its batches or over its examples."""
    for loss, part in zip(losses, parts, strict=False):
        batches = [value for *_, value in part]
        sizes = [len(rows) for _, rows, *_ in part]
        whole = sum(n * value for n, value in zip(sizes, batches, strict=True)) / max(sum(sizes), 1)
        means = (sum(batches) / len(batches), whole)
        if not any(abs(float(loss) - mean) < 1e-4 for mean in means):
            return False
    return True


def _as_they_come(parts, n):
    return all([row for _, rows, *_ in part for row in rows] == [*range(n)] for part in parts)


def _fit(net, x, y, epochs=8, rate=0.5, gamma=0.8, when="epoch", **other):
    """The loop of the page; the settings are there for mistakes."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(x, y), batch_size=8, shuffle=other.get("shuffle", True))
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    if other.get("per_step"):
        gamma = gamma ** (1 / len(loader))
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=gamma)
    if other.get("step_size"):
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, other["step_size"], gamma)
    losses = []
    for epoch in range(epochs):
        if epoch >= {"before": 0, "after the first": 1, "late": 2}.get(when, epochs):
            schedule.step()
        if other.get("anew"):
            optimizer = torch.optim.SGD(net.parameters(), lr=rate)
        if when == "new":
            schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=gamma)
        total = 0.0
        for number, (batch_x, batch_y) in enumerate(loader):
            if other.get("wipe", True):
                optimizer.zero_grad()
            value = torch.nn.functional.cross_entropy(net(batch_x), batch_y)
            value.backward()
            for _ in range(1 + other.get("step_twice", False)):
                optimizer.step()
            total = total + value.item() if other.get("total", True) else value.item()
            total = total / 2 if other.get("halved") else total
            if when in ("batch", "both") or (when == "first batch" and number == 0):
                schedule.step()
        if when in ("epoch", "new", "both"):
            schedule.step()
        losses.append(total / len(loader))
        if other.get("leave"):
            break
    return losses


def _without_anew(fit, *probe):
    return {label: value for label, value in _fitted(fit, *probe).items() if label != ANEW}


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit,
    run=_fitted,
    expect=by_reference(_without_anew),
    probes=[(17, 3), (15, 10), (8, "the usual ones")],
    seconds=SECONDS,
    hints=(
        "The loss falls at first, and then it stands still. What has become too small? Print it in "
        'each epoch: `optimizer.param_groups[0]["lr"]`.',
        "How many times is `schedule.step()` called in one epoch, and how many times should it be, "
        "by the docstring?",
        "There are two loops, one within the other. How far a line is indented says to which of "
        "them it belongs.",
    ),
    after="Some schedules are meant for each step and some for each epoch; nothing but their "
    "numbers says which. Whoever prints the learning rate beside the loss sees it at once.",
)


def _with(settings):
    def fit_slower(net, x, y, epochs=8):
        return _fit(net, x, y, epochs, **settings)

    return fit_slower


exercise.mistakes(
    _with,
    as_given=(
        "The learning rate becomes smaller with each batch. By the docstring it is to change once "
        "in an epoch. In which of the two loops does the schedule's line stand?",
        {"when": "batch"},
    ),
    never=(
        "The learning rate stays what it was in all epochs. Does the schedule take a step at all, "
        "or only behind both loops, when all is over, or does it count steps, and there are not so "
        "many? It takes one in each epoch, "
        "with the factor 0.8.",
        {"when": "never"},
    ),
    before_the_epoch=(
        "The rate changes once in each epoch now. But it does so before the first one, which is to "
        "have the whole rate.",
        {"when": "before"},
    ),
    behind_the_first_batch=(
        "The rate changes once in an epoch, and in the midst of it: its first batch has another "
        "rate than the rest. All batches of an epoch have one.",
        {"when": "first batch"},
    ),
    in_both_places=(
        "The schedule takes a step behind each epoch now, and still one for each batch. It has one "
        "line, in one of the two loops.",
        {"when": "both"},
    ),
    batch_size_as_an_epoch=(
        "The rate changes once in 8 batches here. But 8 is how many examples are in a batch; how "
        "many batches are in an epoch depends on how many examples there are.",
        {"when": "batch", "step_size": 8},
    ),
    late=(
        "The rate changes once in an epoch now. But the first two epochs have the same one: it is "
        "to change behind the first epoch already.",
        {"when": "late"},
    ),
    two_steps_a_batch=(
        "The optimizer takes two steps for each batch. Only the schedule's line was in the wrong "
        "place.",
        {"step_twice": True},
    ),
    spread_over_the_batches=(
        "After an epoch the rate is right. But it still changes with each batch; by the docstring, "
        "all batches of an epoch have one rate.",
        {"when": "batch", "per_step": True},
    ),
    larger_rate=(
        "A larger rate at the start lasts for some more batches, and then it is gone as well. How "
        "often does it change in an epoch?",
        {"when": "batch", "rate": 5.0},
    ),
    larger_gamma=(
        "With a factor nearer to 1 it takes longer, and it is not what the docstring says. How "
        "often does the rate change in an epoch?",
        {"when": "batch", "gamma": 0.99},
    ),
    last_loss_only=(
        "The rates are right now. But the losses are no longer the means of their epochs.",
        {"total": False},
    ),
    optimizer_anew=(
        "There is more than one optimizer, and each begins with the rate 0.5 again. A schedule "
        "changes the rate of the one that it was made for.",
        {"anew": True},
    ),
    other_losses=(
        "The rates are right now. But what comes back for an epoch is another number than the mean "
        "of its losses.",
        {"halved": True},
    ),
    gradients_pile_up=(
        "The rates are right now. But the gradients are not wiped any more, and pile up.",
        {"wipe": False},
    ),
    sorted_again=(
        "The rates are right now. But the examples are not shuffled any more.",
        {"shuffle": False},
    ),
    one_epoch=(
        "It ends after one epoch. Does `return`, or a `break`, stand inside the loop?",
        {"leave": True},
    ),
)


@exercise.wrong("It trains, and hands nothing out: the losses are to be returned.")
def not_returned(net, x, y, epochs=8):
    _fit(net, x, y, epochs)


@exercise.variant
def by_hand(net, x, y, epochs=8):
    import torch

    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.5), []
    for epoch in range(epochs):
        optimizer.param_groups[0]["lr"] = 0.5 * 0.8**epoch
        seen = []
        for rows in torch.randperm(len(x)).split(8):
            value = torch.nn.functional.cross_entropy(net(x[rows]), y[rows])
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            seen.append(value.item())
        losses.append(sum(seen) / len(seen))
    return losses


exercise.variant(_with({"when": "after the first"}))


@exercise.variant
def another_schedule(net, x, y, epochs=8):
    import torch

    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.5), []
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=-(-len(x) // 8), gamma=0.8)
    for _ in range(epochs):
        total = 0.0
        rows = torch.randperm(len(x)).split(8)
        for some in rows:
            optimizer.zero_grad()
            value = torch.nn.functional.cross_entropy(net(x[some]), y[some])
            value.backward()
            optimizer.step()
            schedule.step()
            total += value.item()
        losses.append(total / len(rows))
    return losses
