"""Nets that write down how they are switched and used, and a look at a function that uses one."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.run import Refuse, note


class _Diary(list):
    """What was done with a net, in order; a copy of the net goes on writing into the same one."""

    def __deepcopy__(self, memo):
        return self

    def write(self, entry):
        if self[-1:] != [entry]:
            self.append(entry)


class Sequential(layers.Sequential):
    """Writes down how it is switched and used: what is called, and what is only named."""

    def __init__(self, layers):
        self.diary, self.switching = _Diary(), False
        super().__init__(layers)

    def __getattribute__(self, name):
        if name in ("eval", "train"):
            self.diary.write(f"`net.{name}` without brackets")
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        if name in ("training", "eval", "train") and not self.switching:
            self.diary.write(f"`net.{name} = {value}`")
        super().__setattr__(name, value)

    def forward(self, x):
        training = [bool(layer.training) for layer in layers_within(self)]
        some = "training" if all(training) else "partly training, partly evaluation"
        self.diary.write(f"a forward in {some if any(training) else 'evaluation'} mode")
        return super().forward(x)

    def eval(self):
        self.diary[-1:] = ["`net.eval()`"]  # for it was named just before
        self.switching = True
        super().eval()
        self.switching = False

    def train(self):
        self.diary[-1:] = ["`net.train()`"]
        self.switching = True
        super().train()
        self.switching = False


class Noise(layers.Layer):
    """Another layer with two modes: whoever only turns Dropout off does not switch it."""

    def __init__(self, rng):
        self.rng = rng

    def forward(self, x):
        return x + self.training * self.rng.standard_normal(x.shape)


def probe_net(p, seed, count=47):
    """A small net with layers that draw, some of them nested, and labels it mostly gets right."""
    rng = np.random.default_rng(seed)
    net = Sequential([
        layers.Linear(6, 30, rng=rng), layers.Dropout(p, rng), layers.Tanh(),
        layers.Sequential([layers.Linear(30, 20, rng=rng), layers.Dropout(p, rng), Noise(rng)]),
        layers.Tanh(), layers.Linear(20, 3, rng=rng),
    ])  # fmt: skip
    x = rng.standard_normal((count, 6))
    net.eval()
    y = net.forward(x).argmax(axis=1)
    y[:7] = (y[:7] + 1) % 3
    net.train()
    return net, x, y


def score_of(net, x, y):
    """The accuracy in the mode that the net is in."""
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


def evaluated(net, x, y):
    net.eval()
    score = score_of(net, x, y)
    net.train()
    return score


def _state(net):
    """All that a measurement should leave as it was, but for the modes."""
    dropout = [layer.p for layer in layers_within(net) if isinstance(layer, layers.Dropout)]
    return [np.array(param) for param in net.params()], dropout, len(layers_within(net))


def layers_within(net):
    """A net's layers, and the layers within these."""
    inside = [layers_within(layer) for layer in net.layers if isinstance(layer, layers.Sequential)]
    return sum(inside, list(net.layers))


def measure(evaluate, net, x, y):
    before = _state(net)
    net.diary.clear()
    first = evaluate(net, x, y)
    done = ", then ".join(net.diary)
    for name in ("eval", "train"):
        if name in vars(net):
            raise Refuse(
                f"`net.{name} = …` puts a value into the place of a method of the net. A method is "
                "called: with round brackets behind its name."
            )
    training = [bool(layer.training) for layer in layers_within(net)]
    second, fewer = evaluate(net, x, y), evaluate(net, x[5:10], y[5:10])
    right = evaluated(copy.deepcopy(net), x, y)
    well = compare.same(first, right) and all(training)
    if not well:
        note(f"What was done with the net: {done or 'nothing'}.")
    return {
        "the accuracy": first,
        "the accuracy, measured again": second,
        "the accuracy on five other examples": fewer,
        "whether each layer is in training mode afterwards": training,
        "the net itself in training mode afterwards": bool(net.training),
        "the parameters, and each p, unchanged": compare.same(_state(net), before),
        # Only to tell the mistakes apart: whoever gets the right score may switch as they like.
        "what was done": "right" if well else done,
    }
