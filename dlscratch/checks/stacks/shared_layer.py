"""Find the bug: one sigmoid stands in two places of a network, and gradients are wrong."""

import copy

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.checks.stacks.shared import GRADIENT, B, LinearInPieces, W, X, same
from dlscratch.errors.values import listed
from dlscratch.errors.values import name as name_of

_W2 = np.array(
    [
        [-2.49, 0.69, 0.49, -1.64, 0.06],
        [-0.96, 0.76, -2.03, -0.91, 0.71],
        [1.16, -2.16, -0.5, 0.33, -0.61],
        [1.59, -1.19, 0.35, -1.05, 1.41],
        [-0.02, -0.37, -1.72, 1.68, 0.75],
    ]
)

_FOUR = (X, GRADIENT, W, B, _W2, B[::-1].copy())


def _made(function, rng):
    """The layers that come, in one list."""
    parts = function(rng)
    if parts is None:
        raise Refuse("`chapter_layers` gives None. Is there a `return`?")
    if isinstance(parts, layers.Layer) or not isinstance(parts, list | tuple):
        raise Refuse(f"`chapter_layers` returns a list of layers, but {name_of(parts)} came.")
    for part in parts:
        if isinstance(part, list | tuple) or getattr(part, "layers", ()):
            raise Refuse(
                "`chapter_layers` returns one list of layers, and in it stands no other list and "
                "no stack."
            )
        if isinstance(part, type):
            raise Refuse(
                f"`{part.__name__}` in the list is the class. With brackets behind it, "
                f"`{part.__name__}()` makes a layer."
            )
        if not hasattr(part, "forward"):
            raise Refuse(f"In the list there is {name_of(part)}, where a layer should be.")
    return list(parts)


def _names(parts):
    """The layers of a list, as the docstring has them."""
    return ", ".join(
        f"linear {part.w.shape[1]} → {part.w.shape[0]}" if hasattr(part, "w")
        else type(part).__name__.lower() for part in parts
    )  # fmt: skip


_ASKED = "linear 3 → 5, sigmoid, linear 5 → 5, sigmoid"


def _spread(function):
    """Whether the weights of many nets spread as those of the package's own."""
    nets = [_weights(_made(function, seed)) for seed in range(30)]
    for place, wanted in enumerate(((2 / 8) ** 0.5, (2 / 10) ** 0.5)):
        weights = np.array([net[place] for net in nets])
        if not 0.8 < weights.std() / wanted < 1.25 or abs(weights.mean()) > wanted / 4:
            return "another one"
    return "as it was"


def _weights(parts):
    return [part.w.copy() for part in parts if hasattr(part, "w")]


def _compared(some, others):
    alike = [same(a, b) for a, b in zip(some, others, strict=True)]
    return "the same weights" if all(alike) else "different weights"


def _from_one_seed(first, second):
    """Whether both arrays are the same random numbers, up to a factor."""
    ratio = second.ravel()[: first.size] / first.ravel()
    return bool(np.allclose(ratio, ratio[0]))


def _there_and_back_again(function, x, gradient, w1, b1, w2, b2):
    """The stack of what `function` gives, with these parameters, used in both directions."""
    parts, others = _made(function, 7), _made(function, 7)
    linear = [part for part in parts if hasattr(part, "w")]
    sizes = [np.shape(part.w) for part in linear]
    if sizes != [(5, 3), (5, 5)]:
        raise Refuse(
            f"Asked for is a list with {_ASKED}. Yours holds {_names(parts)}. The "
            "bug is not in the linear layers: leave them as they were."
        )
    facts = {
        "two calls with rng = 7": _compared(_weights(parts), _weights(others)),
        "two calls, one with rng = 7 and one with rng = 8": _compared(
            _weights(parts), _weights(_made(function, 8))
        ),
        "two calls without rng": _compared(
            _weights(_made(function, None)), _weights(_made(function, None))
        ),
        "the two linear layers": "from the same random numbers"
        if _from_one_seed(*_weights(parts))
        else "from different random numbers",
        "the spread of the weights": _spread(function),
        "the number of layers that two calls have in common": sum(
            part is other for part in parts for other in others
        ),
    }
    if _names(parts) != _ASKED:
        note(f"Your list holds {_names(parts)}.")
    for part, w, b in zip(linear, (w1, w2), (b1, b2), strict=True):
        part.w[...], part.b[...] = w, b
    net = layers.Sequential(parts)
    outputs = {"the outputs": copy.deepcopy(net.forward(x))}
    outputs["the gradient for x"] = net.backward(gradient)
    for name, part in zip(("the first", "the second"), linear, strict=True):
        outputs[f"w_grad of {name} linear layer"] = part.w_grad
        outputs[f"b_grad of {name} linear layer"] = part.b_grad
    return outputs | facts


_there_and_back_again.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


def _parts(rng, *order):
    rng = np.random.default_rng(rng)
    made = {"1": LinearInPieces(3, 5, rng=rng), "2": LinearInPieces(5, 5, rng=rng)}
    made["s"] = layers.Sigmoid()
    return [made[name] if name in made else layers.Sigmoid() for name in order]


def _chapter_layers(rng=None):
    return _parts(rng, "1", "a sigmoid", "2", "another")


