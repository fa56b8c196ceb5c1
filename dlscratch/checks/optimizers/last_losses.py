"""Crash hunt: one optimizer for several nets, whose memory has the shapes of the first."""

import functools

import numpy as np

from dlscratch import layers, losses
from dlscratch.checks.engine.exercise import Exercise

X = np.array(
    [[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-0.75, 0.2, 1.0], [0.4, 1.0, -1.2], [0.9, -0.3, 0.1]]
)
ACTUAL = np.array([[1.0, -2.0], [0.5, 0.0], [-1.5, 3.0], [2.0, -0.5], [0.25, 1.0]])


class _Summing:
    """In pieces, which wrong answers replace."""

    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, None

    def begin(self, params):
        self.v = self.v or [0 * param for param in params]

    def step(self, net):
        params, grads = net.params(), net.grads()
        self.begin(params)
        for i in range(len(params)):
            self.v[i] = self.momentum * self.v[i] + grads[i]
            params[i] -= self.learning_rate * self.v[i]


def _net(width):
    return layers.Sequential([layers.Linear(3, width, rng=0), layers.Linear(width, 2, rng=1)])


def _after(net, optimizer, x, actual, steps=20):
    """The loss of a net after some steps."""
    loss = losses.SSE()
    for _ in range(steps):
        net.backward(loss.gradient(net.forward(x), actual))
        optimizer.step(net)
    return loss.loss(net.forward(x), actual)


def _for_each(make=lambda: _Summing(0.01), net=_net, steps=20):
    """An answer with an optimizer for each net."""
    return lambda widths, x, actual: [_after(net(w), make(), x, actual, steps) for w in widths]


def _with_one(kind=_Summing, rate=0.01, which=list):
    """An answer with one optimizer for all nets; `which` chooses from the widths."""

    def last_losses(widths, x, actual):
        optimizer = kind(rate)
        return [_after(_net(width), optimizer, x, actual) for width in which(widths)]

    return last_losses


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=_for_each(),
    accepts=(list, tuple),
    probes=[
        ([4, 6], X, ACTUAL),
        ([5, 5, 5], X, ACTUAL),
        ([3], X[:2], ACTUAL[:2]),
        ([6, 2, 6], 0.5 * X, -ACTUAL),
        ([], X, ACTUAL),
    ],
    hints=(
        "The sum has two parts, an old velocity and a new gradient. Which of the two has the shape "
        "of the net that is being trained?",
        "The velocities are made in the first step that the optimizer ever takes. How many "
        "optimizers are there, and how many nets?",
        "A memory belongs to one net: each width needs an optimizer of its own, made where its net "
        "is made.",
    ),
    after="With three nets of one width nothing would have stopped, and the second would have "
    "begun with the velocities of the first. An optimizer that remembers belongs to one net.",
)


class _Anew(_Summing):
    """Begins anew where the shapes are others."""

    def begin(self, params):
        if self.v is None or [a.shape for a in self.v] != [b.shape for b in params]:
            self.v = [0 * param for param in params]


class _PartByPart(_Summing):
    """The same, for each array by itself."""

    def begin(self, params):
        super().begin(params)
        self.v = [
            old if old.shape == new.shape else 0 * new
            for old, new in zip(self.v, params, strict=True)
        ]


class _CutToFit(_Summing):
    def begin(self, params):
        super().begin(params)
        self.v = [np.resize(old, new.shape) for old, new in zip(self.v, params, strict=True)]


class _Passing(_Summing):
    """Where it stops, it goes on."""

    def step(self, net):
        try:
            super().step(net)
        except ValueError:
            pass


class _Forgetful(_Summing):
    def begin(self, params):
        self.v = [0 * param for param in params]


def _kept_by_width(widths, x, actual):
    kept = {width: _Summing(0.01) for width in widths}
    return [_after(_net(width), kept[width], x, actual) for width in widths]


def _one_net(widths, x, actual):
    found, net, optimizer = [], None, _Summing(0.01)
    for width in widths:
        net = net or _net(width)
        found.append(_after(net, optimizer, x, actual))
    return found


def _stops_at_others(widths, x, actual):
    return _with_one()([width for width in widths if width == widths[0]], x, actual)


