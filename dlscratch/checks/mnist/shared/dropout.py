"""A look at a Dropout class, which draws: what is told must not depend on what was drawn."""

import copy

import numpy as np

from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt


def use_dropout(cls, p, x, gradient):
    """What a Dropout class does, in training, backward and evaluation, with two layers at once."""
    if missing := [word for word in ("train", "eval", "params", "grads") if not hasattr(cls, word)]:
        raise Refuse(
            f"`{cls.__name__}` has no `{missing[0]}()`, which a network asks of every layer. "
            f"`Layer` gives it all of them: write `class {cls.__name__}(Layer):`."
        )
    layer, other = cls(p, np.random.default_rng(11)), cls(0.6, np.random.default_rng(12))
    if gradient is None:  # so that an answer whose backward always fails does something
        layer.train()
        factors = attempt(lambda: _factors(layer.forward(x), x, "forward"))
        return {FIRST: factors}
    found = attempt(_one_pass, layer, other, p, x, gradient)
    if isinstance(found, Stopped):
        return {FIRST: found}
    again = np.asarray(layer.forward(x), float)
    found["the factors in the next forward"] = _factors(again, x, "forward")
    found["the zeros in other places in the next forward"] = not np.array_equal(
        found.pop("outputs") == 0, again == 0
    )
    layer.eval()
    found["the factors in evaluation"] = _factors(layer.forward(x), x, "forward", " in evaluation")
    layer.train()
    found["the factors in training, after an evaluation"] = _factors(layer.forward(x), x, "forward")
    found[ZEROS] = attempt(_zeros_among, layer, x, gradient)
    second = attempt(_second_batch, layer, x[1:][::-1], gradient[1:])
    return found | (second if isinstance(second, dict) else {SECOND: second}) | _seeds(cls)


FIRST = "the factors in training"
ZEROS = "the factors in backward where the inputs are 0"
SECOND = "the factors in training, for a second batch"


def _one_pass(layer, other, p, x, gradient):
    layer.train()
    given = layer.forward(x)
    found = {FIRST: _factors(given, x, "forward")}
    _tell("forward", given, x)
    outputs = np.array(given, float)
    attempt(other.forward, x[::-1])  # what one layer remembers is not the other one's
    back = layer.backward(gradient)
    _factors(back, gradient, "backward")
    _tell("backward", back, gradient)
    back = np.array(back, float)
    twice = copy.deepcopy(attempt(layer.backward, gradient))
    gone = outputs == 0
    found["which inputs are dropped"] = which = _which(layer, gone, x[:2])
    if which == ONE_BY_ONE:
        found["the share of zeros"] = _share(float(np.mean(gone)), p)
    return found | {
        "the factors in backward where an input has survived": _factors_of(back, gradient, ~gone),
        "the factors in backward where an input was dropped": _factors_of(back, gradient, gone),
        "the same gradient when backward runs a second time": (
            twice if isinstance(twice, Stopped) else np.array_equal(back, twice)
        ),
        "the outputs of forward unchanged after backward": np.array_equal(given, outputs),
        "outputs": outputs,
    }


def _zeros_among(layer, x, gradient):
    """The factors in backward for inputs that are 0, whose outputs do not tell who has survived."""
    layer.forward(np.where(np.arange(x.shape[1]) % 2, x, 0))
    return _factors(np.asarray(layer.backward(gradient))[:, ::2], gradient[:, ::2], "backward")


def _second_batch(layer, x, gradient):
    """Another batch, of another size."""
    outputs = np.asarray(layer.forward(x), float)
    back = np.asarray(layer.backward(gradient), float)
    return {
        SECOND: _factors(outputs, x, "forward"),
        "the gradient zero where the second batch was": np.array_equal(outputs == 0, back == 0),
    }


def _seeds(cls):
    """Whether what layers drop comes from their own `rng`, and from nowhere else."""

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
        "the same draw with the same rng": np.array_equal(alone, same),
        "an rng of its own in each layer": np.array_equal(alone, beside),
    }


def _factors(outputs, inputs, what, when=""):
    """The numbers by which a layer has multiplied its inputs: the different ones, sorted."""
    if outputs is None:
        raise Refuse(f"`{what}` returned None{when}. Does it end with `return`?")
    if np.shape(outputs) != np.shape(inputs):
        raise Refuse(
            f"`{what}` returns as many numbers as it was given, {np.shape(inputs)}, but "
            f"{np.shape(outputs)} came."
        )
    return _ratios(outputs, inputs)[:3].tolist()


def _factors_of(outputs, inputs, where):
    return _ratios(outputs[where], inputs[where])[:3].tolist()


def _ratios(outputs, inputs):
    with np.errstate(all="ignore"):  # inputs that were changed in place may be 0
        return np.unique(np.round(np.asarray(outputs, float) / inputs, 4)) + 0.0


def _tell(what, outputs, inputs):
    """A note on what has become of two numbers, where the factors are neither one nor two."""
    if len(_ratios(outputs, inputs)) > 2:
        outputs, inputs = np.ravel(outputs), np.ravel(inputs)
        other = int(np.argmax(np.abs(outputs) != np.abs(outputs[0])))
        made = [f"{outputs[i] + 0:.4g} of {inputs[i]:.4g}" for i in dict.fromkeys((0, other))]
        note(f"For instance, `{what}` made {' and '.join(made)}.")


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