def _tell(outcomes):
    """Which layers the list holds, or what has become of their weights."""
    outputs, right = outcomes[0].output, exercise.expected[0].output
    if outcomes[0].error:
        return None
    wrong = next((label for label in right if not alike(outputs.get(label), right[label])), None)
    if wrong == "the outputs":
        return f"It is another net by now. Asked for is a list with {_ASKED}."
    if wrong == "the spread of the weights":
        return f"{_RNG}Now they are drawn in another way: leave the linear layers as they were."
    if wrong and "in common" in wrong:
        return (
            "The gradients are right. But some layers were made only once, outside or behind an "
            "`=` in the `def` line, so all networks share them. Each call is to make its own."
        )
    if wrong and wrong.startswith("two calls"):
        return f"{_RNG}Hand `rng` on to both, just as it is."
    good = [label for label in list(right)[: list(right).index(wrong)]] if wrong else []
    return f"Right already: {listed(good)}." if good else None


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="bug",
    reference=_chapter_layers,
    run=_there_and_back_again,
    probes=[_FOUR, (X[1:3], GRADIENT[:2], W, B, _W2, B)],
    hints=(
        "Forward is right, and so are the gradients of the second linear layer. So where, on the "
        "way back, does it go wrong first?",
        "What does a sigmoid remember, and from which forward? How many times does this one go "
        "forward before it goes back?",
        "There is one sigmoid in two places of the list: two names or two places, one object. Each "
        "place needs an object of its own.",
    ),
    after="It is `[[0] * 3] * 2` from lesson 1 again: one thing in two places, and it looks right "
    "until something changes. A layer has a memory, so it can stand in one place only.",
)


def _tanhs(rng=None):
    first, second = _parts(rng, "1", "2")
    return [first, layers.Tanh(), second, layers.Tanh()]


def _relus(rng=None):
    first, second = _parts(rng, "1", "2")
    return [first, layers.ReLU(), second, layers.ReLU()]


def _one_tanh(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return [first, layers.Tanh(), second, sigmoid]


def _last_tanh(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return [first, sigmoid, second, layers.Tanh()]


def _one_relu(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return [first, layers.ReLU(), second, sigmoid]


def _drawn(init, rng):
    rng = np.random.default_rng(rng)
    first, second = (layers.Linear(size, 5, init=init, rng=rng) for size in (3, 5))
    return [first, layers.Sigmoid(), second, layers.Sigmoid()]


def _one_seed_for_both(rng=None):
    seed = int(np.random.default_rng(rng).integers(2**31))
    first, second = LinearInPieces(3, 5, rng=seed), LinearInPieces(5, 5, rng=seed)
    return [first, layers.Sigmoid(), second, layers.Sigmoid()]


_MADE_ONCE = _chapter_layers(7)
_RNG = (
    "The two sigmoids are right. But the random numbers were fine as they were: `rng` decides "
    "about the weights of both linear layers. "
)
_OTHER_NET = "The gradients agree with each other now, but it is another network: "

exercise.mistakes(
    lambda *order: order[0] if callable(order[0]) else lambda rng=None: _parts(rng, *order),
    one_sigmoid_in_two_places=(
        "Forward is right, and the way back goes wrong at the *first* sigmoid. Follow what it "
        "remembers: which forward has it seen last, before it goes back?",
        "1", "s", "2", "s",
    ),
    last_sigmoid_gone=(f"{_OTHER_NET}the sigmoid at the end is missing.", "1", "s", "2"),
    middle_sigmoid_gone=(
        f"{_OTHER_NET}between the two linear layers there should be a sigmoid.", "1", "2", "s",
    ),
    both_sigmoids_gone=(f"{_OTHER_NET}the sigmoids are missing.", "1", "2"),
    sigmoids_at_the_end=(
        "There are two sigmoids now, but they follow each other. One belongs after each linear "
        "layer.",
        "1", "2", "a sigmoid", "another",
    ),
    sigmoids_in_front=(
        "There are two sigmoids now, but each stands before a linear layer. They belong after.",
        "a sigmoid", "1", "another", "2",
    ),
    sigmoid_too_many=(
        f"{_OTHER_NET}there is a sigmoid too many at the end.",
        "1", "a sigmoid", "2", "another", "a third",
    ),
    sigmoid_too_many_in_the_middle=(
        f"{_OTHER_NET}there is a sigmoid too many in the middle.",
        "1", "a sigmoid", "another", "2", "a third",
    ),
    other_activation=(
        "There are two activations now, but one of them is a tanh. Both should be sigmoids.",
        _one_tanh,
    ),
    other_activation_at_the_end=(
        "There are two activations now, but the last is a tanh. Both should be sigmoids.",
        _last_tanh,
    ),
    other_activation_relu=(
        "There are two activations now, but one of them is a ReLU. Both should be sigmoids.",
        _one_relu,
    ),
    drawn_for_relu=(
        f"{_RNG}Now they are wider than before, as a ReLU would want them: leave `init` as it was.",
        lambda rng=None: _drawn(initializers.he, rng),
    ),
    tanhs=(f"{_OTHER_NET}two tanhs stand where the sigmoids were.", _tanhs),
    relus=(f"{_OTHER_NET}two ReLUs stand where the sigmoids were.", _relus),
    rng_left_aside=(
        f"{_RNG}Now the same `rng` does not give the same ones again.",
        lambda rng=None: _chapter_layers(None),
    ),
    always_the_same=(
        f"{_RNG}Now the weights are the same whatever it is.", lambda rng=None: _chapter_layers(0),
    ),
    one_seed_for_both=(
        f"{_RNG}Now both get the same random numbers, as from one seed that is used twice.",
        _one_seed_for_both,
    ),
    made_once=(
        "The two sigmoids are right. But the layers were made outside, only once, so all networks "
        "share them. Each call is to make its own.",
        lambda rng=None: list(_MADE_ONCE),
    ),
)  # fmt: skip


@exercise.variant
def made_in_the_list(rng=None):
    source = np.random.default_rng(rng)
    return [layers.Linear(3, 5, rng=source), layers.Sigmoid(), layers.Linear(5, 5, rng=source),
            layers.Sigmoid()]  # fmt: skip


@exercise.variant
def with_a_copied_sigmoid(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return first, sigmoid, second, copy.deepcopy(sigmoid)
