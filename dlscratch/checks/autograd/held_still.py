"""Find the bug: a layer computes with a constant that was made of a parameter."""

import numpy as np

from dlscratch import autograd, modules
from dlscratch.checks.engine.differences import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import listed

NAMES = "w", "strength", "b"
OUTPUTS, AGAIN, RATE = "the outputs", "the outputs, after that step", 0.5
SHAPES = "the shapes of its parameters"
SAME = "what forward leaves in w, strength and b"
THERE = "the tensors that were there"
_RNG = np.random.default_rng(16)


def _case(n, inputs, outputs):
    shapes = (n, inputs), (n, outputs), (outputs, inputs), (outputs,), (outputs,)
    return tuple(_RNG.normal(size=shape).round(2) for shape in shapes)


def _walked(cls, x, gradient, w, strength, b):
    """The outputs, and how one step of gradient descent moves the parameters."""
    if not issubclass(cls, modules.Module):
        raise Refuse("`Directed` is a `Module`: leave its first line as it was.")
    layer = cls(w.shape[1], w.shape[0], len(x))
    report, tensors = {}, {}
    for name, values in zip(NAMES, (w, strength, b), strict=True):
        tensor = getattr(layer, name, None)
        if not isinstance(tensor, autograd.Tensor) or tensor.data.shape != values.shape:
            raise Refuse(f"`self.{name}` was right as `__init__` made it: leave that as it was.")
        report[f"{name} of a new layer"] = tensor.data.copy()
        tensor.data[...] = values
        tensors[name] = tensor
    outputs = attempt(layer, x)
    if isinstance(outputs, Stopped):
        return report | {OUTPUTS: outputs}
    if not isinstance(outputs, autograd.Tensor):
        raise Refuse("`forward` gives no tensor any more. It did before.")
    report[OUTPUTS] = outputs.data.copy()
    report[SHAPES] = sorted(param.shape for param in layer.params())
    new = [name for name in NAMES if getattr(layer, name, None) is not tensors[name]]
    report[SAME] = f"a new tensor for {listed(new)}" if new else THERE
    back = attempt((outputs * gradient).sum().backward)
    for name in NAMES:
        label = f"{name}, after a step of training"
        if isinstance(back, Stopped):
            return report | {label: back}
        tensor = getattr(layer, name)
        if tensor.grad is not None:
            tensor.data -= RATE * tensor.grad
        report[label] = tensor.data.copy()
    return report | {AGAIN: attempt(lambda: layer(x).data.copy())}


_walked.arguments = ("x", "gradient", "w", "strength", "b")


def _expect(cls, x, gradient, w, strength, b):
    def forward(w, strength, b):
        return x @ (w / np.sqrt((w * w).sum(axis=1, keepdims=True))).T * strength + b

    slopes = differences(forward, [w, strength, b], gradient)
    params = w, strength, b
    moved = [param - RATE * slope for param, slope in zip(params, slopes, strict=True)]
    labels = [f"{name}, after a step of training" for name in NAMES]
    fresh = exercise.reference(w.shape[1], w.shape[0], len(x))
    return (
        {OUTPUTS: forward(*params), SHAPES: sorted(param.shape for param in params)}
        | {SAME: THERE}
        | dict(zip(labels, moved, strict=True))
        | {AGAIN: forward(*moved)}
        | {f"{name} of a new layer": getattr(fresh, name).data for name in NAMES}
    )


def _directed(directions):
    """A class like the right one, with these directions."""

    class Directed(modules.Module):
        def __init__(self, inputs, outputs, rng=None):
            rng = np.random.default_rng(rng)
            self.w = autograd.Tensor(rng.normal(size=(outputs, inputs)), requires_grad=True)
            self.strength = autograd.Tensor(np.ones(outputs), requires_grad=True)
            self.b = autograd.Tensor(np.zeros(outputs), requires_grad=True)

        def forward(self, x):
            return (x @ directions(self.w).T) * self.strength + self.b

    return Directed


def _lengths(w, axis=1, keepdims=True):
    return (w * w).sum(axis=axis, keepdims=keepdims) ** 0.5


