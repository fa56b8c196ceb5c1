"""Write the class `Conv2d`: one small `Linear`, used at every place."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.layers import (
    KINDS,
    arrays_of,
    kinds,
    numbers,
    with_filters,
    written_here,
)
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike, takes, unhidden
from dlscratch.convolution import patches, put_back

FOR_W, FOR_B, PARAMS = "the first of grads()", "the second of grads()", "params()"
STEPPED = "the outputs after a step with params() and grads()"


def _listed(layer, gradients=None):
    """What the two lists of a layer hold; or, with its gradients, what they are to hold."""
    if gradients is not None:
        return {
            FOR_W: gradients["w"], FOR_B: gradients["b"], PARAMS: [layer.w.copy(), layer.b.copy()]
        }  # fmt: skip
    for_w, for_b = arrays_of(layer, "grads")
    return {FOR_W: for_w, FOR_B: for_b, PARAMS: arrays_of(layer, "params")}


_run, _expect = by_differences(with_filters, ("w", "b"), _listed)


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
    if gradient is not None and not any(isinstance(one, Stopped) for one in outputs.values()):
        outputs[STEPPED] = attempt(_stepped, cls, x, gradient, w, b, stride, padding)
        narrow = _made(cls, dtype=np.float32, rng=0)
        outputs[KINDS] = attempt(kinds, narrow, numbers(5, 2, 2, 4, 4), numbers(6, 2, 3, 3, 3))
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


def _expected(cls, x, gradient, w, b, stride, padding):
    expected = _expect(cls, x, gradient, w, b, stride, padding)
    if gradient is not None:
        expected[STEPPED] = _stepped(cls, x, gradient, w, b, stride, padding)
        expected[KINDS] = dict.fromkeys(
            ("the outputs", "the gradient for x", "the gradient for w", "the gradient for b"),
            "float32",
        )
    return expected


class _Conv2d(layers.Layer):
    """The right answer in pieces, which the wrong ones replace."""

    def __init__(
        self, inputs, outputs, size, stride=1, padding=0,
        init="xavier", rng=None, dtype=np.float64,
    ):  # fmt: skip
        self.size, self.stride, self.padding = size, stride, padding
        self.linear = layers.Linear(inputs * size * size, outputs, init, rng, dtype)
        self.w = self.linear.w.reshape(outputs, inputs, size, size)
        self.b = self.linear.b

    def forward(self, x):
        x = self.padded(x)
        self.remember(x)
        seen = self.seen(x)
        n, down, across, numbers = seen.shape
        self.places = down, across
        outputs = self.linear.forward(seen.reshape(-1, numbers))
        return self.images(outputs, n, down, across)

    def remember(self, x):
        self.shape = x.shape

    def padded(self, x):
        edge = (self.padding, self.padding)
        return np.pad(x, ((0, 0), (0, 0), edge, edge))

    def seen(self, x):
        return patches(x, self.size, self.stride)

    def images(self, outputs, n, down, across):
        return outputs.reshape(n, down, across, -1).transpose(0, 3, 1, 2)

    def backward(self, gradient):
        n, _, down, across = gradient.shape
        seen = self.through(self.rows(gradient))
        x = self.back(seen.reshape(n, down, across, -1))
        return self.cut(x)

    def rows(self, gradient):
        return gradient.transpose(0, 2, 3, 1).reshape(-1, gradient.shape[1])

    def through(self, rows):
        return self.linear.backward(rows)

    def back(self, seen):
        return put_back(seen, self.shape, self.size, self.stride)

    def cut(self, x):
        edge, (height, width) = self.padding, self.shape[2:]
        return x[:, :, edge : height - edge, edge : width - edge]

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.linear.w_grad.reshape(self.w.shape), self.linear.b_grad]


_Conv2d.__name__ = "Conv2d"


def _pieces(**methods):
    return type("Conv2d", (_Conv2d,), methods)


def _tell(outcomes):
    """What is right already, what is not, and which shapes there are."""
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        for label, wanted in right.output.items():
            came = outcome.output.get(label)
            if isinstance(came, Stopped):
                return _shapes(*probe)
            if not alike(came, wanted):
                good = list(right.output)[: list(right.output).index(label)]
                return _about(label, good, probe, came, wanted)
    return None


def _about(label, good, probe, came, wanted):
    stride, padding = probe[-2:]
    where = f"Here the stride is {stride} and the padding {padding}."
    if np.shape(came) != np.shape(wanted):
        return _shapes(*probe)
    if label == "forward":
        return f"The outputs have the right shape, and other numbers. {where}"
    if "gradient for x" in label and "forward" in good:
        return f"Forward is right, and the gradient for x has other numbers. {where}"
    return None


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
    reference=_Conv2d,
    run=_all_of_conv2d,
    expect=_expected,
    probes=[
        _probe(2, 2, 3, 2, 3, 4),
        _probe(1, 1, 2, 3, 6, 5, stride=2, padding=1),
        _probe(2, 2, 2, 2, 3, 3),
        _probe(3, 1, 2, 2, 4, 3, padding=2),
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

_AVERAGED = "A layer sums: what is to be divided by, the loss has divided by already."

exercise.mistakes(
    lambda methods: _pieces(**methods),
    padding_forgotten=(
        "Without padding it is right. With it, the images get no zeros around them.",
        {"padded": lambda self, x: x, "cut": lambda self, x: x},
    ),
    padding_cut_but_not_made=(
        "Without padding it is right. With it, forward puts no zeros around the images, and "
        "backward cuts some pixels off all the same.",
        {"padded": lambda self, x: x},
    ),
    padded_on_one_side=(
        "The zeros stand above and on the left only. The pair for an axis holds how many come in "
        "front and how many behind.",
        {"padded": lambda self, x: np.pad(x, ((0, 0), (0, 0), (2 * self.padding, 0),
                                              (2 * self.padding, 0)))},
    ),
    padded_with_the_edge=(
        "Around the images stand their own outer pixels once more. Asked for are zeros.",
        {"padded": lambda self, x: np.pad(
            x, ((0, 0), (0, 0), *[(self.padding, self.padding)] * 2), mode="edge")},
    ),
    padding_not_cut=(
        "Forward is right. What backward hands on still has the edge around it: it is to have the "
        "shape of the x that came, without the zeros.",
        {"cut": lambda self, x: x},
    ),
    cut_in_front_only=(
        "Forward is right. In backward, the edge is cut off above and on the left, and stays below "
        "and on the right.",
        {"cut": lambda self, x: x[:, :, self.padding :, self.padding :]},
    ),
    cut_by_minus_padding=(
        "With padding it is right. Without, nothing is left of the gradient for x: `-0` as an end "
        "is 0. Where does the part that stays end, counted from the front?",
        {"cut": lambda self, x: x[
            :, :, self.padding : -self.padding, self.padding : -self.padding]},
    ),
    shape_without_padding=(
        "Without padding it is right. With it, `put_back` gets the shape of the image as it came, "
        "but the windows stood over the padded one.",
        {
            "padded": lambda self, x: (
                setattr(self, "came", x.shape), _Conv2d.padded(self, x))[1],
            "back": lambda self, seen: put_back(seen, self.came, self.size, self.stride),
        },
    ),
    stride_forgotten=(
        "With a stride of 1 it is right. With another one, nothing tells `patches` or `put_back` "
        "about it.",
        {
            "seen": lambda self, x: patches(x, self.size),
            "back": lambda self, seen: put_back(seen, self.shape, self.size),
        },
    ),
    stride_forgotten_in_backward=(
        "Forward is right, and with a stride of 1 backward, too. With another stride, the windows "
        "are put back where they never stood: what is to be told to `put_back`?",
        {"back": lambda self, seen: put_back(seen, self.shape, self.size)},
    ),
    stride_forgotten_in_forward=(
        "With a stride of 1 it is right. With another one, forward has too many places: what is to "
        "be told to `patches`?",
        {"seen": lambda self, x: patches(x, self.size)},
    ),
    channels_by_reshape=(
        "The outputs have the right shape, and stand in the wrong places. The small layer gives "
        "its channels last, and `reshape` only cuts the row of numbers anew: which function moves "
        "an axis?",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(n, -1, down, across)},
    ),
    channels_by_reshape_both_ways=(
        "The outputs have the right shape, and stand in the wrong places; and backward does the "
        "same. The small layer has its channels last, and `reshape` only cuts the row of numbers "
        "anew: which function moves an axis?",
        {
            "images": lambda self, outputs, n, down, across: outputs.reshape(n, -1, down, across),
            "rows": lambda self, gradient: gradient.reshape(-1, gradient.shape[1]),
        },
    ),
    channels_by_reshape_in_backward=(
        "Forward is right. In backward, the numbers of the incoming gradient get into rows to "
        "which they do not belong: its channels are to go last first, and `reshape` moves no axis.",
        {"rows": lambda self, gradient: gradient.reshape(-1, gradient.shape[1])},
    ),
    channels_left_last=(
        "The outputs have their channels last, as the small layer gives them. In images they come "
        "right behind the examples.",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(n, down, across, -1)},
    ),
    turned_outputs=(
        "Down and across have changed places in the outputs. The axes are to be examples, "
        "channels, down, across.",
        {"images": lambda self, outputs, n, down, across: outputs.reshape(
            n, down, across, -1).transpose(0, 3, 2, 1)},
    ),
    turned_gradient=(
        "Forward is right. In backward, down and across of the incoming gradient have changed "
        "places before it becomes rows.",
        {"rows": lambda self, gradient: gradient.transpose(0, 3, 2, 1).reshape(
            -1, gradient.shape[1])},
    ),
    examples_behind_places=(
        "Forward is right. In backward, the rows come in another order than in forward: there, all "
        "places of the first example came first.",
        {"rows": lambda self, gradient: gradient.transpose(2, 3, 0, 1).reshape(
            -1, gradient.shape[1])},
    ),
    flipped_filters=(
        "The filters lie upside down and mirrored on the images. That is what mathematics calls a "
        "convolution; here, as in PyTorch, they lie as they are.",
        {
            "seen": lambda self, x: patches(x[:, :, ::-1, ::-1], self.size, self.stride),
            "back": lambda self, seen: put_back(
                seen, self.shape, self.size, self.stride)[:, :, ::-1, ::-1],
        },
    ),
    patches_handed_on=(
        "Backward hands on what the small layer gave: a gradient for each number of each window. "
        "They still have to go back to their pixels.",
        {"back": lambda self, seen: seen, "cut": lambda self, seen: seen},
    ),
    nothing_returned=(
        "Backward gives None. The layer before is waiting for the gradient for `x`: return it.",
        {"cut": lambda self, x: None},
    ),
    forward_gives_nothing=(
        "Forward gives None: the next layer is waiting for its outputs.",
        {"images": lambda self, *rest: None},
    ),
    gradient_handed_on=(
        "Backward hands on what came in. That belongs to the outputs; the layer before wants the "
        "gradient for your `x`, which has another shape.",
        {"backward": lambda self, gradient: [_Conv2d.backward(self, gradient), gradient][1]},
    ),
    small_layer_not_asked=(
        "The gradient for x is right. But the small layer has not gone backward, and so it has no "
        "gradients for w and b that belong to this batch: which of its methods finds all three?",
        {"through": lambda self, rows: rows @ self.linear.w},
    ),
    w_grad_as_in_linear=(
        "The gradient for w has the shape of the small layer's weights, one row for each filter. "
        "It is to have the shape of `self.w`, whose numbers it belongs to.",
        {"grads": lambda self: [self.linear.w_grad, self.linear.b_grad]},
    ),
    w_as_in_linear=(
        "`params()` gives w in the shape that it has in the small layer. Asked for is `self.w`, "
        "which has the same numbers in PyTorch's shape.",
        {"params": lambda self: [self.linear.w, self.linear.b]},
    ),
    both_as_in_linear=(
        "`params()` and `grads()` give w and its gradient in the shape of the small layer's "
        "weights. Asked for is the shape of `self.w`, as PyTorch has it.",
        {
            "params": lambda self: self.linear.params(),
            "grads": lambda self: self.linear.grads(),
        },
    ),
    w_grad_turned=(
        "The gradient for w has its numbers in the wrong places. It belongs to the small layer's "
        "weights number by number, so no axis is to be moved.",
        {"grads": lambda self: [
            self.linear.w_grad.reshape(self.w.shape).swapaxes(-1, -2), self.linear.b_grad]},
    ),
    w_grad_channels_last=(
        "The gradient for w has its numbers in the wrong places: in a row of the small layer's "
        "weights, all numbers of one channel stand side by side.",
        {"grads": lambda self: [
            self.linear.w_grad.reshape(len(self.b), self.size, self.size, -1).transpose(0, 3, 1, 2),
            self.linear.b_grad]},
    ),
    copies=(
        "`params()` hands out copies. An optimizer changes what it gets in place, and then nothing "
        "changes in the layer: hand out the arrays themselves.",
        {"params": lambda self: [self.w.copy(), self.b.copy()]},
    ),
    copy_of_w=(
        "What `params()` hands out for w is a copy. An optimizer changes it in place, and then "
        "nothing changes in the layer: hand out the array itself.",
        {"params": lambda self: [self.w * 1, self.b]},
    ),
    params_in_the_other_order=(
        "`params()` gives b before w: the order is to be w, b.",
        {"params": lambda self: [self.b, self.w]},
    ),
    grads_in_the_other_order=(
        "`grads()` gives the gradient for b first. It must keep the order of `params()`, or every "
        "parameter is moved by the gradient of the other.",
        {"grads": lambda self: _Conv2d.grads(self)[::-1]},
    ),
    grads_are_parameters=(
        "`grads()` gives the parameters themselves. It is to give their gradients.",
        {"grads": lambda self: [self.w, self.b]},
    ),
    params_are_gradients=(
        "`params()` gives the gradients. It is to give the parameters: w and b.",
        {"params": lambda self: _Conv2d.grads(self)},
    ),
    averaged_over_places=(
        f"The gradients for w and b are averaged over the places of an image. {_AVERAGED}",
        {"grads": lambda self: [one / np.prod(self.places) for one in _Conv2d.grads(self)]},
    ),
    averaged_over_examples=(
        f"The gradients for w and b are averaged over the examples. {_AVERAGED}",
        {"grads": lambda self: [one / self.shape[0] for one in _Conv2d.grads(self)]},
    ),
    averaged_over_both=(
        f"The gradients for w and b are averaged over all places of all examples. {_AVERAGED}",
        {"grads": lambda self: [one / (self.shape[0] * np.prod(self.places))
                                for one in _Conv2d.grads(self)]},
    ),
)  # fmt: skip


@exercise.wrong(
    "The gradients for w and b come from the last place alone. All places used the same small "
    "layer, so all of them count: let it see their rows together, in one backward."
)
class last_place_only(_Conv2d):
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
class gradients_add_up(_Conv2d):
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
class first_shape_for_ever(_Conv2d):
    def remember(self, x):
        self.shape = getattr(self, "shape", x.shape)


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took the other's shape. "
    "What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(_Conv2d):
    def remember(self, x):
        kept_on_the_class.shape = x.shape


@exercise.wrong(
    "The numbers are right. But where float32 comes in, float64 goes out: which line makes an "
    "array of its own, of NumPy's usual kind?"
)
class widens(_Conv2d):
    def back(self, seen):
        return super().back(seen.astype(float))


@exercise.variant
class places_one_by_one(_Conv2d):
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
class places_first(_Conv2d):
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
