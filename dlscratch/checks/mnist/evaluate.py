"""Mend a function whose score changes from call to call: the net stays in training mode."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise


class Sequential(layers.Sequential):
    """Remembers in which mode it was used first, and when it was switched."""

    mode, switched = None, False

    def forward(self, x):
        if self.mode is None:
            inside = any(layer.training for layer in self.layers)
            self.mode = "evaluation" if not inside else "training"
            if inside and not self.training:
                self.mode = "evaluation by its own flag, its layers in training"
        return super().forward(x)

    def eval(self):
        self.switched = True
        super().eval()


def _probe_net(p, seed):
    """A small net with two Dropout layers, some examples, and labels it mostly gets right."""
    rng = np.random.default_rng(seed)
    net = Sequential([
        layers.Linear(6, 30, rng=rng), layers.Dropout(p, rng), layers.Tanh(),
        layers.Linear(30, 20, rng=rng), layers.Dropout(p, rng), layers.Tanh(),
        layers.Linear(20, 3, rng=rng),
    ])  # fmt: skip
    x = rng.standard_normal((50, 6))
    net.eval()
    y = net.forward(x).argmax(axis=1)
    y[:7] = (y[:7] + 1) % 3
    net.train()
    net.mode, net.switched = None, False
    return net, x, y


def _score(net, x, y):
    """The accuracy in the mode that the net is in."""
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


def _evaluate(net, x, y):
    net.eval()
    score = _score(net, x, y)
    net.train()
    return score


def _measure(evaluate, net, x, y):
    first = evaluate(net, x, y)
    switched = "once" if net.switched else "never"
    second = evaluate(net, x, y)
    right = _evaluate(copy.deepcopy(net), x, y)
    return {
        "the accuracy": first,
        "the accuracy, measured again": second,
        "each layer in training mode afterwards": [bool(layer.training) for layer in net.layers],
        # Only to tell the mistakes apart: whoever gets the right score may switch as they like.
        "the mode": "right" if first == right else f"{net.mode}; eval called {switched}",
    }


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_evaluate,
    run=_measure,
    probes=[_probe_net(0.4, 21), _probe_net(0.3, 22)],
    hints=(
        "Call it twice on the same net and the same digits. Should the answers differ?",
        "One layer draws random numbers whenever it is in training mode. Who switches it?",
        "Two calls are missing: one before the net is used, and one that leaves the net as it was, "
        "since the training is to go on.",
    ),
    after="In PyTorch you will write the same two calls, net.eval() and net.train(). Forgetting "
    "the first makes your scores too low; forgetting the second switches dropout off for good.",
)


@exercise.wrong(
    "The score is too low, and it is another one each time: the net is still in training mode, "
    "and Dropout drops."
)
def dropout_on(net, x, y):
    return _score(net, x, y)


@exercise.wrong(
    "The accuracy is right. But the training goes on after this, and the net is left in "
    "evaluation mode: from now on it would learn without dropout."
)
def left_in_evaluation(net, x, y):
    net.eval()
    return _score(net, x, y)


@exercise.wrong(
    "The first score is still drawn with dropout, and only the second is right: the switch comes "
    "after the forward it was meant for."
)
def switched_too_late(net, x, y):
    score = _score(net, x, y)
    net.eval()
    return score


@exercise.wrong(
    "Both calls are there, but the forward comes before them, so it runs in training mode."
)
def switched_there_and_back_too_late(net, x, y):
    score = _score(net, x, y)
    net.eval()
    net.train()
    return score


@exercise.wrong(
    "The two calls stand in each other's place: measured in training mode, and then left in "
    "evaluation mode."
)
def swapped(net, x, y):
    net.train()
    score = _score(net, x, y)
    net.eval()
    return score


@exercise.wrong(
    "You set the flag of the stack alone. The Dropout layers inside have flags of their own, which "
    "`eval()` and `train()` reach."
)
def flag_of_the_stack(net, x, y):
    net.training = False
    score = _score(net, x, y)
    net.training = True
    return score


@exercise.variant
def one_example_at_a_time(net, x, y):
    net.eval()
    try:
        return sum(net.forward(x[i]).argmax() == y[i] for i in range(len(y))) / len(y)
    finally:
        net.train()


@exercise.variant
def back_to_the_mode_it_had(net, x, y):
    was = net.training
    net.eval()
    score = np.mean(np.argmax(net.forward(x), axis=-1) == y)
    if was:
        net.train()
    return score