def _tell(outcomes):
    """Whether the outputs are still right, and w moves."""
    if any(one.error or type(one.output) is not dict for one in outcomes):
        return None
    pairs = [(one.output, exp.output) for one, exp in zip(outcomes, exercise.expected, strict=True)]
    if any(isinstance(value, Stopped) for came, _ in pairs for value in came.values()):
        return None
    if not all(alike(came.get(OUTPUTS), right[OUTPUTS]) for came, right in pairs):
        return (
            "The outputs were right before. Is `forward` as it was? And is a direction still a row "
            "of w, of length 1, from w as it is by then?"
        )
    if any(came[SAME] != THERE for came, _ in pairs):
        return (
            "Forward makes a parameter anew: what somebody else holds of it, another forward or an "
            "optimizer, is left behind. It is used as it is."
        )
    return (
        "The outputs are right. But w does not move by the gradient that it should have: is every "
        "step from w to the directions done with tensors, and none of it twice?"
    )


exercise = Exercise(
    __name__,
    kind="bug",
    tell=_tell,
    wants="class",
    reference=_directed(lambda w: w / _lengths(w)),
    run=_walked,
    expect=_expect,
    rtol=1e-5,
    probes=[_case(4, 3, 2), _case(3, 2, 2), _case(1, 4, 3)],
    hints=(
        "After a backward, print the `grad` of all three parameters. What does that of `w` say "
        "about the way from the loss to it?",
        "Follow the way from the outputs back to `w`, operation by operation. Where does a number "
        "go on of which the engine has taken no notes?",
        "What is computed with `.data` is a plain array, and a tensor made of it is new: it knows "
        "of no `w`. Compute with the tensors themselves, the lengths as well.",
    ),
    after="Forward cannot show this: the numbers are right. Ask every parameter once, after the "
    "first backward, whether it has a gradient.",
)

exercise.mistakes(
    _directed,
    unmended=(
        "No gradient arrives at w. Between w and the directions there is a place where the engine "
        "loses sight of it: which tensor there was not made by an operation?",
        lambda w: autograd.Tensor(w.data / _lengths(w.data)),
    ),
    lengths_constant=(
        "w moves now, but not as it should: its lengths change with it as well, and they were "
        "computed without notes.",
        lambda w: w / _lengths(w.data),
    ),
    only_the_lengths_recorded=(
        "w moves now, but not as it should: the lengths are recorded, and the w that is divided by "
        "them is a constant.",
        lambda w: w.data / _lengths(w),
    ),
    not_divided=(
        "w moves now. But it is not divided by its lengths any more: the outputs were right "
        "before.",
        lambda w: w,
    ),
    lengths_of_columns=(
        "The outputs were right before: now each column of w is divided by its length. A direction "
        "is a row.",
        lambda w: w / _lengths(w, axis=0),
    ),
    one_length=(
        "The outputs were right before: now all of w is divided by one length. Each row has its "
        "own.",
        lambda w: w / _lengths(w, axis=None, keepdims=False),
    ),
    no_root=(
        "The outputs were right before: a length is the root of the sum of the squares.",
        lambda w: w / (w * w).sum(axis=1, keepdims=True),
    ),
    sums_for_lengths=(
        "The outputs were right before: a length is made of squares, and this divides by the sum "
        "of the row.",
        lambda w: w / w.sum(axis=1, keepdims=True),
    ),
    mean_of_squares=(
        "The outputs were right before: a length has the sum of the squares in it, not their mean.",
        lambda w: w / (w * w).mean(axis=1, keepdims=True) ** 0.5,
    ),
    lengths_not_a_column=(
        "The lengths of the rows do not stand in a column any more, so that they meet the wrong "
        "numbers, or fit none: `keepdims` was right.",
        lambda w: w / _lengths(w, keepdims=False),
    ),
    straight_through=(
        "The outputs are right, and w moves as if nothing were divided: the division stands where "
        "the engine takes no notes.",
        lambda w: w + (w / _lengths(w) - w).detach(),
    ),
    multiplied=(
        "The outputs were right before: w is multiplied by its lengths, where it has to be "
        "divided.",
        lambda w: w * _lengths(w),
    ),
)


def _normalised_in_place(w):
    w.data /= _lengths(w.data)
    return w


