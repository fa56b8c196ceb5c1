"""Write the class `Conv2d`: one small `Linear`, used at every place."""

import copy
import traceback

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.conv2d_answers import ROWS, Conv2dInPieces
from dlscratch.checks.convolution.shared.layers import (
    KINDS,
    WIDE,
    about_kinds,
    apart,
    arrays_of,
    kinds,
    numbers,
    where_right,
    with_filters,
    written_here,
)
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.differences import THIRD, another
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike, takes, unhidden
from dlscratch.convolution import patches

FOR_W, FOR_B, PARAMS = "the first of grads()", "the second of grads()", "params()"
STEPPED = "the outputs after a step with params() and grads()"


def _listed(layer):
    """What the two lists of a layer hold."""
    for_w, for_b = arrays_of(layer, "grads")
    return {FOR_W: for_w, FOR_B: for_b, PARAMS: arrays_of(layer, "params")}


_run, _ = by_differences(with_filters, ("w", "b"), _listed)


def _stepped(cls, x, gradient, *rest):
    """What comes out after a step, made as an optimizer makes it."""
    layer = with_filters(cls, *rest)
    layer.forward(x)
    layer.backward(gradient)
    for param, grad in zip(arrays_of(layer, "params"), arrays_of(layer, "grads"), strict=True):
        param -= 0.1 * grad
    return copy.deepcopy(layer.forward(x))


def _all_of_conv2d(cls, x, gradient, w, b, stride, padding):
    written_here(cls, "forward", "backward", "params", "grads")
    takes(cls, forward="x", backward="gradient")
    if issubclass(cls, layers.Layer):
        unhidden(with_filters(cls, w, b, stride, padding))
    outputs = _run(cls, x, gradient, w, b, stride, padding)
    if "gradient for x" in outputs:
        apart(with_filters, cls, x, gradient, (w, b, stride, padding))
    if gradient is not None and not any(isinstance(one, Stopped) for one in outputs.values()):
        outputs[STEPPED] = attempt(_stepped, cls, x, gradient, w, b, stride, padding)
        narrow = _made(cls, dtype=np.float32, rng=0)
        there, back = numbers(5, 2, 2, 4, 4), numbers(6, 2, 3, 3, 3)
        outputs[KINDS] = attempt(kinds, narrow, there, back)
        outputs[WIDE] = attempt(kinds, _made(cls, rng=0), there, back, float)
        _given(cls)
    return outputs


def _made(cls, **how):
    try:
        return cls(2, 3, 2, **how)
    except TypeError as error:
        raise Refuse(f"{GIVEN} Python said: `{error}`.") from None


def _given(cls):
    """Refuse a class whose `__init__` no longer hands on what it gets."""
    threes = _made(cls, init=lambda outputs, inputs, rng: np.full((outputs, inputs), 3.0))
    one, two = (_made(cls, rng=5) for _ in range(2))
    if np.any(threes.w != 3) or np.any(one.w != two.w):
        raise Refuse(f"{GIVEN} By now, `init` or `rng` makes no difference to `w`.")


GIVEN = (
    "`__init__` was given: it takes `init`, `rng` and `dtype` and hands them to its small layer. "
    "Leave it as it was."
)
_all_of_conv2d.arguments = _run.arguments


def _tell(outcomes):
    """What is right already, what is not, and which shapes there are."""
    if text := about_memory(exercise, outcomes):
        return text
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        for label, wanted in right.output.items():
            came = outcome.output.get(label)
            if isinstance(came, Stopped):
                return _stopped(label, came.error, probe)
            if not alike(came, wanted):
                if label in (KINDS, WIDE):
                    return about_kinds(outcomes)
                good = list(right.output)[: list(right.output).index(label)]
                return _about(label, good, probe, came, wanted)
    return None


def _about(label, good, probe, came, wanted):
    stride, padding = probe[-2:]
    where = f"Here the stride is {stride} and the padding {padding}."
    if np.shape(came) != np.shape(wanted):
        return _there(label, probe)
    if label == "forward":
        right = where_right(came, wanted, _AXES) or ""
        return f"The outputs have the right shape, and other numbers. {where} {right}".strip()
    if "gradient for x" in label and "forward" in good:
        right = _how_many_times(came, wanted) or where_right(came, wanted, _AXES) or ""
        text = f"Forward is right, and the gradient for x has other numbers. {where} {right}"
        return text.strip()
    return None


_AXES = ("image", "channel", "row", "column")


