"""What the checks of lesson 8 share: examples that cannot be mistaken, and a look at Dropout."""

import copy
import re

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt

# Examples and their labels


def numbered(n):
    """`n` examples that cannot be mistaken for each other, and the label that belongs to each."""
    x = np.arange(n)[:, None] + np.array([0.0, 100.0, 1000.0])
    return x, np.array([(7 * i + 3) % 101 for i in range(n)])


def belong(x, y):
    """Whether each label of `y` is the one that belongs to its row of `x`."""
    return [int(7 * row[0] + 3) % 101 for row in x] == [int(label) for label in y]


def how_mixed(ids, n):
    """In words that do not depend on the draw: how far an order of 0 to n - 1 is from the old one.

    In a random order of many rows hardly any two neighbours stay together.
    """
    if ids == list(range(n)):
        return "as they were"
    if ids == list(range(n))[::-1]:
        return "turned round"
    if len(ids) < 20:  # so few may be in any order by chance
        return MIXED
    if np.mean(np.array(ids) == np.arange(len(ids))) > 0.5:
        return "most of them where they were"
    steps = np.diff(ids) % n
    common = np.bincount(steps).argmax()
    if np.mean(steps == common) > 0.5:
        return "moved on together" if common == 1 else "in regular steps"
    return MIXED


MIXED = "mixed"


def out_of_step(x, y):
    """A note on the first row of `x` that has come with another label than its own, if any."""
    for row, label in zip(x, y, strict=False):
        own = int(7 * row[0] + 3) % 101
        if own != label:
            note(f"For instance, a row of x whose label is {own} has come with {label}.")
            return


STRANGERS = "some that were never there"


def how_often(ids, n):
    """In words that do not depend on the draw: how often the numbers 0 to n - 1 come in `ids`."""
    if not set(ids) <= set(range(n)):
        return STRANGERS
    counts = np.bincount(np.array(ids, int), minlength=n)
    said = ["some never"] * bool((counts == 0).any()) + ["some twice"] * bool((counts > 1).any())
    return " and ".join(said) or "each once"


ALL_THERE = "all there"


def behind_the_end(output, *axes):
    """What an IndexError says of a number that is too large, in words that tell mistakes apart."""
    error = output.error if isinstance(output, Stopped) else None
    found = re.search(r"index (-?\d+) is out of bounds for axis (\d) with size (\d+)", str(error))
    if not isinstance(error, IndexError) or not found:
        return ALL_THERE
    index, axis, size = map(int, found.groups())
    return f"a {axes[axis]} {'just' if index == size else 'far'} behind the last"


# Dropout, which draws: what is told must not depend on what was drawn


def use_dropout(cls, p, x, gradient):
    """What a Dropout class does, in training, backward and evaluation, with two layers at once."""
    layer, other = cls(p, np.random.default_rng(11)), cls(0.6, np.random.default_rng(12))
    if gradient is None:  # so that an answer whose backward always fails does something
        layer.train()
        return {"the factors in training": _factors(layer.forward(x), x, "forward")}
    found = _one_pass(layer, other, p, x, gradient)
    again = np.asarray(layer.forward(x), float)
    found["the zeros in other places in the next forward"] = not np.array_equal(
        found.pop("outputs") == 0, again == 0
    )
    layer.eval()
    found["the factors in evaluation"] = _factors(layer.forward(x), x, "forward")
    layer.train()
    found["the factors in training, after an evaluation"] = _factors(layer.forward(x), x, "forward")
    second = attempt(_second_batch, layer, x[1:][::-1], gradient[1:])
    return found | (second if isinstance(second, dict) else {SECOND: second}) | _seeds(cls)


SECOND = "the factors in training, for a second batch"


