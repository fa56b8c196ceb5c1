"""Mend a prediction that puts new data on a scale of their own."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import (
    SECONDS,
    as_array,
    numbers,
    undisturbed,
    warm_to_step,
)
from dlscratch.checks.practice.shared import scales
from dlscratch.checks.practice.shared.scales import OTHERS, SCALED
from dlscratch.checks.practice.shared.watched import OWN, Watched
from dlscratch.errors.values import name

STEPS = 20
TAKEN, LEARNT = "how many steps are taken", "the loss, after them"
GRADIENTS = "the gradients that a step follows"
MADE, ALONE = "that it runs to the end", "a throw asked about among others, and by itself"
GIVEN, LATER = "what the net is given in training", "a throw of the training, asked about later"
ONE, FIRST = "the prediction for a single throw", "the first predictions, after another training"
ASKED = "what the net is given when it is asked"  # tells mistakes apart; nothing is expected of it
KEPT = "the throws that came, afterwards"
SAME, ANOTHER = "the same", "another answer"


def _throws(n, seed=0):
    """Throws, the slow ones first: so the first of them have another mean than all."""
    x = numbers(n, 3, seed=seed) * np.float32([8, 20, 4]) + np.float32([20, 45, 1 + seed])
    x = x[np.argsort(x[:, 0])] if seed == 0 else x
    return x, (0.1 * x[:, :1] * x[:, 1:2] - x[:, 2:]) / 10


def _fitted(fit, n):
    """Whether what was learnt is asked on the scale on which it was learnt."""
    x, y = _throws(n)
    with undisturbed() as torch:
        net, seen = _net(torch)
        watched, before = Watched(torch, net), _loss(torch, net, x, y)
        came = torch.from_numpy(x.copy()), torch.from_numpy(y.copy())
        predict = attempt(fit, net, *came, STEPS)
        watched.leave()
        if isinstance(predict, Stopped):
            return {MADE: predict}
        if not callable(predict):
            raise Refuse(f"`fit_throws` returns the function `predict`, and {name(predict)} came.")
        trained = watched.given[0] if watched.given else np.zeros((0, 3))
        pairs = zip(came, (x, y), strict=True)
        same = all(np.array_equal(as_array(now), then) for now, then in pairs)
        report = {MADE: "done", GIVEN: scales.trained(trained, x), TAKEN: len(watched.given)}
        report[KEPT] = "as they were" if same else "changed"
        report[GRADIENTS] = watched.gradients
        new = torch.from_numpy(_throws(40, seed=2)[0])
        among, alone = attempt(predict, new), attempt(predict, new[:12])
        report[ASKED] = scales.asked(seen[-1], new[:12].numpy(), new.numpy(), x)
        for outputs in (among, alone):
            if not isinstance(outputs, torch.Tensor):
                return report | {ALONE: outputs if isinstance(outputs, Stopped) else name(outputs)}
        among, alone = as_array(among), as_array(alone)
        if among.shape != (40, 1):
            return report | {"the shape of 40 predictions": among.shape}
        report["the shape of 40 predictions"] = among.shape
        report[ALONE] = _same(among[:12], alone)
        if report[ALONE] == SAME:  # else Python would warn of its spread, and give the slip away
            report[ONE] = _same(among[:1], as_array(predict(new[:1])))
        with torch.no_grad():
            again = as_array(net(torch.from_numpy(trained[:9])))
        report[LATER] = _same(again, as_array(predict(torch.from_numpy(x[:9]))))
        report[LEARNT] = _learnt(torch, net, trained, y, before)
        other, seen = _net(torch)
        others = _throws(n + 5, seed=3)
        attempt(fit, other, *map(torch.from_numpy, others), 2)
        if report[GIVEN] == OTHERS and seen and scales.alike(trained, x, seen[0], others[0]):
            report[GIVEN] = "the same means and spreads whatever the throws are"
        report[FIRST] = _same(among, as_array(predict(new)))
        return report


_fitted.arguments = ("n",)


def _learnt(torch, net, inputs, y, before):
    after = _loss(torch, net, inputs, y) if inputs.shape[1:] == (3,) else before
    return "fallen" if after < 0.9 * before else "about as it was, or larger"


def _loss(torch, net, x, y):
    with torch.no_grad():
        outputs = net(torch.from_numpy(x))
    return float(np.mean((as_array(outputs) - y[: len(x)]) ** 2))


def _net(torch):
    """A small net, and a list of what it is given."""
    net, seen = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh()), []
    net.append(torch.nn.Linear(8, 1))
    net.register_forward_pre_hook(lambda net, given: seen.append(as_array(given[0])))
    return net, seen


def _same(one, other):
    if one.shape != other.shape:
        return f"other shapes, {one.shape} and {other.shape}"
    return SAME if np.allclose(one, other, atol=1e-4) else ANOTHER


@warm_to_step
def _expect_fitted(fit, n):
    return {
        MADE: "done", GIVEN: SCALED, "the shape of 40 predictions": (40, 1), ALONE: SAME,
        ONE: SAME, LATER: SAME, FIRST: SAME, TAKEN: STEPS, GRADIENTS: OWN, LEARNT: "fallen",
        KEPT: "as they were",
    }  # fmt: skip


def _fit_with(prepare, later=None):
    """A training whose inputs are prepare(kept, x), and later(kept, new) when asked."""

    def fit(net, x, y, steps):
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


SHARED = {}


def _shared(kept, x):
    import torch

    if torch.is_grad_enabled():
        SHARED["x"] = kept["x"]
    return _by_training(SHARED, x)


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
    probes=[(60,), (33,), (400,)],
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
    only_mean_when_asked=(
        "In training the mean was taken off and the spread divided by. When asked, the mean alone "
        "is taken off.",
        _by_training, lambda kept, x: x - kept["x"].mean(dim=0),
    ),
    only_spread_when_asked=(
        "In training the mean was taken off and the spread divided by. When asked, the spread "
        "alone is used.",
        _by_training, lambda kept, x: x / kept["x"].std(dim=0),
    ),
    training_predicted=(
        "It predicts for the throws of the training, whatever it is asked about.",
        _by_training, lambda kept, x: _by_training(kept, kept["x"]),
    ),
    not_at_all=(
        "Nothing is scaled any more. Then the same throw always looks the same, but columns of "
        "very different size go into the net: the scaling was there for a reason.",
        lambda kept, x: x,
    ),
    multiplied_when_asked=(
        "In training it was divided by the spread. When asked, it is multiplied with it.",
        _by_training,
        lambda kept, x: (x - kept["x"].mean(dim=0)) * kept["x"].std(dim=0),
    ),
    mean_divided=(
        "The spread divides the mean alone, and not the difference: a division is done before a "
        "subtraction, unless there are brackets.",
        lambda kept, x: x - kept["x"].mean(dim=0) / kept["x"].std(dim=0),
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
    mean_of_all=(
        "The spread is that of each column, and the mean is one for the whole table.",
        lambda kept, x: (x - kept["x"].mean()) / kept["x"].std(dim=0),
    ),
    by_the_largest=(
        "Each column is divided by its largest number now. It was to get mean 0 and spread 1.",
        lambda kept, x: (x - kept["x"].mean(dim=0)) / kept["x"].amax(dim=0),
    ),
    by_the_variance=(
        "Each column is divided by its variance, the square of the spread. Then the spread does "
        "not become 1.",
        lambda kept, x: (x - kept["x"].mean(dim=0)) / kept["x"].var(dim=0),
    ),
    from_0_to_1=(
        "Each column goes from 0 to 1 now. It was to get mean 0 and spread 1.",
        lambda kept, x: (x - kept["x"].amin(dim=0))
        / (kept["x"].amax(dim=0) - kept["x"].amin(dim=0)),
    ),
    by_row=(
        "Each throw is measured by its own three numbers. But a speed and an angle have no mean "
        "that means anything: each column has its own scale.",
        lambda kept, x: (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True),
    ),
    numbers_of_somebody=(
        "These are fixed numbers for mean and spread. Those of the training belong there, "
        "whatever they are.",
        lambda kept, x: (x - x.new_tensor([20, 45, 0])) / x.new_tensor([9, 20, 5]),
    ),
    one_for_all_nets=(
        "A second training changes what the first net answers: its mean and its spread are kept "
        "in a place that both share. Each call of `fit_throws` needs its own.",
        lambda kept, x: _shared(kept, x),
    ),
    not_centred=(
        "Nothing is taken off any more: the spread is right, and the mean is not 0.",
        lambda kept, x: x / kept["x"].std(dim=0),
    ),
    not_divided=(
        "The mean is right, and nothing divides by the spread any more.",
        lambda kept, x: x - kept["x"].mean(dim=0),
    ),
    mean_divided_when_asked=(
        "In training the spread divides the difference. When asked, it divides the mean alone: a "
        "division is done before a subtraction, unless there are brackets.",
        _by_training, lambda kept, x: x - kept["x"].mean(dim=0) / kept["x"].std(dim=0),
    ),
    by_the_variance_when_asked=(
        "In training it is divided by the spread. When asked, it is divided by the variance, the "
        "square of the spread.",
        _by_training,
        lambda kept, x: (x - kept["x"].mean(dim=0)) / kept["x"].var(dim=0),
    ),
    training_scaled_twice=(
        "In training the net gets throws that are scaled twice. When asked, it gets throws that "
        "are scaled once.",
        lambda kept, x: _by_training(kept, _by_training(kept, x)), _by_training,
    ),
    scaled_twice=(
        "When asked, it scales what is scaled already.",
        _by_training, lambda kept, x: _by_training(kept, _by_training(kept, x)),
    ),
)  # fmt: skip


@exercise.wrong(
    "It predicts as it should. But the throws that came have been changed: `x -= …`, or what ends "
    "in an underscore, changes the caller's own tensor. `x - …` makes a new one."
)
def changed_in_place(net, x, y, steps):
    predict = exercise.reference(net, x.clone(), y, steps)
    x -= x.mean(dim=0)
    return predict


@exercise.variant
def in_numbers_of_its_own(net, x, y, steps):
    import torch

    mean, spread = x.mean(0, keepdim=True), x.std(0, unbiased=False)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(net((x - mean) / spread), y).backward()
        optimizer.step()
    return lambda new: net((new - mean) / spread).detach()


exercise.variant(
    _fit_with(lambda kept, x: (x - kept["x"].mean(dim=0)) / kept["x"].var(dim=0).sqrt())
)
