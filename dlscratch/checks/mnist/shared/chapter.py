"""A look at a network for digits, by what it does: whose layers it is made of does not matter."""

import itertools

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.errors.values import name

SHAPES = [(30, 784), (30,), (10, 30), (10,), (10, 10), (10,)]
CALLS = {  # and the share that is to be dropped
    "chapter_net(0.3, generator)": 0.3,
    "chapter_net(0.2, generator)": 0.2,
    "chapter_net(rng=5)": 0.1,
}
METHODS = ("forward", "backward", "params", "train", "eval")
PIXEL = 0.8  # or -0.8, in every pixel that is looked at


def look_at_net(make, call):
    """What a function makes in one of the CALLS: a net's parameters, and what passes through."""
    p = CALLS[call]

    def made(seed):
        return make(p, np.random.default_rng(seed)) if "generator" in call else make(rng=seed)

    net = made(5)
    if net is None:
        return None
    if isinstance(net, list | tuple):
        return {"what it returns": "a list of layers"}
    if not all(hasattr(net, method) for method in METHODS):
        raise Refuse(f"`chapter_net` returns a network, a `Sequential`, but {name(net)} came.")
    first = [np.array(param) for param in net.params()]
    found: dict[str, object] = {
        "what it returns": "a network",
        "the shapes of the parameters": [param.shape for param in first],
        "their types": sorted({str(param.dtype) for param in first}),
    }
    if found["the shapes of the parameters"] != SHAPES:
        return found
    leaves = list(_leaves(net))
    twice = len(set(map(id, leaves))) < len(leaves)
    found["the places of the layers"] = "one object in two of them" if twice else "one for each"
    if twice:
        return found
    again, other = made(5), made(6)
    found |= {
        "first weights that differ from one another": bool(np.ptp(first[0]) and np.ptp(first[2])),
        "each layer with draws of its own": not any(
            _proportional(one, two) for one, two in itertools.combinations(first[::2], 2)
        ),
        "the same first weights with the same seed": _same(first, again.params()),
        "other first weights with another seed": not any(
            np.array_equal(one, two)
            for one, two in zip(first[::2], other.params()[::2], strict=True)
        ),
    }
    found |= _of_dropouts(_masks(net), _masks(again), _masks(other))
    for param in net.params():  # every output is now what became of one pixel
        param[...] = np.eye(*param.shape) if param.ndim == 2 else 0
    net.eval()
    found["outputs in evaluation, for pixels of 0.8 and -0.8"] = _values(net)
    net.train()
    outputs = _values(net)
    found["outputs in training, for pixels of 0.8 and -0.8"] = outputs
    back = attempt(net.backward, np.ones((400, 10), np.float32))
    found["backward, behind a forward in training"] = back if isinstance(back, Stopped) else "runs"
    share = np.mean(net.forward(_pixels(400)) == 0)
    # The share that is lost in one dropout or the other, to within five deviations.
    found["the share of them that is 0"] = (
        "as p says" if abs(share - (1 - (1 - p) ** 2)) < 0.04 else f"about {share:.1f}"
    )
    return found


def _leaves(layer):
    """The layers of a net from front to end, those of stacks in the stack as well."""
    inside = getattr(layer, "layers", None)  # of a plain layer: none, or an empty tuple
    if inside and isinstance(inside, list | tuple):
        for one in inside:
            yield from _leaves(one)
    else:
        yield layer


def _mask(layer):
    """Which of many ones a layer drops in training."""
    layer.train()
    return np.asarray(layer.forward(np.ones((40, 50), np.float32))) == 0


def _masks(net):
    """What the dropouts of a net drop first, and None for a dropout that does not use its rng.

    A learner's Dropout need not use it. What it draws does not follow from the seed then, whatever
    it is given.
    """
    masks = []
    for layer in _leaves(net):
        if len(layer.params()):
            continue
        mask = attempt(_mask, layer)
        if not isinstance(mask, Stopped) and mask.any():
            masks.append(mask if attempt(_uses_rng, type(layer)) is True else None)
    return masks


def _uses_rng(cls):
    first, second = (_mask(cls(0.3, np.random.default_rng(3))) for _ in range(2))
    return np.array_equal(first, second)


def _of_dropouts(masks, again, other):
    """What follows from the seed: the first masks of a net, made again, and with another seed."""

    def alike(some, others):
        pairs = zip(some, others, strict=False)
        return [np.array_equal(a, b) for a, b in pairs if a is not None and b is not None]

    return {
        "each dropout with draws of its own": not any(alike(masks, masks[1:])),
        "the same draws in the dropouts with the same seed": all(alike(masks, again)),
        "other draws in the dropouts with another seed": not any(alike(masks, other)),
    }


def _pixels(n):
    """Images of two kinds: one number in all their pixels, or minus that number."""
    return np.where(np.arange(n) % 2, PIXEL, -PIXEL)[:, np.newaxis] * np.ones(784, np.float32)


def _values(net):
    """The different numbers that come out of the net, rounded; from many draws of its dropouts."""
    return np.unique(np.round(net.forward(_pixels(400)).astype(float), 4)).tolist()


def _proportional(w, other):
    """Whether two layers have drawn the same numbers, each with its own spread."""
    n = min(w.size, other.size)
    w, other = w.ravel()[:n].astype(float), other.ravel()[:n].astype(float)
    return bool(abs(w @ other) > 0.99 * np.linalg.norm(w) * np.linalg.norm(other) > 0)


def _same(arrays, others):
    return all(np.array_equal(one, other) for one, other in zip(arrays, others, strict=True))