def _one_pass(layer, other, p, x, gradient):
    layer.train()
    given = layer.forward(x)
    found = {"the factors in training": _factors(given, x, "forward")}
    outputs = np.array(given, float)
    attempt(other.forward, x[::-1])  # what one layer remembers is not the other one's
    back = layer.backward(gradient)
    backward = _factors(back, gradient, "backward")
    back = np.array(back, float)
    twice = copy.deepcopy(attempt(layer.backward, gradient))
    gone = outputs == 0
    found["which inputs are dropped"] = which = _which(layer, gone, x[:2])
    if which == ONE_BY_ONE:
        found["the share of zeros"] = _share(float(np.mean(gone)), p)
    return found | {
        "the factors in backward": backward,
        "the gradient zero exactly where the outputs were": np.array_equal(gone, back == 0),
        "the same gradient when backward runs a second time": (
            twice if isinstance(twice, Stopped) else np.array_equal(back, twice)
        ),
        "the outputs of forward unchanged after backward": np.array_equal(given, outputs),
        "outputs": outputs,
    }


def _second_batch(layer, x, gradient):
    """Another batch, of another size."""
    outputs = np.asarray(layer.forward(x), float)
    back = np.asarray(layer.backward(gradient), float)
    return {
        SECOND: _factors(outputs, x, "forward"),
        "the gradient zero where the second batch was": np.array_equal(outputs == 0, back == 0),
    }


def _seeds(cls):
    """Whether layers draw for themselves: whoever ignores `rng` need not, but who uses it must."""

    def draw(layer):
        layer.train()
        return [np.asarray(layer.forward(np.ones((2, 50))), float) == 0 for _ in range(40)]

    alone, same, others = draw(cls(0.3, 1)), draw(cls(0.3, 1)), draw(cls(0.3, 2))
    first = cls(0.3, 1)
    cls(0.3, 2)
    beside = draw(first)
    return {
        "another draw with another rng": not np.array_equal(alone, others),
        "another draw without an rng": not np.array_equal(draw(cls(0.3)), draw(cls(0.3))),
        "an rng of its own in each layer": (
            not np.array_equal(alone, same) or np.array_equal(alone, beside)
        ),
    }


def _factors(outputs, inputs, what):
    """The numbers by which a layer has multiplied its inputs: the different ones, sorted."""
    if outputs is None:
        raise Refuse(f"`{what}` returned None. Does it end with `return`?")
    if np.shape(outputs) != np.shape(inputs):
        raise Refuse(
            f"`{what}` returns as many numbers as it was given, {np.shape(inputs)}, but "
            f"{np.shape(outputs)} came."
        )
    with np.errstate(all="ignore"):  # inputs that were changed in place may be 0
        found = np.unique(np.round(np.asarray(outputs, float) / inputs, 4)) + 0.0
    return found[:6].tolist()


ONE_BY_ONE = "each by itself"


def _which(layer, gone, few):
    """Which inputs are dropped together, in a large batch and in many small ones."""
    if gone.all() or not gone.any():
        small = [np.asarray(layer.forward(few)) == 0 for _ in range(60)]
        whole = all(part.all() or not part.any() for part in small)
        if whole and any(part.any() for part in small) and not all(part.all() for part in small):
            return "all of the batch or none"
        return "all" if gone.all() else "none"
    if np.all(gone == gone[0]):
        return "the same ones in each example"
    if np.all(gone == gone[:, :1]):
        return "all of an example or none"
    return ONE_BY_ONE


def _share(share, p):
    """It is drawn, so a share near a tenth counts as that tenth."""
    tenth = round(share, 1)
    return tenth if abs(share - tenth) < 0.02 or tenth != p else round(share, 2)


class PiecesOfDropout(layers.Layer):
    """The right answer, in pieces that the wrong ones below replace."""

    def __init__(self, p, rng=None):
        self.p = p
        self.rng = np.random.default_rng(rng)

    def keep(self, x):
        return self.rng.random(x.shape) >= self.p

    def scale(self):
        return 1 / (1 - self.p)

    def forward(self, x):
        if not self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask
