"""Mend a prediction that puts new data on a scale of their own."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import (
    SECONDS, as_array, numbers, undisturbed, warm,
)  # fmt: skip
from dlscratch.errors.values import name

MADE, ALONE = "training", "a throw asked about among others, and by itself"
GIVEN, LATER = "what the net is given in training", "a throw of the training, asked about later"
ONE, FIRST = "the prediction for a single throw", "the first predictions, after another training"
SCALED, SAME, ANOTHER = "mean 0 and spread 1 in each column", "the same", "another answer"


def _throws(n, seed=0):
    x = numbers(n, 3, seed=seed) * np.float32([8, 20, 4]) + np.float32([20, 45, 1 + seed])
    return x, (0.1 * x[:, :1] * x[:, 1:2] - x[:, 2:]) / 10


def _fitted(fit, n):
    """Whether what was learnt is asked on the scale on which it was learnt."""
    x, y = _throws(n)
    with undisturbed() as torch:
        net, seen = _net(torch)
        predict = attempt(fit, net, torch.from_numpy(x), torch.from_numpy(y), 20)
        if isinstance(predict, Stopped):
            return {MADE: predict}
        if not callable(predict):
            raise Refuse(f"`fit_throws` returns the function `predict`, and {name(predict)} came.")
        trained = seen[0] if seen else np.zeros((0, 3))
        report = {MADE: "done", GIVEN: _scale(trained, x)}
        new = torch.from_numpy(_throws(40, seed=2)[0])
        among, alone = attempt(predict, new), attempt(predict, new[:12])
        for outputs in (among, alone):
            if not isinstance(outputs, torch.Tensor):
                return report | {ALONE: outputs if isinstance(outputs, Stopped) else name(outputs)}
        among, alone = as_array(among), as_array(alone)
        if among.shape != (40, 1):
            return report | {"the shape of 40 predictions": among.shape}
        report["the shape of 40 predictions"] = among.shape
        report[ALONE] = _same(among[:12], alone)
        report[ONE] = _same(among[:1], as_array(predict(new[:1])))
        with torch.no_grad():
            again = as_array(net(torch.from_numpy(trained[:9])))
        report[LATER] = _same(again, as_array(predict(torch.from_numpy(x[:9]))))
        other, _ = _net(torch)
        attempt(fit, other, *map(torch.from_numpy, _throws(n + 5, seed=3)), 2)
        report[FIRST] = _same(among, as_array(predict(new)))
        return report


_fitted.arguments = ("n",)


def _net(torch):
    """A small net, and a list of what it is given."""
    net, seen = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh()), []
    net.append(torch.nn.Linear(8, 1))
    net.register_forward_pre_hook(lambda net, given: seen.append(as_array(given[0])))
    return net, seen


def _scale(given, x):
    if given.shape != x.shape:
        return f"other examples, of shape {given.shape}"
    if np.allclose(given, x):
        return "the numbers as they came"
    centred = np.all(np.abs(given.mean(axis=0)) < 0.05)
    spread = np.all(np.abs(given.std(axis=0) - 1) < 0.05)
    return SCALED if centred and spread else "other means or spreads"


def _same(one, other):
    if one.shape != other.shape:
        return f"other shapes, {one.shape} and {other.shape}"
    return SAME if np.allclose(one, other, atol=1e-4) else ANOTHER


@warm
def _expect_fitted(fit, n):
    return {
        MADE: "done", GIVEN: SCALED, "the shape of 40 predictions": (40, 1), ALONE: SAME,
        ONE: SAME, LATER: SAME, FIRST: SAME,
    }  # fmt: skip


def _fit_with(prepare, later=None):
    """A training whose inputs are prepare(kept, x), and later(kept, new) when asked."""

    def fit(net, x, y, steps=300):
        import torch

        kept = {"x": x}
        optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
        for _ in range(steps):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(net(prepare(kept, x)), y).backward()
            optimizer.step()

        def predict(new):
            with torch.no_grad():
                return net((later or prepare)(kept, new))

        return predict

    return fit


def _by_training(kept, x):
    return (x - kept["x"].mean(dim=0)) / kept["x"].std(dim=0)


def _by_itself(kept, x):
    return (x - x.mean(dim=0)) / x.std(dim=0)


def _first_asked(kept, x):
    new = kept.setdefault("new", x)
    return (x - new.mean(dim=0)) / new.std(dim=0)


def _mixed(kept, x):
    import torch

    both = torch.cat([kept["x"], x])
    return (x - both.mean(dim=0)) / both.std(dim=0)


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_with(_by_training),
    run=_fitted,
    expect=_expect_fitted,
    probes=[(60,), (33,)],
    seconds=SECONDS,
    hints=(
        "What does the net get for one and the same throw, among all throws and among the slow "
        "ones? Print `scaled(…)` of both.",
        "After scaling by their own mean, slow throws look like any others. Where should the mean "
        "and the spread come from?",
        "Mean and spread belong to what was learnt, as the weights do: computed once, from the "
        "throws of the training, and used for all that comes later.",
    ),
    after="A single throw has no spread of its own at all: dividing by it gives NaN. In the lesson "
    "the two are buffers of the module, and so they are saved with the weights.",
)

exercise.mistakes(
    _fit_with,
    unmended=(
        "The new throws are measured by their own mean and their own spread. So the same throw "
        "looks different in other company.",
        _by_itself,
    ),
    own_mean=(
        "The spread comes from the training now. The mean is still that of whatever is asked.",
        lambda kept, x: (x - x.mean(dim=0)) / kept["x"].std(dim=0),
    ),
    own_spread=(
        "The mean comes from the training now. The spread is still that of whatever is asked.",
        lambda kept, x: (x - kept["x"].mean(dim=0)) / x.std(dim=0),
    ),
    not_when_asked=(
        "In training the net got scaled numbers, and now it gets them as they are.",
        _by_training, lambda kept, x: x,
    ),
    not_at_all=(
        "Nothing is scaled any more. Then the same throw always looks the same, but columns of "
        "very different size go into the net: the scaling was there for a reason.",
        lambda kept, x: x,
    ),
    by_the_first_asked=(
        "Mean and spread are kept now, but they are those of the first throws that somebody asks "
        "about.",
        _by_training, _first_asked,
    ),
    training_and_new=(
        "New throws still have a say in their own scale, together with those of the training.",
        _by_training, _mixed,
    ),
    over_all=(
        "This is one mean and one spread for the whole table. Each column needs its own.",
        lambda kept, x: (x - kept["x"].mean()) / kept["x"].std(),
    ),
    not_centred=(
        "Nothing is taken off any more: the spread is right, and the mean is not 0.",
        lambda kept, x: x / kept["x"].std(dim=0),
    ),
    not_divided=(
        "The mean is right, and nothing divides by the spread any more.",
        lambda kept, x: x - kept["x"].mean(dim=0),
    ),
    scaled_twice=(
        "When asked, it scales what is scaled already.",
        _by_training, lambda kept, x: _by_training(kept, _by_training(kept, x)),
    ),
)  # fmt: skip


@exercise.variant
def in_numbers_of_its_own(net, x, y, steps=300):
    import torch

    mean, spread = x.mean(0, keepdim=True), x.std(0, unbiased=False)
    inputs = (x - mean) / spread
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(net(inputs), y).backward()
        optimizer.step()

    def predict(new):
        return net((new - mean) / spread).detach()

    return predict


exercise.variant(
    _fit_with(lambda kept, x: (x - kept["x"].mean(dim=0)) / kept["x"].var(dim=0).sqrt())
)