exercise.mistakes(
    lambda answer: answer,
    one_for_all=(
        "The first width goes well. Then the sum of an old velocity and a new gradient has two "
        "shapes: whose is the old velocity? Look at where the optimizer is made.",
        _with_one(),
    ),
    anew_for_other_shapes=(
        "Nothing stops any more. But where two nets have the same width, the second begins with "
        "the velocities of the first: the shapes have given it away, and were not the cause.",
        _with_one(_Anew),
    ),
    anew_part_by_part=(
        "Nothing stops any more. But what has the same shape in both nets, as the last biases, is "
        "still taken over from the net before.",
        _with_one(_PartByPart),
    ),
    cut_to_fit=(
        "The shapes fit now, because the old velocities are cut and repeated. They belong to "
        "another net, whatever their shape.",
        _with_one(_CutToFit),
    ),
    error_passed_over=(
        "The error is passed over, and with it the steps: the second net stays as it was made.",
        _with_one(_Passing),
    ),
    no_memory=(
        "Nothing stops any more, because nothing is remembered: the velocities are new in every "
        "step. That is gradient descent. When should they be new?",
        _with_one(_Forgetful),
    ),
    one_for_a_width=(
        "Other widths are no trouble any more. But two nets of one width still share a memory.",
        _kept_by_width,
    ),
    one_net_for_all=(
        "Now there is one optimizer and one net: it goes on learning, and the other widths are "
        "never tried.",
        _one_net,
    ),
    others_left_out=(
        "Widths that do not fit are left out. Each of them needs a loss.",
        _stops_at_others,
    ),
    only_the_first=(
        "There is only one loss. Does the `return` stand inside the loop?",
        lambda widths, x, actual: _for_each()(widths[:1], x, actual),
    ),
    all_of_one_width=(
        "Nothing stops any more, since all nets have the width of the first.",
        lambda widths, x, actual: _with_one()([widths[0] for _ in widths], x, actual),
    ),
    all_of_one_width_and_right=(
        "Each net has an optimizer of its own. But all of them have the width of the first.",
        lambda widths, x, actual: _for_each()([widths[0] for _ in widths], x, actual),
    ),
    **{
        f"one_for_all_at_{rate}": (
            "Another learning rate does not help: the old velocity has the shapes of another net, "
            "however long the steps are. Look at where the optimizer is made.",
            _with_one(rate=rate),
        )
        for rate in (0.2, 0.1, 0.05, 0.03, 0.02, 0.005, 0.002, 0.001, 0.0005, 0.0001)
    },
    each_width_once=(
        "Each width is trained only once now, and each of them needs a loss, in its order. And "
        "two widths still share a memory: look at where the optimizer is made.",
        _with_one(which=lambda widths: sorted(set(widths))),
    ),
    each_width_once_and_right=(
        "Each net has an optimizer of its own. But each width is trained only once, and each "
        "of them needs a loss, in its order.",
        lambda widths, x, actual: _for_each()(sorted(set(widths)), x, actual),
    ),
    **{
        f"anew_for_other_shapes_at_{rate}": (
            "Nothing stops any more, and the learning rate is another one now. But where two nets "
            "have the same width, the second begins with the velocities of the first.",
            _with_one(_Anew, rate),
        )
        for rate in (0.1, 0.05, 0.02, 0.005, 0.001)
    },
    **{
        f"other_rate_{rate}": (
            "Each net has an optimizer of its own: good. But its learning rate is another one now.",
            _for_each(functools.partial(_Summing, rate)),
        )
        for rate in (0.2, 0.1, 0.05, 0.03, 0.02, 0.005, 0.002, 0.001, 0.0005, 0.0001)
    },
    **{
        f"other_momentum_{momentum}": (
            "Each net has an optimizer of its own: good. But its momentum is another one now.",
            _for_each(functools.partial(_Summing, 0.01, momentum)),
        )
        for momentum in (0.5, 0.8, 0.95, 0.99)
    },
    too_few_steps=(
        "Each net has an optimizer of its own: good. But it takes one step, and 20 are wanted.",
        _for_each(steps=1),
    ),
    one_step_less=(
        "Each net has an optimizer of its own: good. But it takes one step less than before.",
        _for_each(steps=19),
    ),
    one_step_more=(
        "Each net has an optimizer of its own: good. But it takes one step more than before.",
        _for_each(steps=21),
    ),
    **{
        f"other_steps_{steps}": (
            f"Each net has an optimizer of its own: good. But it takes {steps} steps now, and 20 "
            "are wanted.",
            _for_each(steps=steps),
        )
        for steps in (2, 5, 10, 30, 40, 50, 100)
    },
    not_returned=("The losses are found. Who gets them?", lambda widths, x, actual: None),
)  # fmt: skip


@exercise.variant
def forgets_before_each_net(widths, x, actual):
    optimizer, found = _Summing(0.01), []
    for width in widths:
        optimizer.v = None
        found.append(_after(_net(width), optimizer, x, actual))
    return found


@exercise.variant
def as_many_optimizers(widths, x, actual):
    made = [(_net(width), _Summing(0.01)) for width in widths]
    return [_after(net, optimizer, x, actual) for net, optimizer in made]