def _how_many_times(came, wanted):
    """Whether each number is so many times the right one."""
    ratios = came[wanted != 0] / wanted[wanted != 0]
    if not ratios.size or np.ptp(ratios) > 1e-6 * abs(ratios[0]):
        return None
    return (
        f"Each is {ratios[0]:.4g} times what it should be. What all places send back adds up; "
        "nothing is divided, and nothing counted twice."
    )


def _stopped(label, error, probe):
    """The shapes on the way to the place that stopped, if it was about shapes at all."""
    if "'numpy.ndarray' object is not callable" in str(error):
        return "An array is no function: `self.w` and `self.b` are read without brackets."
    if not isinstance(error, ValueError | IndexError):
        return None
    if THIRD in label:
        x, gradient = (another(part) for part in probe[:2])
        text = _there(label, (x, gradient, *probe[2:]))
        return f"The batch before it had {len(x) - 1} images, this one {len(x)}. {text}"
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if any(frame.f_code.co_name == "put_back" for frame in frames):
        return _back_again(*probe)
    return _there(label, probe)


def _there(label, probe):
    """The shapes that belong to an output: of the lists, on the way back, or on the way there."""
    w, b = probe[2:4]
    if label in (FOR_W, FOR_B, PARAMS):
        return (
            f"`params()` gives `w` and `b`, here of shapes {w.shape} and {b.shape}, and `grads()` "
            "their gradients: in the same shapes, and in this order."
        )
    return _back_again(*probe) if "gradient for x" in label else _shapes(*probe)


def _back_again(x, gradient, w, b, stride, padding):
    n, outputs, down, across = gradient.shape
    height, width = (side + 2 * padding for side in x.shape[2:])
    rows = n * down * across
    return (
        f"Here the stride is {stride} and the padding {padding}. On the way back, a gradient of "
        f"shape {gradient.shape} comes in; the small layer gets {(rows, outputs)} and gives "
        f"{(rows, w[0].size)}; `put_back` gets {(n, down, across, w[0].size)}, and as its `shape` "
        f"that of the images as the windows saw them, with the zeros around: "
        f"{(*x.shape[:2], height, width)}. Without the zeros it is {x.shape} again. Print yours."
    )


def _shapes(x, gradient, w, b, stride, padding):
    if gradient is None:
        return None
    n, outputs, down, across = gradient.shape
    return (
        f"x has shape {x.shape}, the stride is {stride}, the padding {padding}, and `w` has shape "
        f"{w.shape}. The window then has {down} × {across} places: `patches` gives "
        f"{(n, down, across, w[0].size)}, the small layer gets {(n * down * across, w[0].size)} "
        f"and gives {(n * down * across, outputs)}, and {gradient.shape} comes out. Print yours."
    )


def _probe(n, inputs, outputs, size, height, width, stride=1, padding=0, back=True):
    down, across = ((side + 2 * padding - size) // stride + 1 for side in (height, width))
    seed = n + 10 * height
    return (
        numbers(seed, n, inputs, height, width),
        numbers(seed + 1, n, outputs, down, across) if back else None,
        numbers(seed + 2, outputs, inputs, size, size),
        numbers(seed + 3, outputs),
        stride,
        padding,
    )


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="fill",
    wants="class",
    reference=Conv2dInPieces,
    run=_all_of_conv2d,
    probes=[
        _probe(2, 2, 3, 2, 3, 4),
        _probe(1, 1, 2, 3, 6, 5, stride=2, padding=1),
        _probe(2, 2, 2, 2, 3, 3),
        _probe(3, 1, 2, 2, 4, 3, padding=2),
        (*map(moved, _probe(2, 2, 3, 2, 4, 5)[:2]), *_probe(2, 2, 3, 2, 4, 5)[2:]),
        _probe(2, 2, 4, 3, 4, 5, stride=2, back=False),
    ],
    hints=(
        "Write down the shapes on the way, for 5 images (1, 28, 28), 8 filters of 5 × 5: the "
        "padded images, what `patches` gives, the rows for the small layer, its outputs, the "
        "images. Backward passes the same shapes in the opposite order.",
        "The small layer wants a row for each place of each image, and `reshape(-1, …)` makes "
        "these. Its outputs have the channels last; images have them second. `transpose` moves an "
        "axis, `reshape` never does.",
        "Backward: the channels go last and all places become rows, `self.linear.backward` takes "
        "them, `put_back` puts its rows into images of the padded shape that forward has kept, and "
        "a slice cuts the edge off. The two other gradients are in `self.linear` by then.",
    ),
    after="Nothing in it is new but the places. The small layer summed its gradients over the rows "
    "of a batch all along; now the rows are places, so they add up over all places. This class "
    "carries the net of this lesson, on your own `Linear`.",
)