@exercise.wrong(
    "w itself is divided by its lengths, in its own array: that is no operation that the engine "
    "sees, and it changes the parameter. `directions` gives something new and leaves w as it is."
)
class in_place(_directed(_normalised_in_place)):
    pass


@exercise.wrong(
    "w moves as far as if its lengths were nothing that changes: they are kept from the beginning, "
    "or from an earlier forward. Work them out in each forward, with notes."
)
class lengths_kept(_directed(lambda w: w)):
    def forward(self, x):
        if not hasattr(self, "kept"):
            self.kept = _lengths(self.w.data)
        return (x @ (self.w / self.kept).T) * self.strength + self.b


@exercise.wrong(
    "There is a parameter more than before: a tensor that learns is kept in `self`. Only w, "
    "strength and b do."
)
class one_more(_directed(lambda w: w)):
    def forward(self, x):
        self.directed = autograd.Tensor(self.w.data / _lengths(self.w.data), requires_grad=True)
        return (x @ self.directed.T) * self.strength + self.b


@exercise.wrong(
    "The directions are worked out once, in `__init__`: they do not follow w when it moves. And a "
    "tensor that is kept in `self` counts as a parameter. Work them out in each forward."
)
class made_in_init(_directed(lambda w: w)):
    def __init__(self, inputs, outputs, rng=None):
        super().__init__(inputs, outputs, rng)
        self.directed = self.w / _lengths(self.w)

    def forward(self, x):
        return (x @ self.directed.T) * self.strength + self.b


@exercise.wrong(
    "The directions are worked out in the first forward, and kept: they do not follow w when it "
    "moves. And a tensor that is kept in `self` counts as a parameter. Work them out in each "
    "forward."
)
class kept_from_the_first(_directed(lambda w: w)):
    def forward(self, x):
        if not hasattr(self, "directed"):
            self.directed = self.w / _lengths(self.w)
        return (x @ self.directed.T) * self.strength + self.b


@exercise.wrong(
    "A new tensor takes the place of w in each forward. A loss of two forwards leads back to two "
    "of them, and an optimizer holds the old one. w is used as it is."
)
class another_w(_directed(lambda w: w / _lengths(w))):
    def forward(self, x):
        self.w = autograd.Tensor(self.w.data, requires_grad=True)
        return super().forward(x)


@exercise.wrong("The outputs were right before. `strength` does not count in them any more.")
class no_strength(_directed(lambda w: w / _lengths(w))):
    def forward(self, x):
        return x @ (self.w / _lengths(self.w)).T + self.b


@exercise.wrong("The outputs were right before. `b` does not count in them any more.")
class no_b(_directed(lambda w: w / _lengths(w))):
    def forward(self, x):
        return (x @ (self.w / _lengths(self.w)).T) * self.strength


def _cut(*without):
    class Directed(_directed(lambda w: w)):
        def forward(self, x):
            parts = {name: getattr(self, name) for name in NAMES}
            parts |= {name: parts[name].detach() for name in without}
            return (x @ (parts["w"] / _lengths(parts["w"])).T) * parts["strength"] + parts["b"]

    return Directed


exercise.mistakes(
    _cut,
    strength_cut=(
        "w moves now as it should. But strength is cut off: it had a gradient before.",
        "strength",
    ),
    b_cut=("w moves now as it should. But b is cut off: it had a gradient before.", "b"),
)


@exercise.wrong("w moves now as it should. But a new layer begins with another w than before.")
class begins_with_another_w(_directed(lambda w: w / _lengths(w))):
    def __init__(self, inputs, outputs, rng=None):
        super().__init__(inputs, outputs, rng)
        self.w.data *= 0.5


exercise.variant(_directed(lambda w: w * (w**2).sum(axis=1, keepdims=True) ** -0.5))
exercise.variant(_directed(lambda w: (w.T / (w.T**2).sum(axis=0) ** 0.5).T))
exercise.variant(_directed(lambda w: w * (-0.5 * (w * w).sum(axis=1, keepdims=True).log()).exp()))


@exercise.variant
class by_its_outputs(_directed(lambda w: w)):
    """Divides the products in place of w."""

    def forward(self, x):
        lengths = (self.w * self.w).sum(axis=1) ** 0.5
        return x @ self.w.T / lengths * self.strength + self.b
