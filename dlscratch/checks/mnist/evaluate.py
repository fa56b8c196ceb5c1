"""Mend a function whose score changes from call to call: the net stays in training mode."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.exercise import Exercise


class Sequential(layers.Sequential):
    """Remembers in which mode it was used first, and whether its switches were called or named."""

    mode = None
    named = called = ()  # of "eval" and "train"

    def __getattribute__(self, name):
        if name in ("eval", "train"):
            self.named = {*self.named, name}
        return super().__getattribute__(name)

    def forward(self, x):
        if self.mode is None:
            inside = any(layer.training for layer in self.layers)
            self.mode = "evaluation" if not inside else "training"
            if inside and not self.training:
                self.mode = "evaluation by its own flag, its layers in training"
        return super().forward(x)

    def eval(self):
        self.called = {*self.called, "eval"}
        super().eval()

    def train(self):
        self.called = {*self.called, "train"}
        super().train()

    def switches(self):
        """Which of the two were called, and which only named, with no brackets behind."""
        return [
            f"{name}: {'called' if name in self.called else 'named only'}"
            for name in sorted(self.named)
        ]


class Noise(layers.Layer):
    """Another layer with two modes: whoever only turns Dropout off does not switch it."""

    def __init__(self, rng):
        self.rng = rng

    def forward(self, x):
        return x + self.training * self.rng.standard_normal(x.shape)


def _probe_net(p, seed, count=47):
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
    net.mode, net.named, net.called = None, (), ()
    return net, x, y


def _score(net, x, y):
    """The accuracy in the mode that the net is in."""
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


def _evaluate(net, x, y):
    net.eval()
    score = _score(net, x, y)
    net.train()
    return score


def _state(net):
    """All that a measurement should leave as it was, but for the modes."""
    dropout = [layer.p for layer in _layers(net) if isinstance(layer, layers.Dropout)]
    return [np.array(param) for param in net.params()], dropout, len(_layers(net))


def _layers(net):
    """A net's layers, and the layers within these."""
    inside = [_layers(layer) for layer in net.layers if isinstance(layer, layers.Sequential)]
    return sum(inside, list(net.layers))


def _measure(evaluate, net, x, y):
    before = _state(net)
    first = evaluate(net, x, y)
    switches = net.switches()
    training = [bool(layer.training) for layer in _layers(net)]
    second, fewer = evaluate(net, x, y), evaluate(net, x[5:10], y[5:10])
    right = _evaluate(copy.deepcopy(net), x, y)
    well = compare.same(first, right) and all(training)
    return {
        "the accuracy": first,
        "the accuracy, measured again": second,
        "the accuracy on five other examples": fewer,
        "each layer in training mode afterwards": training,
        "the net itself in training mode afterwards": bool(net.training),
        "the parameters, and each p, unchanged": compare.same(_state(net), before),
        # Only to tell the mistakes apart: whoever gets the right score may switch as they like.
        "the mode": "right" if well else f"{net.mode}; {', '.join(switches)}",
    }


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_evaluate,
    run=_measure,
    probes=[_probe_net(0.4, 21), _probe_net(0.3, 22, 31)],
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


@exercise.wrong(
    "`net.eval` and `net.train` are named, but without brackets behind the name nothing is called, "
    "so the net is in training mode all the time."
)
def no_brackets(net, x, y):
    net.eval  # noqa: B018
    score = _score(net, x, y)
    net.train  # noqa: B018
    return score


@exercise.wrong(
    "`net.eval` is named, but without brackets behind the name nothing is called, so the net is "
    "still in training mode when it is measured."
)
def no_brackets_behind_eval(net, x, y):
    net.eval  # noqa: B018
    score = _score(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "The accuracy is right. But `net.train` is named without brackets, which calls nothing: the "
    "net stays in evaluation mode."
)
def no_brackets_behind_train(net, x, y):
    net.eval()
    score = _score(net, x, y)
    net.train  # noqa: B018
    return score


@exercise.wrong(
    "The accuracy is right. But afterwards only the stack itself says that it is in training mode: "
    "the layers inside have flags of their own, which `train()` reaches."
)
def only_the_stack_back(net, x, y):
    net.eval()
    score = _score(net, x, y)
    net.training = True
    return score


@exercise.wrong(
    "Before it is measured the net is switched to training, the mode that it is in already. In "
    "which mode does Dropout let everything through?"
)
def train_for_eval(net, x, y):
    net.train()
    return _score(net, x, y)


@exercise.wrong(
    "You set the flag of the stack alone before you measure. The Dropout layers inside have flags "
    "of their own, and are still in training mode."
)
def flag_then_train(net, x, y):
    net.training = False
    score = _score(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "The modes are right. But that is in per cent: the accuracy is a share, from 0 to 1."
)
def per_cent(net, x, y):
    return 100 * _evaluate(net, x, y)


@exercise.wrong(
    "You go through the layers of the stack, and one of them is a stack as well: the layers inside "
    "of that one are not reached. The net has two switches of its own, and they reach all."
)
def flag_of_each_layer(net, x, y):
    for layer in net.layers:
        layer.training = False
    score = _score(net, x, y)
    for layer in net.layers:
        layer.training = True
    return score


@exercise.wrong(
    "With p = 0 Dropout drops nothing, but the net is still in training mode, and Dropout need not "
    "be the only layer that asks for it. Switch the mode."
)
def p_set_to_0(net, x, y):
    dropouts = [layer for layer in _layers(net) if isinstance(layer, layers.Dropout)]
    old = [layer.p for layer in dropouts]
    for layer in dropouts:
        layer.p = 0
    score = _score(net, x, y)
    for layer, p in zip(dropouts, old, strict=True):
        layer.p = p
    return score


@exercise.wrong(
    "The modes are right. But that is how many answers are right, and the accuracy is their share."
)
def count(net, x, y):
    return len(y) * _evaluate(net, x, y)


@exercise.wrong(
    "The modes are right. But you return the comparison itself, True or False for each example; "
    "the accuracy is its mean."
)
def one_by_one(net, x, y):
    net.eval()
    right = net.forward(x).argmax(axis=1) == y
    net.train()
    return right


@exercise.wrong("The modes are right. But the accuracy has been rounded: leave it as it is.")
def rounded(net, x, y):
    return round(_evaluate(net, x, y), 2)


@exercise.wrong(
    "The score is the mean of several measurements with dropout on. It should be measured once, in "
    "evaluation mode."
)
def mean_of_many(net, x, y):
    return float(np.mean([_score(net, x, y) for _ in range(10)]))


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
