"""Mend a loss in which predictions (n, 1) meet answers (n,)."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import (
    SECONDS,
    as_array,
    numbers,
    undisturbed,
    warm_to_step,
)

LOSSES, DONE = "the losses", "that it runs to the end"
KEPT = "`x` and `y`, afterwards"
KIND, NUMBERS, NOTES = "what the losses are", "numbers", "tensors that keep their notes"


def _fitted(fit, n, steps):
    """The losses, and the parameters afterwards."""
    x, y = numbers(n, 3, seed=4), numbers(n, seed=5) + 2
    with undisturbed() as torch:
        net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
        with torch.no_grad():
            for number, param in enumerate(net.parameters()):
                param.copy_(torch.from_numpy(numbers(*param.shape, seed=number)))
        with torch.no_grad():
            errors = net(torch.from_numpy(x)).numpy() - y
        known = (errors**2).mean(), (errors.diagonal() ** 2).sum()
        given = torch.from_numpy(x.copy()), torch.from_numpy(y.copy())
        losses = attempt(fit, net, *given, steps)
        if isinstance(losses, Stopped):
            return {DONE: losses}
        kind = NUMBERS
        if isinstance(losses, list | tuple):
            kept = (one for one in losses if isinstance(one, torch.Tensor) and one.requires_grad)
            kind = NOTES if any(True for _ in kept) else NUMBERS
            losses = [as_array(one) for one in losses]
            losses = [float(one) if np.ndim(one) == 0 else one for one in losses]
            if losses and np.ndim(losses[0]) == 0 and np.isclose(losses[0], known, atol=1e-5).any():
                # over all pairs, or a sum, whatever comes later
                return {DONE: "done", LOSSES: losses[:1]}
        params = {word: as_array(param) for word, param in net.named_parameters()}
        return {DONE: "done", LOSSES: losses, "the parameters": list(params.values()),
                KIND: kind, KEPT: _kept(given, (x, y))}  # fmt: skip


def _kept(now, before):
    pairs = list(zip(now, before, strict=True))
    for tensor, array in pairs:
        if tuple(tensor.shape) != array.shape:
            return f"of another shape: {array.shape} has become {tuple(tensor.shape)}"
    same = all(np.array_equal(as_array(tensor), array) for tensor, array in pairs)
    return "as they were" if same else "with other numbers"


_fitted.arguments = ("n", "steps")


def _mean(error):
    return (error**2).mean()


def _fit_with(error=None, mean=_mean, rate=0.05, item=True, wipe=True, turn=None):
    """A training whose loss is mean(error(net, x, y)), with y = turn(y) in each step."""

    def fit(net, x, y, steps):
        import torch

        optimizer, losses = torch.optim.SGD(net.parameters(), lr=rate), []
        for _ in range(steps):
            y = turn(y) if turn else y
            value = mean((error or _flat)(net, x, y))
            if wipe:
                optimizer.zero_grad()
            value.backward()
            optimizer.step()
            losses.append(value.item() if item else value)
        return losses

    return fit


def _smooth(error):
    import torch

    return torch.nn.functional.smooth_l1_loss(error, torch.zeros_like(error))


def _flat(net, x, y):
    return net(x).squeeze(1) - y


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_with(),
    run=_fitted,
    expect=warm_to_step(_fitted),
    probes=[(6, 1), (5, 3), (4, 4)],
    accepts=(tuple, np.ndarray),
    rtol=1e-4,
    seconds=SECONDS,
    hints=(
        "The net and the steps are as they should be. What goes into the loss? Print the shape of "
        "`error` for six throws.",
        "A column (n, 1) and a row (n,): what does broadcasting make of them, and with whose "
        "answer is each prediction compared?",
        "Give both the same shape before one is taken off the other: the answers an axis more, or "
        "the predictions an axis less.",
    ),
    after="Each prediction was compared with everybody's answer, and what is nearest to all of "
    "them is the mean. `nn.MSELoss` warns of it; a loss written by hand keeps quiet.",
)

exercise.mistakes(
    _fit_with,
    unmended=(
        "The difference is (n, n): each prediction meets every answer. That happens where one of "
        "the two is a column, (n, 1), and the other is (n,) or (1, n). Print both shapes.",
        lambda net, x, y: net(x) - y,
    ),
    predictions_averaged=(
        "The predictions are made one number, and so there is nothing left to tell throws apart.",
        lambda net, x, y: net(x).mean() - y,
    ),
    answers_averaged=(
        "The answers are made one number: their mean. Then the mean is what it learns.",
        lambda net, x, y: net(x) - y.mean(),
    ),
    first_answer=(
        "Only the first answer is left. Each prediction has its own.",
        lambda net, x, y: net(x).squeeze(1) - y[0],
    ),
    first_prediction=(
        "Only the first prediction is left. Each throw has its own.",
        lambda net, x, y: net(x)[0] - y,
    ),
    answers_scaled=(
        "The shapes are right now. But the answers have been scaled: the losses are those of other "
        "numbers than the table's.",
        lambda net, x, y: _flat(net, x, (y - y.mean()) / y.std()),
    ),
    summed=(
        "The shapes are right now. But the errors are summed, and the text wants their mean.",
        _flat, lambda error: (error**2).sum(),
    ),
    sizes=(
        "The shapes are right now. But this is the mean of the sizes, and no longer that of the "
        "squares.",
        _flat, lambda error: error.abs().mean(),
    ),
    halved=(
        "The shapes are right now. But the loss is half of what was asked for.",
        _flat, lambda error: (error**2).mean() / 2,
    ),
    square_of_the_mean=(
        "The errors are averaged before they are squared: large ones of both signs cancel.",
        _flat, lambda error: error.mean() ** 2,
    ),
    smallest=(
        "For each throw, only one of the answers counts. It is the one of its own that should.",
        lambda net, x, y: net(x) - y, lambda error: (error**2).mean(dim=1).min(),
    ),
    answers_sorted=(
        "The answers have another order than the throws.",
        lambda net, x, y: net(x) - y.sort().values[:, None],
    ),
    divided_again=(
        "Even the mean over all pairs is divided once more. Which pairs should there be at all?",
        lambda net, x, y: net(x) - y, lambda error: (error**2).mean() / len(error),
    ),
    summed_over_one_axis=(
        "The sum along one axis is no remedy: there should be n errors, and there are n · n.",
        lambda net, x, y: net(x) - y, lambda error: (error**2).sum(dim=1).mean(),
    ),
    median=(
        "The shapes are right now. But this is the median, and the text wants the mean.",
        _flat, lambda error: (error**2).median(),
    ),
    huber=(
        "The shapes are right now. But this loss is another one than the mean of the squares.",
        _flat, lambda error: _smooth(error),
    ),
    absolute=(
        "It is the mean of the sizes now, over all pairs: neither is what was asked for.",
        lambda net, x, y: net(x) - y, lambda error: error.abs().mean(),
    ),
    cut=(
        "No gradient comes back: the predictions have been taken out of the notes (`detach`, "
        "`item` or a new tensor).",
        lambda net, x, y: (net(x).detach().requires_grad_()).squeeze(1) - y,
    ),
    other_rate=(
        "The losses begin right. But the steps are of another size than before.",
        _flat, _mean, 0.01,
    ),
    notes_kept=(
        "The shapes are right now. But the list holds tensors, each with the notes of its step, "
        "and as long as the list lives none of those can go. `item` stood there, for the number.",
        _flat, _mean, 0.05, False,
    ),
    never_wiped=(
        "The shapes are right now, and the first loss is. But the gradients are no longer wiped: "
        "each step follows those of earlier steps as well.",
        _flat, _mean, 0.05, True, False,
    ),
    turned_in_place=(
        "It trains as it should. But `y` itself has another shape afterwards, and the caller's "
        "next question to it goes wrong: what ends in an underscore changes the tensor in place. "
        "The same without it makes a new one.",
        lambda net, x, y: net(x) - (y if y.ndim == 2 else y.unsqueeze_(1)),
    ),
    turned_in_each_step=(
        "The first step is right. From the second on each prediction meets every answer: does `y` "
        "get an axis more in each step? Once, before the loop, is enough.",
        lambda net, x, y: net(x) - y, _mean, 0.05, True, True, lambda y: y.unsqueeze(1),
    ),
    roots=(
        "The shapes are right now. But the root of the mean is another loss.",
        _flat, lambda error: (error**2).mean().sqrt(),
    ),
)

exercise.variant(_fit_with(lambda net, x, y: net(x) - y[:, None]))
exercise.variant(_fit_with(lambda net, x, y: y.reshape(-1, 1) - net(x)))
exercise.variant(_fit_with(lambda net, x, y: (net(x) - y).diagonal()))
exercise.variant(_fit_with(lambda net, x, y: net(x).flatten() - y))
