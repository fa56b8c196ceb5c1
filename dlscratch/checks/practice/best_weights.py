"""Mend a training that keeps a second name for its best weights in the place of a copy."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import SECONDS, numbers, undisturbed, warm
from dlscratch.errors.values import name

DONE, HELD = "training", "the loss on what was held back, with the weights that came"
LATER = "the same loss, after the net has been trained further"
PATHS = {"plain": 8, "with batch norm": 8}


def _net(torch, kind):
    nn = torch.nn
    middle = [nn.BatchNorm1d(6)] if kind == "with batch norm" else []
    return nn.Sequential(nn.Linear(4, 6), *middle, nn.Tanh(), nn.Linear(6, 3))


def _best(fit, kind, epochs, seed):
    """The loss with what `fit` returns, in a new net."""
    with undisturbed() as torch:
        torch.manual_seed(seed)
        data = [torch.from_numpy(part) for part in _data(seed)]
        net, fresh = _net(torch, kind), _net(torch, kind)
        best = attempt(fit, net, *data, epochs)
        if isinstance(best, Stopped):
            return {DONE: best}
        if not isinstance(best, dict):
            raise Refuse(f"`fit_best` returns a state dict, and {name(best)} came.")
        loaded = attempt(fresh.load_state_dict, best)
        if isinstance(loaded, Stopped):
            return {DONE: loaded}
        report = {DONE: "done", HELD: _loss(torch, fresh, *data[2:])}
        with torch.no_grad():
            for param in net.parameters():
                param.add_(1.0)
        fresh.load_state_dict(best)
        return report | {LATER: _loss(torch, fresh, *data[2:])}


_best.arguments = ("net", "epochs", "seed")


def _data(seed):
    rng = np.random.default_rng([seed, 7])
    x, held = numbers(12, 4, seed=seed), numbers(30, 4, seed=seed + 50)
    return x, rng.integers(0, 3, 12), held, rng.integers(0, 3, 30)


def _loss(torch, net, x, y):
    net.eval()
    with torch.no_grad():
        return torch.nn.functional.cross_entropy(net(x), y).item()


def _copied(net, best):
    import copy

    return copy.deepcopy(net.state_dict())


def _fit_with(keep=None, better=lambda value, lowest: value < lowest, given=None, rate=0.5):
    """A training that keeps keep(net, best) where better(value, lowest)."""

    def fit(net, x, y, x_valid, y_valid, epochs=20):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=rate)
        best, lowest = None, float("inf")
        for epoch in range(epochs):
            net.train()
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()
            value = _loss(torch, net, x_valid, y_valid)
            if epoch == 0 or better(value, lowest):
                best, lowest = (keep or _copied)(net, best), value
        return given(net, best) if given else best

    return fit


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_with(),
    run=_best,
    expect=warm(_best),
    probes=[("plain", 12, 1), ("with batch norm", 12, 2), ("plain", 1, 3)],
    rtol=1e-4,
    seconds=SECONDS,
    hints=(
        "Print the loss in each epoch, and that of `best` at the end. Whose loss is the second?",
        "`best` was made in an epoch in which the weights were good. Look at one number of it, "
        "then, and two epochs later.",
        "A state dict holds the very tensors in which the net goes on learning. What is to stay "
        "needs a copy of its own: each tensor copied, not only the dictionary.",
    ),
    after="Lesson 1's aliasing again, and it is a popular one: no error, and what is saved as the "
    "best is the last. A file is a copy, too.",
)

exercise.mistakes(
    _fit_with,
    unmended=(
        "`best` holds the very tensors in which the net goes on learning. At the end it is the "
        "last epoch.",
        lambda net, best: net.state_dict(),
    ),
    dictionary_copied=(
        "The dictionary is a new one, and the tensors in it are those of the net.",
        lambda net, best: net.state_dict().copy(),
    ),
    shared_by_detach=(
        "`detach` gives another tensor with the same memory: it is no copy.",
        lambda net, best: {word: one.detach() for word, one in net.state_dict().items()},
    ),
    buffers_missing=(
        "A state dict holds more than the parameters: batch norm has buffers, and they are "
        "missing.",
        lambda net, best: {word: one.detach().clone() for word, one in net.named_parameters()},
    ),
    first_kept=(
        "It keeps what the first epoch gave and never anything better.",
        lambda net, best: best or _copied(net, best),
    ),
    worst=(
        "It keeps the epoch with the highest loss.",
        None, lambda value, lowest: value > lowest,
    ),
    always=(
        "It keeps a copy in every epoch, whether it was better or not.",
        None, lambda value, lowest: True,
    ),
    last=(
        "What is returned is the state of the last epoch, in a copy.",
        None, lambda value, lowest: value < lowest, _copied,
    ),
    other_rate=(
        "The steps are of another size than before. Only the keeping was wrong.",
        None, lambda value, lowest: value < lowest, None, 0.1,
    ),
)  # fmt: skip


exercise.variant(
    _fit_with(lambda net, best: {word: one.clone() for word, one in net.state_dict().items()})
)


@exercise.variant
def through_a_file(net, x, y, x_valid, y_valid, epochs=20):
    import io

    import torch

    def keep(net, best):
        file = io.BytesIO()
        torch.save(net.state_dict(), file)
        file.seek(0)
        return torch.load(file, weights_only=True)

    return _fit_with(keep)(net, x, y, x_valid, y_valid, epochs)