exercise.mistakes(lambda methods: type("Conv2d", (Conv2dInPieces,), methods), **ROWS)


@exercise.wrong(
    "The gradients for w and b come from the last place alone. All places used the same small "
    "layer, so all of them count: let it see their rows together, in one backward."
)
class last_place_only(Conv2dInPieces):
    def through(self, rows):
        found = super().through(rows)
        n, count = self.shape[0], rows.shape[0] // self.shape[0]
        last = np.arange(1, n + 1) * count - 1
        seen = self.linear.x
        self.linear.w_grad = rows[last].T @ seen[last]
        self.linear.b_grad = rows[last].sum(axis=0)
        return found


@exercise.wrong(
    "After the first batch all is right. After the second one, the gradients for w and b hold both "
    "batches: they are to be replaced each time, not added to."
)
class gradients_add_up(Conv2dInPieces):
    def through(self, rows):
        before = getattr(self, "kept", [0, 0])
        found = super().through(rows)
        self.kept = [now + old for now, old in zip(super().grads(), before, strict=True)]
        return found

    def grads(self):
        return self.kept


@exercise.wrong(
    "With the first batch it works. Then one of another size comes, and the layer still has the "
    "shape of the first: each forward keeps its own."
)
class first_shape_for_ever(Conv2dInPieces):
    def remember(self, x):
        self.shape = getattr(self, "shape", x.shape)


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took the other's shape. "
    "What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(Conv2dInPieces):
    def remember(self, x):
        kept_on_the_class.shape = x.shape


@exercise.wrong(
    "The numbers are right. But where float32 comes in, float64 goes out: which line makes an "
    "array of its own, of NumPy's usual kind?"
)
class widens(Conv2dInPieces):
    def back(self, seen):
        return super().back(seen.astype(float))


@exercise.wrong(
    "Backward changes the parameters. A layer only finds its gradients; to use them is the work of "
    "an optimizer."
)
class changes_its_weights(Conv2dInPieces):
    def through(self, rows):
        found = super().through(rows)
        self.w -= 0.1 * super().grads()[0]
        return found


@exercise.variant
class places_one_by_one(Conv2dInPieces):
    def forward(self, x):
        self.x = np.pad(x, [(0, 0)] * 2 + [(self.padding,) * 2] * 2)
        self.places = [(side - self.size) // self.stride + 1 for side in self.x.shape[2:]]
        outputs = np.empty((len(x), len(self.b), *self.places), x.dtype)
        for row, column in np.ndindex(*self.places):
            window = self.x[self.window(row, column)]
            outputs[:, :, row, column] = np.tensordot(window, self.w, [(1, 2, 3)] * 2) + self.b
        return outputs

    def window(self, row, column):
        top, left = row * self.stride, column * self.stride
        return np.s_[:, :, top : top + self.size, left : left + self.size]

    def backward(self, gradient):
        self.w_grad, self.b_grad = np.zeros_like(self.w), gradient.sum(axis=(0, 2, 3))
        x_grad = np.zeros_like(self.x)
        for row, column in np.ndindex(*self.places):
            where, came = self.window(row, column), gradient[:, :, row, column]
            self.w_grad += np.einsum("no,ncij->ocij", came, self.x[where])
            x_grad[where] += np.tensordot(came, self.w, 1)
        height, width = (side - self.padding for side in self.x.shape[2:])
        return x_grad[:, :, self.padding : height, self.padding : width]

    def grads(self):
        return [self.w_grad, self.b_grad]


@exercise.variant
class places_first(Conv2dInPieces):
    """Its rows in another order: all examples of the first place, then all of the next."""

    def forward(self, x):
        x = self.padded(x)
        self.remember(x)
        seen = np.moveaxis(patches(x, self.size, self.stride), 0, 2)
        outputs = self.linear.forward(seen.reshape(-1, seen.shape[-1]))
        self.places = seen.shape[:2]
        return np.moveaxis(outputs.reshape(*seen.shape[:3], -1), (2, 3), (0, 1))

    def rows(self, gradient):
        return gradient.transpose(2, 3, 0, 1).reshape(-1, gradient.shape[1])

    def through(self, rows):
        seen = self.linear.backward(rows).reshape(*self.places, self.shape[0], -1)
        return np.moveaxis(seen, 2, 0)
