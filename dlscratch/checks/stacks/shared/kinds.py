"""Whether a linear layer does what `init` and `dtype` ask, and keeps the kind of its numbers."""

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.stacks.shared import LinearInPieces

BY_FUNCTION = "w, with a function for init that gives 3 everywhere"
BY_NAME = 'w, with init="he" and rng=0'
NARROW = "the kinds of number with dtype=np.float32"
ALL = ("w", "b", "outputs", "w_grad", "b_grad", "gradient for x")
GIVEN = (
    "`__init__` was given: it takes `inputs, outputs, init, rng, dtype`, and later lessons use all "
    "five. Leave it as it was."
)


def asked_for(cls):
    """What comes of `init` and `dtype`, each under its label."""
    try:
        named, narrow = cls(3, 2, init="he", rng=0), cls(3, 2, rng=0, dtype=np.float32)
        by_function = cls(3, 2, _threes, 0)
    except TypeError as error:
        raise Refuse(f"{GIVEN} Python said: `{error}`.") from None
    return {BY_FUNCTION: by_function.w, BY_NAME: named.w, NARROW: attempt(_kinds, narrow)}


def _threes(outputs, inputs, rng):
    return np.full((outputs, inputs), 3.0)


def _kinds(layer):
    outputs = layer.forward(np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]], np.float32))
    back = layer.backward(np.array([[1.0, -2.0], [0.5, 3.0]], np.float32))
    found = (layer.w, layer.b, outputs, layer.w_grad, layer.b_grad, back)
    kinds = [str(getattr(one, "dtype", "no array")) for one in found]
    return {name: kind for name, kind in zip(ALL, kinds, strict=True)}


def about_kinds(outcomes):
    """Which of a layer's numbers are float64 although float32 was asked for."""
    for outcome in outcomes:
        kinds = outcome.output.get(NARROW) if type(outcome.output) is dict else None
        if type(kinds) is dict and (wide := [one for one in ALL if kinds[one] != "float32"]):
            return (
                f"All numbers are right. But with `dtype=np.float32` it is float64 in: "
                f"{', '.join(wide)}. Arrays that NumPy makes without being told a kind are "
                "float64, and so is all that is computed with them."
            )
    return None


def kind_mistakes(exercise, pieces):
    exercise.mistakes(
        lambda methods: pieces(**methods),
        float64_b_grad=(
            "All numbers are right. But with `dtype=np.float32`, b_grad is float64. An array that "
            "`np.zeros` or `np.ones` makes is float64, unless it is told another kind.",
            {"for_b": lambda self, g: np.zeros(len(self.b)) + g.sum(axis=0)},
        ),
        float64_w_grad=(
            "All numbers are right. But with `dtype=np.float32`, w_grad is float64. An array that "
            "`np.zeros` makes is float64, unless it is told another kind.",
            {"for_w": lambda self, g: np.zeros(self.w.shape) + g.T @ self.x},
        ),
        float64_gradients=(
            "All numbers are right. But with `dtype=np.float32`, both w_grad and b_grad are "
            "float64. An array that `np.zeros` makes is float64, unless it is told another kind.",
            {
                "for_w": lambda self, g: np.zeros(self.w.shape) + g.T @ self.x,
                "for_b": lambda self, g: np.zeros(len(self.b)) + g.sum(axis=0),
            },
        ),
        init_ignored=(
            "All gradients are right. But `init` makes no difference any more: `__init__` was "
            "given, and hands it to `start`.",
            {"__init__": _without_init},
        ),
        dtype_ignored=(
            "All gradients are right. But `dtype` makes no difference any more: `__init__` was "
            "given, and makes `w` and `b` of that kind.",
            {"__init__": _without_dtype},
        ),
        list_for_b_grad=(
            "b_grad is a list. An optimizer multiplies it by a number, and that wants an array.",
            {"for_b": lambda self, g: g.sum(axis=0).tolist()},
        ),
    )


def _without_init(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
    LinearInPieces.__init__(self, inputs, outputs, "xavier", rng, dtype)


def _without_dtype(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
    self.w = initializers.start(init, outputs, inputs, rng)
    self.b = np.zeros(outputs)
